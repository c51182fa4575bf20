"""The plan: all that is decided about scoring before the first interview."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.canonical import from_plain, hash_of, to_plain

SCHEMA = "gongping-plan/1"
BENEFICIARY_SURVEY = "BQ"  # the source of a part that is scored from the beneficiaries' answers
Text = Mapping[str, str]  # {"zh": ..., "en": ...}


@dataclass(frozen=True, slots=True)
class Item:
    """A question as scored: points (0-100) of each answer code; other codes are missing."""

    code: str
    scores: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Variable:
    """What one respondent contributes to a survey input.

    ``method``: ``mean`` = mean points of the answered ``items`` if at least half are answered;
    ``at_least`` = 100 if ``parameters["count"]`` or more items carry 100 points, else 0, among
    those who answered any; ``among`` = points of the last item (0 where it is missing) among those
    whose answer to the first item is one of ``parameters["codes"]``.
    """

    code: str
    method: str
    items: tuple[str, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One summand of a rule: ``points`` at most, from one ``input``.

    ``input`` is the code of a variable where ``source`` is a survey of beneficiaries (BQ), else the
    code of a measure. Kinds and their parameters are listed in ``scoring/indicators/rules.py``.
    """

    kind: str
    points: Decimal
    source: str
    input: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf of the tree: a rule made of parts, whose points add up to its weight."""

    code: str
    name: Text
    parts: tuple[Part, ...]
    evidence: Text = field(default_factory=dict)
    fiscal: str = ""  # 决策 / 过程 / 产出 / 效益

    @property
    def weight(self) -> Decimal:
        """Points of the indicator: the sum of its parts."""
        return sum((part.points for part in self.parts), Decimal(0))

    @property
    def source(self) -> str:
        """Declared source: that of the largest part (rulings 3.2), the first where equal."""
        return max(self.parts, key=lambda part: part.points).source


@dataclass(frozen=True, slots=True)
class Group:
    """A level-2 node; a not applicable indicator gives its weight to its sisters here."""

    code: str
    name: Text
    indicators: tuple[Indicator, ...]

    @property
    def weight(self) -> Decimal:
        """Points of the group."""
        return sum((indicator.weight for indicator in self.indicators), Decimal(0))


@dataclass(frozen=True, slots=True)
class Dimension:
    """A level-1 node; one of them at least is marked as beneficiary satisfaction."""

    code: str
    name: Text
    groups: tuple[Group, ...]
    is_satisfaction: bool = False

    @property
    def weight(self) -> Decimal:
        """Points of the dimension."""
        return sum((group.weight for group in self.groups), Decimal(0))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The leaves below, in order."""
        return tuple(leaf for group in self.groups for leaf in group.indicators)


@dataclass(frozen=True, slots=True)
class Adjuster:
    """A case-mix adjuster: a numeric respondent column fixed before the data are seen."""

    code: str
    name: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and the lowest total (included) that earns it."""

    grade: str
    floor: Decimal
    name: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighting:
    """Respondent weights: trimming bounds in multiples of the median, margins to rake."""

    trim_low: Decimal = Decimal("0.25")
    trim_high: Decimal = Decimal("4")
    margins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What must be reached before a figure is used (rulings 4.2, 4.4)."""

    minimum_answers: int = 30
    minimum_psus: int = 3
    grade_half_width: Decimal = Decimal("5")
    item_share: Decimal = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class DecisionPolicy:
    """Lines and error rates of the decision classes (rulings 5.1, statistics 2.12).

    With several ``looks``, rising to 1, each spends its part of ``alpha`` (Lan and DeMets).
    """

    exit_line: Decimal = Decimal("60")
    renewal_line: Decimal = Decimal("80")
    alpha: Decimal = Decimal("0.05")
    weak_satisfaction: Decimal = Decimal("70")
    weak_dimension_share: Decimal = Decimal("0.6")
    renewal_allowed: bool = True
    price_per_interview: Decimal | None = None
    looks: tuple[Decimal, ...] = ()  # shares of the planned information at each look; () for one


@dataclass(frozen=True, slots=True)
class Veto:
    """A ground that caps the grade once substantiated by evidence beyond survey answers."""

    code: str
    name: Text
    capped_grade: str = "poor"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A blocking finding that was set aside in writing; printed in the report."""

    rule: str
    reason: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything decided beforehand; its hash is what two people sign."""

    evaluation: str
    title: Text
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    variables: tuple[Variable, ...]
    bands: tuple[Band, ...]
    adjusters: tuple[Adjuster, ...] = ()
    weighting: Weighting = Weighting()
    thresholds: Thresholds = Thresholds()
    decision: DecisionPolicy = DecisionPolicy()
    vetoes: tuple[Veto, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    excluded_presence: tuple[str, ...] = ("staff",)
    is_selection: bool = False  # an ex-ante selection sheet: the dominance rule does not apply
    is_demo: bool = False
    schema: str = SCHEMA

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All leaves, in the order of the tree."""
        return tuple(leaf for dimension in self.dimensions for leaf in dimension.indicators)

    @property
    def total_points(self) -> Decimal:
        """Points of the whole tree; 100 in a plan that may be locked."""
        return sum((dimension.weight for dimension in self.dimensions), Decimal(0))

    def walk(self) -> Iterator[tuple[Dimension, Group, Indicator]]:
        """Yield every indicator with the nodes above it."""
        for dimension in self.dimensions:
            for group in dimension.groups:
                for indicator in group.indicators:
                    yield dimension, group, indicator

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: the hash people sign and every score book carries."""
        plain = to_plain(self)
        if not self.decision.looks:  # plans from before there were looks keep their hash
            del plain["decision"]["looks"]
        return hash_of(plain)

    @classmethod
    def from_plain(cls, plain: Any) -> "Plan":
        """Read a plan from plain JSON data; raises :class:`PlanError` naming the place."""
        return from_plain(cls, plain, "plan")
