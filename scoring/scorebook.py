"""The score book: frozen results that carry their workings and their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.canonical import from_plain
from scoring.figures import ContractFigures, EvaluationFigures, Figure
from scoring.plan import Text

SCHEMA = "gongping-scorebook/2"
FILE = "scorebook.json"  # its name in the folder of a run
# Reports are made later, from the score book, and have manifests of their own; the second stands
# beside the first where readers of both languages are served.
REPORT, REPORT_IN_ENGLISH = "report", "report-en"
REPORTS = (REPORT, REPORT_IN_ENGLISH)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An input on its own scale, raw and adjusted; ``official`` enters the rule."""

    input: str
    official: float | None
    raw: float | None
    adjusted: float | None
    standard_error: float | None
    answers: int
    psus: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PartScore:
    """What one part of a rule gave: points of ``maximum``, and how its variance was found."""

    kind: str
    input: str
    source: str
    maximum: float
    points: float | None
    standard_error: float | None
    method: str  # slope / exact / deterministic
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """An indicator's printed row with its unrounded points, uncertainty and parts.

    ``weight`` is the stated weight, ``effective_weight`` what it carries after redistribution.
    """

    code: str
    name: Text
    dimension: str
    group: str
    source: str
    weight: Decimal
    effective_weight: float
    printed: Decimal | None
    points: float | None
    standard_error: float | None
    parts: tuple[PartScore, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A level-1 subtotal: the sum of its printed rows, and the share of its weight it reaches."""

    code: str
    name: Text
    weight: Decimal
    effective_weight: float
    printed: Decimal | None
    points: float | None
    standard_error: float | None
    is_satisfaction: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GradeResult:
    """The grade by the printed total, the grade that stands after vetoes, and how certain it is."""

    earned: str | None
    standing: str | None
    probabilities: Mapping[str, float]
    certainty: float | None
    is_borderline: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RankResult:
    """A contract's place: the band of ranks that the data allow and the tie groups it is in."""

    band_low: int | None
    band_high: int | None
    tie_groups: tuple[int, ...]
    place_in_order: int | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition of a decision: met or not, what was found and what is needed."""

    code: str
    is_met: bool
    found: float | None
    needed: float | None


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The class the evidence permits and the proposal it leads to, with what blocks and why."""

    decision_class: str  # exit / rectify / renew / insufficient
    proposal: str  # D0 D1 D2 D3 D4
    needs_explanation: bool
    p_exit: float | None
    p_acceptable: float | None
    p_renew: float | None
    probability_below_exit: float | None
    gates: tuple[Gate, ...]
    extra_interviews: Figure
    reasons: tuple[str, ...]
    weak_items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VetoResult:
    """A veto finding and its state: candidate, substantiated or dismissed."""

    code: str
    state: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ContractScore:
    """All that was computed for one contract; blank figures carry a reason code."""

    contract: str
    contractor: str
    name: str
    area: str
    submitted: int
    answers: int
    excluded: int
    psus: int
    effective_answers: float
    response_rate: Figure
    estimates: tuple[Estimate, ...]
    indicators: tuple[IndicatorScore, ...]
    dimensions: tuple[DimensionScore, ...]
    printed_total: Decimal | None
    total: float | None
    standard_error: float | None
    degrees_of_freedom: float | None
    interval_low: float | None
    interval_high: float | None
    client_standard_error: float | None
    shrunk_total: Figure
    reliability: Figure
    grade: GradeResult
    rank: RankResult
    decision: DecisionResult
    figures: ContractFigures
    vetoes: tuple[VetoResult, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TieGroup:
    """A maximal run of contracts in sorted order in which the first is separated from none."""

    number: int
    contracts: tuple[str, ...]
    band_low: int
    band_high: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A pair: the probability that the first is truly better, and whether a strict order holds."""

    first: str
    second: str
    difference: float
    standard_error: float
    probability: float
    is_separated: bool
    shared_psus: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The table of the ranked contracts, or the reason why there is none.

    ``order`` lists ranked contracts by unrounded total, highest first; where ``reason`` is set it
    lists them by name. ``comparisons`` holds all pairs up to 200 contracts, else neighbours within
    ten places.
    """

    order: tuple[str, ...]
    tie_groups: tuple[TieGroup, ...]
    comparisons: tuple[Comparison, ...]
    critical_value: float | None
    between_variance: Figure
    heterogeneity_p: Figure
    pairs_with_shared_psus: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ScoreBook:
    """The results of one scoring run; bundle, plan and engine version determine its bytes."""

    evaluation: str
    title: Text
    engine: str
    bundle_hash: str
    plan_hash: str
    is_demo: bool
    contracts: tuple[ContractScore, ...]
    ranking: Ranking
    figures: EvaluationFigures
    notes: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)
    schema: str = SCHEMA

    @classmethod
    def from_plain(cls, plain: Any) -> "ScoreBook":
        """Read a score book from plain JSON data; raises ``PlanError`` naming the place."""
        return from_plain(cls, plain, "scorebook")

    def contract(self, code: str) -> ContractScore:
        """Return the results of one contract; ``KeyError`` where there is none."""
        return {row.contract: row for row in self.contracts}[code]
