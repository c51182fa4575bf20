"""The sensitivity of an evaluation: frozen results, blank only with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.canonical import from_plain

SCHEMA = "gongping-sensitivity/1"
FILE = "sensitivity.json"  # its name in the folder of a run


@dataclass(frozen=True, slots=True)
class Found:
    """A number or the reason why there is none."""

    value: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Dominance:
    """One of the four tests of the dominance rule, as in ``scoring/dominance_tests.py``."""

    code: str
    is_met: bool | None
    margin: float | None
    shares: Mapping[str, float]
    contracts: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class ChoiceInfluence:
    """A choice with its levels, the plan's first, and the share of the places' variance it makes.

    ``first``: by itself; ``total``: with all that it does together with other choices.
    """

    code: str
    kind: str
    levels: tuple[str, ...]
    first: Found
    total: Found


@dataclass(frozen=True, slots=True)
class PlaceRange:
    """The places of one contract over all runs, and its totals where totals keep their scale."""

    contract: str
    place: int
    low: float
    median: float
    high: float
    best: int
    worst: int
    lowest_total: float
    highest_total: float
    most_moved_by: str | None


@dataclass(frozen=True, slots=True)
class Spread:
    """All choices varied together; ``is_exact`` where every combination was run."""

    runs: int
    failed: int
    failures: Mapping[str, int]
    is_exact: bool
    mean_change: float
    choices: tuple[ChoiceInfluence, ...]
    contracts: tuple[PlaceRange, ...]


@dataclass(frozen=True, slots=True)
class Acceptable:
    """Over all weights, or those with satisfaction heaviest: how often a contract takes a place.

    ``shares`` by place from 1; ``central_weights``: the mean of the weights with which it is first.
    """

    contract: str
    shares: tuple[float, ...]
    central_weights: Mapping[str, float] | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WinnerFlip:
    """The smallest shift of weight, in points of 100, after which another draws level."""

    is_within_rule: bool
    winner: str
    rival: str | None
    moved_points: Found
    weights: Mapping[str, float] | None


@dataclass(frozen=True, slots=True)
class Removed:
    """The places, in the order of the contracts, with one dimension or indicator left out."""

    element: str
    places: tuple[int, ...]
    mean_change: float


@dataclass(frozen=True, slots=True)
class NextBand:
    """What a contract lacks to the next grade: points of the total, and in each indicator alone.

    ``needed`` holds the points of 100 that would do it alone; indicators that cannot are left out.
    """

    contract: str
    gap: Found
    needed: Mapping[str, float]
    cheapest: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A contract's total with one thing left out of the pass, and whether its class stays.

    ``kind``: interviewer, adjuster, adjusters, proxies or flagged; ``left_out`` names it.
    """

    kind: str
    left_out: str
    contract: str
    answers: int
    total: Found
    change: Found
    keeps_class: bool | None


@dataclass(frozen=True, slots=True)
class ClassStability:
    """Shares of the variants of each kind under which a contract's class stays, 0 to 1."""

    contract: str
    weights: float
    adjusters: float
    interviewers: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Of one bundle under its plan; ``blanks`` says which parts are empty, and why."""

    evaluation: str
    engine: str
    bundle_hash: str
    plan_hash: str
    contracts: tuple[str, ...]
    dominance: tuple[Dominance, ...]
    spread: Spread | None
    free: tuple[Acceptable, ...]
    within_rule: tuple[Acceptable, ...]
    flips: tuple[WinnerFlip, ...]
    removals: tuple[Removed, ...]
    next_bands: tuple[NextBand, ...]
    exclusions: tuple[Exclusion, ...]
    stability: tuple[ClassStability, ...]
    blanks: Mapping[str, str]
    schema: str = SCHEMA

    @classmethod
    def from_plain(cls, plain: Any) -> "Sensitivity":
        """Read a sensitivity from plain JSON data; raises ``PlanError`` naming the place."""
        return from_plain(cls, plain, "sensitivity")
