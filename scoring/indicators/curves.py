"""This room is for the shapes of rules: the points of a part as a curve of its input."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Protocol


class Curve(Protocol):
    """Points (exact) as a function of one input (exact)."""

    @property
    def kinks(self) -> tuple[Fraction, ...]:
        """Inputs at which the slope changes or the points jump."""

    @property
    def has_jump(self) -> bool:
        """Whether the points jump anywhere."""

    def at(self, value: Fraction) -> Fraction:
        """Return the points at an input."""

    def slope_at(self, value: Fraction) -> Fraction:
        """Return the points gained per unit of input, to the right of a kink."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A straight stretch: ``intercept + slope * value`` from ``start`` to the next stretch."""

    start: Fraction
    intercept: Fraction
    slope: Fraction

    def at(self, value: Fraction) -> Fraction:
        """Return the points on this line, wherever the stretch itself begins and ends."""
        return self.intercept + self.slope * value


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """Straight stretches side by side; the first one also reaches down without end.

    A stretch owns its start unless ``owns_end`` is set: then it owns its end, as "at most 20 %"
    owns 20.

    >>> capped = BrokenLine((Stretch(Fraction(0), Fraction(0), Fraction(2)),
    ...                      Stretch(Fraction(3), Fraction(6), Fraction(0))))
    >>> capped.at(Fraction(2)), capped.at(Fraction(9)), capped.kinks
    (Fraction(4, 1), Fraction(6, 1), (Fraction(3, 1),))
    """

    stretches: tuple[Stretch, ...]
    owns_end: bool = False

    @property
    def kinks(self) -> tuple[Fraction, ...]:
        """Starts of all stretches but the first."""
        return tuple(stretch.start for stretch in self.stretches[1:])

    @property
    def has_jump(self) -> bool:
        """Whether two neighbouring stretches do not meet."""
        neighbours = pairwise(self.stretches)
        return any(left.at(right.start) != right.at(right.start) for left, right in neighbours)

    def at(self, value: Fraction) -> Fraction:
        """Return the points at ``value``."""
        return self._stretch(value).at(value)

    def slope_at(self, value: Fraction) -> Fraction:
        """Return the slope of the stretch that owns ``value``."""
        return self._stretch(value).slope

    def _stretch(self, value: Fraction) -> Stretch:
        chosen = self.stretches[0]
        for stretch in self.stretches[1:]:
            if value > stretch.start or (value == stretch.start and not self.owns_end):
                chosen = stretch
        return chosen


@dataclass(frozen=True, slots=True)
class Reciprocal:
    """Points in inverse proportion to the input: ``numerator / value``.

    >>> Reciprocal(Fraction(980)).at(Fraction(100))
    Fraction(49, 5)
    """

    numerator: Fraction

    @property
    def kinks(self) -> tuple[Fraction, ...]:
        """None: the curve is smooth."""
        return ()

    @property
    def has_jump(self) -> bool:
        """Never."""
        return False

    def at(self, value: Fraction) -> Fraction:
        """Return the points at a ``value`` above zero."""
        return self.numerator / value

    def slope_at(self, value: Fraction) -> Fraction:
        """Return the derivative at a ``value`` above zero."""
        return -self.numerator / (value * value)


def proportional(points: Fraction, full: Fraction) -> BrokenLine:
    """Return the line from zero that reaches ``points`` at ``full`` and goes on."""
    return BrokenLine((Stretch(Fraction(0), Fraction(0), points / full),))


def capped(points: Fraction, full: Fraction, floor: Fraction) -> BrokenLine:
    """Return the line of :func:`proportional`, flat from ``full`` on and zero below ``floor``."""
    rising = Stretch(max(floor, Fraction(0)), Fraction(0), points / full)
    flat = Stretch(full, points, Fraction(0))
    if floor > 0:
        nothing = Stretch(Fraction(0), Fraction(0), Fraction(0))
        return BrokenLine((nothing, flat) if floor == full else (nothing, rising, flat))
    return BrokenLine((rising, flat))
