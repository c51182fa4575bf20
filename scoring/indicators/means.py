"""Means of what lies below a node, weights re-scaled to what is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.indicators.tables import BoolArray, FloatArray

NOTHING_AVAILABLE = "nothing_available"
TOO_FEW_AVAILABLE = "too_few_available"
VALUE_NOT_POSITIVE = "value_not_positive"


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of the units on one node; where one is blank it reads 0 and has a reason."""

    values: FloatArray
    reasons: tuple[str | None, ...]

    @property
    def present(self) -> BoolArray:
        """Which units have a score, shape (units,)."""
        return np.array([reason is None for reason in self.reasons], dtype=np.bool_)

    def plain(self) -> tuple[float | None, ...]:
        """Return the scores, ``None`` where blank."""
        return tuple(
            float(value) if reason is None else None
            for value, reason in zip(self.values, self.reasons, strict=True)
        )


def arithmetic(values: FloatArray, shares: FloatArray) -> FloatArray:
    """Return the weighted arithmetic mean of each row; a deficit can be made good elsewhere."""
    result: FloatArray = (values * shares).sum(axis=1)
    return result


def geometric(values: FloatArray, shares: FloatArray) -> FloatArray:
    """Return the weighted geometric mean of each row of positive values."""
    result: FloatArray = np.exp((shares * np.log(values)).sum(axis=1))
    return result


def harmonic(values: FloatArray, shares: FloatArray) -> FloatArray:
    """Return the weighted harmonic mean of each row of positive values: hardest on a deficit."""
    # In logarithms, so that no reciprocal of a small value grows past what a double holds.
    logs = np.log(np.where(shares > 0, shares, 1.0)) - np.log(values)
    result: FloatArray = np.exp(-np.logaddexp.reduce(np.where(shares > 0, logs, -np.inf), axis=1))
    return result


MEANS: Mapping[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
}


def mean_of(
    values: FloatArray, present: BoolArray, weights: FloatArray, mean: str, least_share: float
) -> Scores:
    """Return the mean of each row over the values that are there.

    Parameters
    ----------
    values, present : ndarray, shape (units, k)
    weights : ndarray, shape (k,)
        Above 0, on any scale; re-scaled to sum 1 over the values present in each row.
    mean : {"arithmetic", "geometric", "harmonic"}
    least_share : float
        A row with a smaller share of its values present is blank.

    Returns
    -------
    Scores
        Reasons: ``nothing_available``, ``too_few_available``, ``value_not_positive`` for a
        geometric or harmonic mean of something not above 0.

    Examples
    --------
    >>> rows, there = np.array([[80.0, 0.0], [80.0, 20.0]]), np.array([[True, False], [True] * 2])
    >>> mean_of(rows, there, np.array([3.0, 1.0]), "arithmetic", 0.0).plain()
    (80.0, 65.0)
    """
    carried = np.where(present, weights, 0.0)
    heaviest = carried.max(axis=1, keepdims=True)
    # Against the heaviest that is there first, for a sum of large weights may pass all bounds.
    carried = np.divide(carried, heaviest, out=np.zeros_like(carried), where=heaviest > 0)
    shares = carried / np.maximum(carried.sum(axis=1, keepdims=True), 1.0)
    available = present.mean(axis=1)
    unfit = present & (values <= 0) & (mean != "arithmetic")
    below: BoolArray = np.asarray(unfit.any(axis=1), dtype=np.bool_)
    reasons = tuple(
        _reason(float(share), least_share, bool(is_below))
        for share, is_below in zip(available, below, strict=True)
    )
    kept = np.array([reason is None for reason in reasons], dtype=np.bool_)
    found = np.zeros(len(values))
    if kept.any():
        found[kept] = MEANS[mean](np.where(present, values, 1.0)[kept], shares[kept])
    return Scores(found, reasons)


def _reason(share: float, least_share: float, is_below: bool) -> str | None:
    if share == 0:
        return NOTHING_AVAILABLE
    if share < least_share:
        return TOO_FEW_AVAILABLE
    return VALUE_NOT_POSITIVE if is_below else None
