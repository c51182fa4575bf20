"""The share of funds that a budget norm sets aside for services, in exact decimals."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from evaluator.errors import Invalid
from evaluator.policy.terms import Text

CENT = Decimal("0.01")
PER_MILLE = Decimal("0.0001")
# The norm says "as a rule": falling short is a thing to look at, never a breach.
MET, SHORT, NOT_APPLICABLE = "met", "short", "not_applicable"


@dataclass(frozen=True, slots=True)
class BudgetNorm:
    """Which share of which sum of which year is set aside for services as a rule."""

    rate: Decimal
    base: Text
    base_year: str  # same, or previous
    source: Text
    tag: str


@dataclass(frozen=True, slots=True)
class BudgetCheck:
    """What the norm comes to beside what was set aside; ``norm`` is exact, the rest printed."""

    base: Decimal
    arranged: Decimal
    norm: Decimal

    @property
    def state(self) -> str:
        """Whether the norm is met, fallen short of, or has nothing to apply to."""
        if self.base == 0:
            return NOT_APPLICABLE
        return MET if self.arranged >= self.printed_norm else SHORT

    @property
    def printed_norm(self) -> Decimal:
        """The norm in cents, half up."""
        return self.norm.quantize(CENT, ROUND_HALF_UP)

    @property
    def gap(self) -> Decimal:
        """What is missing to the printed norm; 0 where nothing is."""
        return max(Decimal(0), self.printed_norm - self.arranged)

    @property
    def ratio(self) -> Decimal | None:
        """The share that was set aside, to the hundredth of a percent; None without a base."""
        return (self.arranged / self.base).quantize(PER_MILLE, ROUND_HALF_UP) if self.base else None


def check_budget(norm: BudgetNorm, base: Decimal, arranged: Decimal) -> BudgetCheck:
    """Hold what was set aside against the norm; refuses sums below zero (``sum_below_zero``)."""
    for field, value in (("base", base), ("arranged", arranged)):
        if value < 0:
            raise Invalid("sum_below_zero", field=field, found=value, allowed=0)
    return BudgetCheck(base, arranged, norm.rate * base)


def left_to_allocate(arranged: Decimal, allocations: Iterable[Decimal]) -> Decimal:
    """Return what county, township and others have left; refuse sharing out more than there is."""
    left = arranged - sum(allocations, Decimal(0))
    if left < 0:
        raise Invalid("allocated_too_much", field="township", found=-left, allowed=arranged)
    return left
