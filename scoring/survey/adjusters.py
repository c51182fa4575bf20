"""Case-mix adjusters on a grid of whole numbers, so that their sums are exact."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
FINEST = 6  # decimals that an adjuster on the grid may have at most


@dataclass(frozen=True, slots=True)
class Reach:
    """What was seen of an adjuster: its bounds, the decimals it needs, whether any is missing.

    ``decimals`` is None where a value has more than ``FINEST`` decimals.
    """

    low: float
    high: float
    decimals: int | None
    has_missing: bool
    is_seen: bool

    def join(self, other: "Reach") -> "Reach":
        """Return what was seen in both; the order does not matter."""
        missing = self.has_missing or other.has_missing
        if not self.is_seen or not other.is_seen:
            seen = self if self.is_seen else other
            return Reach(seen.low, seen.high, seen.decimals, missing, seen.is_seen)
        both = (self.decimals, other.decimals)
        decimals = None if None in both else max(d for d in both if d is not None)
        low, high = min(self.low, other.low), max(self.high, other.high)
        return Reach(low, high, decimals, missing, is_seen=True)


@dataclass(frozen=True, slots=True)
class AdjusterGrid:
    """How an adjuster becomes whole numbers: (value - offset) * scale."""

    code: str
    offset: float
    scale: int

    def whole(self, values: Array) -> Array:
        """Return (n,) int64 grid units; blanks must have been set to the offset before."""
        units = np.rint(values * self.scale) - np.rint(self.offset * self.scale)
        return np.asarray(units.astype(np.int64))

    def shifted(self, values: Array) -> Array:
        """Return (n,) floats less the offset: the same quantity without rounding to the grid."""
        return values - self.offset


def reach_of(values: Array, known: Array) -> Reach:
    """Return bounds and decimals of ``values`` (n,) where ``known`` (n,) says there is one.

    >>> reach_of(np.array([1.5, 2.0, 0.0]), np.array([True, True, False]))
    Reach(low=1.5, high=2.0, decimals=1, has_missing=True, is_seen=True)
    """
    distinct = np.unique(values[known])
    if not len(distinct):
        return Reach(0.0, 0.0, 0, bool(len(values)), is_seen=False)
    return Reach(
        low=float(distinct[0]),
        high=float(distinct[-1]),
        decimals=_decimals(distinct),
        has_missing=not bool(known.all()),
        is_seen=True,
    )


def _decimals(values: Array) -> int | None:
    for decimals in range(FINEST + 1):
        scale = 10**decimals
        units = np.rint(values * scale)
        # Division is correctly rounded, so equality means the value is that decimal fraction.
        if np.array_equal(units / scale, values) and np.max(np.abs(units)) < 2**52:
            return decimals
    return None


def grid_of(code: str, reach: Reach) -> AdjusterGrid:
    """Return the grid of an adjuster, centred near the middle of its bounds to keep sums small."""
    scale = 10 ** (reach.decimals or 0)
    middle = reach.low / 2 + reach.high / 2
    return AdjusterGrid(code, float(np.rint(middle)), scale)
