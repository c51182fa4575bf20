"""How many people a county or township needs: a norm as data, worked out by one small engine."""

from dataclasses import dataclass

from evaluator.errors import Invalid
from evaluator.policy.terms import Text

FLOOR = "floor"  # only whole increments count: the literal reading, and a minimum
CEILING = "ceiling"  # an increment that has begun counts
READINGS = (FLOOR, CEILING)
UNITS = ("persons", "households", "residents")


@dataclass(frozen=True, slots=True)
class StaffingBand:
    """From how many on (or above how many) so many people are needed."""

    bound: int
    is_inclusive: bool
    staff: int

    def holds(self, count: int) -> bool:
        """Whether a number served lies in this band or a higher one."""
        return count >= self.bound if self.is_inclusive else count > self.bound


@dataclass(frozen=True, slots=True)
class Increment:
    """For each so many above a number, so many more people."""

    above: int
    each: int
    staff: int

    def steps(self, count: int, reading: str) -> int:
        """Return how many increments count under a reading."""
        excess = max(0, count - self.above)
        return excess // self.each if reading == FLOOR else -(-excess // self.each)


@dataclass(frozen=True, slots=True)
class StaffingNorm:
    """The norm of one level: bands by number served, an increment above them, a cap."""

    code: str
    name: Text
    unit: str
    bands: tuple[StaffingBand, ...]
    increment: Increment | None
    cap: int | None
    reading: str
    is_edge_unclear: bool
    source: Text
    tag: str

    def staff(self, count: int, reading: str = "") -> int:
        """Return how many people are needed to serve ``count``.

        Refuses (``count_below_zero``) a negative number. Nobody to serve still gives the lowest
        band, as the text says; :attr:`Need.notes` tells.
        """
        if count < 0:
            raise Invalid("count_below_zero", field="count", found=count, allowed=0)
        base = [band.staff for band in self.bands if band.holds(count)][-1]
        more = self.increment
        needed = base + (more.staff * more.steps(count, reading or self.reading) if more else 0)
        return needed if self.cap is None else min(self.cap, needed)

    def is_at_edge(self, count: int) -> bool:
        """Whether the text leaves open to which of two bands the number belongs."""
        return self.is_edge_unclear and any(count == band.bound for band in self.bands[1:])


@dataclass(frozen=True, slots=True)
class Need:
    """What a norm asks for one unit, beside what is there: a figure to print, not a verdict."""

    norm: StaffingNorm
    count: int
    needed: int
    suggested: int
    actual: int | None
    notes: tuple[str, ...]

    @property
    def is_met(self) -> bool | None:
        """Whether the norm is met; None where nobody said how many people there are."""
        return None if self.actual is None else self.actual >= self.needed


def need(norm: StaffingNorm, count: int, actual: int | None = None) -> Need:
    """Return the need under the norm's own reading, and under the fuller one as a suggestion."""
    notes = []
    if count == 0:
        notes.append("nobody_served")
    if norm.is_at_edge(count):
        notes.append("edge_unclear")
    if norm.cap is not None and actual is not None and actual > norm.cap:
        notes.append("above_cap")
    needed, suggested = norm.staff(count), norm.staff(count, CEILING)
    return Need(norm, count, needed, suggested, actual, tuple(notes))
