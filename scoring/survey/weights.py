"""Weights of record: mean one per contract, trimmed, raked to known margins, on a fixed grid."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.errors import BundleError

Array = np.ndarray[Any, Any]
GRID = 1024  # weights of record are whole multiples of 1/1024
TOLERANCE = 1e-8
MAX_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Margin:
    """One known margin of a contract: category (n,) of each response, known totals (K,)."""

    variable: str
    categories: Array
    population: Array


@dataclass(frozen=True, slots=True)
class RecordWeights:
    """Weights (n,) of one contract and how far the margins are off after rounding (share)."""

    weights: Array
    margin_error: float = 0.0
    trimmed: int = 0


def weights_of_record(
    base: Array,
    low: float,
    high: float,
    margins: Sequence[Margin] = (),
    *,
    exact: bool = True,
) -> RecordWeights:
    """Return the weights with which the responses of one contract are counted.

    Parameters
    ----------
    base : (n,) float
        Inverse inclusion probabilities, all above 0.
    low, high : float
        Trimming bounds in multiples of the median.
    margins : sequence of Margin
        Known totals; raked to within 1e-8 of each share, then trimmed and raked once more.
    exact : bool
        Round to 1/1024 (at least 1/1024) and return int64 multiples of it; else floats.

    Notes
    -----
    Every step depends on the values alone, not on the order of the rows: the mean is an exactly
    rounded sum, and the caller sorts rows before raking.

    Examples
    --------
    >>> weights_of_record(np.array([1.0, 1.0, 2.0]), 0.25, 4.0).weights.tolist()
    [768, 768, 1536]
    """
    weights = base / (math.fsum(base) / len(base))
    weights, trimmed = _trim(weights, low, high)
    if margins:
        weights = _rake(weights, margins)
        weights, again = _trim(weights, low, high)
        if again:
            weights = _rake(weights, margins)
            trimmed += again
    if not exact:
        return RecordWeights(weights, _margin_error(weights, margins), trimmed)
    units = np.maximum(np.rint(weights * GRID), 1).astype(np.int64)
    return RecordWeights(units, _margin_error(units / GRID, margins), trimmed)


def _trim(weights: Array, low: float, high: float) -> tuple[Array, int]:
    median = float(np.median(weights))
    inside = np.clip(weights, low * median, high * median)
    return inside, int(np.count_nonzero(inside != weights))


def _rake(weights: Array, margins: Sequence[Margin]) -> Array:
    """Scale weights to each margin in turn until all shares are right; the total stays."""
    total = math.fsum(weights)
    targets = [total * margin.population / math.fsum(margin.population) for margin in margins]
    for margin, target in zip(margins, targets, strict=True):
        present = np.bincount(margin.categories, minlength=len(target)) > 0
        if np.any(~present & (target > 0)):
            raise BundleError(
                "empty_margin_cell",
                column=margin.variable,
                found=np.flatnonzero(~present & (target > 0)).tolist(),
                allowed="at least one response in each category",
            )
    for _ in range(MAX_ROUNDS):
        for margin, target in zip(margins, targets, strict=True):
            sums = np.bincount(margin.categories, weights, len(target))
            factors = np.divide(target, sums, out=np.ones_like(target), where=sums > 0)
            weights = weights * factors[margin.categories]
        if _margin_error(weights, margins) <= TOLERANCE:
            return weights
    raise BundleError(
        "raking_did_not_converge",
        found=_margin_error(weights, margins),
        allowed=TOLERANCE,
        columns=[margin.variable for margin in margins],
    )


def _margin_error(weights: Array, margins: Sequence[Margin]) -> float:
    """Return the largest difference between a weighted share and its known share."""
    total = math.fsum(weights)
    worst = 0.0
    for margin in margins:
        shares = margin.population / math.fsum(margin.population)
        sums = np.bincount(margin.categories, weights, len(shares)) / total
        worst = max(worst, float(np.max(np.abs(sums - shares))))
    return worst
