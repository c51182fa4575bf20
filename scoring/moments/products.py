"""Sums of squared values within contracts: exact, however large the whole numbers are."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scoring.moments.runs import sum_runs

Array = np.ndarray[Any, Any]
LIMB_BITS = 11
LIMBS = 3
LARGEST_VALUE = 2 ** (LIMB_BITS * LIMBS)  # a value must stay below this to be squared exactly
PAIRS = tuple((low, high) for low in range(LIMBS) for high in range(low, LIMBS))


def value_squares(starts: Array, weights: Array, coded: Sequence[tuple[Array, Array]]) -> Array:
    """Return the sums of w r s^2 over runs, in parts (K, G, 6) that :func:`joined` puts together.

    A whole number is split into limbs of 11 bits, so that no sum of their products can leave 64
    bits; floats are squared as they are, into the first part.
    """
    parts = np.zeros((len(starts), len(coded), len(PAIRS)), weights.dtype)
    for variable, (known, values) in enumerate(coded):
        used = weights * known
        if weights.dtype == np.float64:
            parts[:, variable, 0] = sum_runs(used * values * values, starts)
            continue
        limbs = _limbs(values)
        for pair, (low, high) in enumerate(PAIRS):
            if high < len(limbs):
                parts[:, variable, pair] = sum_runs(used * limbs[low] * limbs[high], starts)
    return parts


def _limbs(values: Array) -> list[Array]:
    """Split sizes into limbs; a square has no sign, and without signs no digits cancel."""
    sizes, mask = np.abs(values), (1 << LIMB_BITS) - 1
    bits = int(sizes.max(initial=0)).bit_length()
    needed = range(max(1, -(-bits // LIMB_BITS)))
    return [(sizes >> (LIMB_BITS * limb)) & mask for limb in needed]


def joined(parts: Array) -> Array:
    """Return sums of squares (K, G) as floats from their parts (K, G, 6).

    >>> joined(value_squares(np.array([0]), np.array([2]), [(np.array([True]), np.array([5000]))]))
    array([[50000000.]])
    """
    total = np.zeros(parts.shape[:2])
    for pair, (low, high) in enumerate(PAIRS):
        times = 1 if low == high else 2
        total += parts[:, :, pair] * float(times * 2 ** (LIMB_BITS * (low + high)))
    return total
