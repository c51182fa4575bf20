"""Figures beside the scores: places, funnel, interviewers, scales, drivers; blank for a reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or the reason why it is blank; never both, never neither."""

    value: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceRange:
    """The first and the last place that cannot be excluded, or the reason why there are none."""

    low: int | None = None
    high: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where a contract may truly stand; place 1 is best.

    ``posterior`` holds the true place with 95 % probability, ``marginal`` is the set that a test at
    5 % for this contract alone does not exclude. ``expected`` is the mean place, ``bottom`` the
    probability of standing among the last tenth. ``may_be_worst`` tells whether the data, judged
    for all contracts at once, leave it possible. ``law`` lists the probability of each place, first
    place first, where it is exact; it is empty where ``posterior`` rests on a normal count.
    """

    posterior: PlaceRange
    marginal: PlaceRange
    expected: Figure
    bottom: Figure
    may_be_worst: bool | None
    law: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FunnelPlace:
    """Errors from the target: ``z`` by chance alone, ``wide_z`` with overdispersion added."""

    z: Figure
    wide_z: Figure


@dataclass(frozen=True, slots=True)
class InterviewerFigures:
    """Who asked for a contract: how many, the largest part and load of one, what they add.

    ``largest_share`` (0-1) and ``largest_load`` are blank where nobody asked or names are missing;
    ``added_variance`` is part of the total's variance, points squared. ``group`` numbers the
    contracts that interviewers link with each other.
    """

    interviewers: int | None
    largest_share: Figure
    largest_load: Figure
    added_variance: Figure
    group: int | None


@dataclass(frozen=True, slots=True)
class RawStanding:
    """The total without case-mix adjustment, to first order, and the places gained by adjusting."""

    total: Figure
    places_gained: Figure


@dataclass(frozen=True, slots=True)
class Priority:
    """An indicator to mend first: its ``importance`` (share of the total's points, 0-1) times its
    ``shortfall`` (0-100) is what it ``costs`` in points."""

    indicator: str
    importance: float
    shortfall: float
    costs: float


@dataclass(frozen=True, slots=True)
class ContractFigures:
    """What stands on a contract's own page beside its score.

    ``answers_for_score`` and ``answers_for_decision`` are the interviews with which its total would
    reach a reliability of .70 and .90. ``priorities`` lists the indicators that cost most points,
    the dearest first.
    """

    places: Places
    funnel: FunnelPlace
    interviewers: InterviewerFigures
    raw: RawStanding
    answers_for_score: Figure
    answers_for_decision: Figure
    priorities: tuple[Priority, ...]


@dataclass(frozen=True, slots=True)
class FunnelFigures:
    """The funnel of all totals: target in points, overdispersion phi and its additive variance."""

    target: Figure
    factor: Figure
    between: Figure


@dataclass(frozen=True, slots=True)
class InterviewerEffect:
    """The interviewers' variance and their share of one answer's variance; groups without a link.

    ``method`` is "reml" or "mean_squares"; blank where nothing was estimated.
    """

    variance: Figure
    share: Figure
    groups: int
    method: str


@dataclass(frozen=True, slots=True)
class ScaleFigures:
    """How the items of a variable hang together within contracts: alpha and omega."""

    variable: str
    items: tuple[str, ...]
    answers: int
    alpha: Figure
    omega: Figure


@dataclass(frozen=True, slots=True)
class Driver:
    """An aspect's share of what explains the overall answer; an association, never a cause.

    ``shapley`` and ``relative_weight`` are parts of R squared, ``performance`` mean points,
    ``quadrant`` that of the importance-performance matrix.
    """

    input: str
    shapley: float
    relative_weight: float
    slope: float
    performance: float
    quadrant: str


@dataclass(frozen=True, slots=True)
class DriverTable:
    """The aspects that go along with the overall answer, or the reason why none are listed."""

    overall: str | None
    answers: int
    explained: Figure
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class Slope:
    """A case-mix slope: points of an input by one unit of an adjuster."""

    input: str
    adjuster: str
    slope: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class EvaluationFigures:
    """What holds for all contracts of an evaluation together."""

    bottom_count: int
    funnel: FunnelFigures
    interviewers: InterviewerEffect
    scales: tuple[ScaleFigures, ...]
    drivers: DriverTable
    slopes: tuple[Slope, ...]
