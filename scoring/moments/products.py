"""Sums of products within contracts: exact, however large the whole numbers are."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scoring.moments.state import run_ends, sum_runs

Array = np.ndarray[Any, Any]
LARGEST_EXACT_FLOAT = 2**53
LIMB_BITS = 11
LIMBS = 3
LARGEST_VALUE = 2 ** (LIMB_BITS * LIMBS)  # a value must stay below this to be squared exactly
PAIRS = tuple((low, high) for low in range(LIMBS) for high in range(low, LIMBS))


def cross_products(
    starts: Array, weights: Array, extended: Array, coded: Sequence[tuple[Array, Array]]
) -> Array:
    """Return the sums of w r x [x, s]' (K, G, E, E+1) over the runs that begin at ``starts``.

    ``extended`` (n, E) holds x, ``coded`` for each variable which rows are known and their values.
    """
    width = extended.shape[1]
    products = np.zeros((len(starts), len(coded), width, width + 1), weights.dtype)
    if width == 0:
        return products
    ends = run_ends(starts, len(weights))
    for variable, (known, values) in enumerate(coded):
        right = np.concatenate([extended, values[:, None]], axis=1)
        left = extended * (weights * known)[:, None]
        if weights.dtype != np.float64 and _fits_float(left, right):
            # Every partial sum is a whole number below 2**53, so the fast float product is exact.
            left, right = left.astype(np.float64), right.astype(np.float64)
        for run, (start, end) in enumerate(zip(starts, ends, strict=True)):
            products[run, variable] = left[start:end].T @ right[start:end]
    return products


def _fits_float(left: Array, right: Array) -> bool:
    if not len(left):
        return True
    largest = float(np.max(np.abs(left))) * float(np.max(np.abs(right)))
    return largest * len(left) < LARGEST_EXACT_FLOAT


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
            if limbs[low].any() and limbs[high].any():
                parts[:, variable, pair] = sum_runs(used * limbs[low] * limbs[high], starts)
    return parts


def _limbs(values: Array) -> list[Array]:
    """Split sizes into limbs; a square has no sign, and without signs no digits cancel."""
    sizes, mask = np.abs(values), (1 << LIMB_BITS) - 1
    return [(sizes >> (LIMB_BITS * limb)) & mask for limb in range(LIMBS)]


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
