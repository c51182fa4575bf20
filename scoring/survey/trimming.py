"""Weights cut to bounds, and what unequal weights cost in precision."""

from typing import Any

import numpy as np
from scipy.optimize import brentq

from scoring.errors import MethodError
from scoring.survey.designs import checked_weights

Array = np.ndarray[Any, Any]


def trim_spread(weights: Array, low: float, high: float, *, strict: bool = True) -> Array:
    """Return weights cut to [low, high], what was cut off added equally to the others.

    Parameters
    ----------
    weights : (n,) float
        Weights, 0 or above.
    low, high : float
        Bounds in the unit of the weights.
    strict : bool
        Add the one amount with which all weights, cut to the bounds, keep the total. Else cut
        once and spread once, by which a weight may be pushed outside.

    Raises
    ------
    MethodError
        ``limit_out_of_range`` where the mean weight lies outside the bounds, so that no such
        weights keep the total.

    Examples
    --------
    >>> trim_spread(np.array([1.0, 1.0, 4.0]), 0, 3).round(9).tolist()
    [1.5, 1.5, 3.0]
    """
    weights = np.asarray(weights, np.float64)
    mean = float(np.mean(weights))
    if not low <= mean <= high:
        raise MethodError("limit_out_of_range", where="trim", found=[low, high], allowed=mean)
    cut = np.clip(weights, low, high)
    free = cut == weights
    if not strict:
        spread = (weights - cut).sum() / max(int(free.sum()), 1)
        return np.asarray(np.where(free, cut + spread, cut))
    if min(mean - low, high - mean) <= 1e-12 * mean:
        return np.full(len(weights), mean)  # nothing but the bound itself keeps the total

    def excess(move: float) -> float:
        return float(np.clip(weights + move, low, high).mean()) - mean

    reach = float(np.ptp(weights)) + high - low
    return np.asarray(np.clip(weights + brentq(excess, -reach, reach), low, high))


def weighting_effect(weights: Array) -> float:
    """Return how many times larger unequal weights make a variance: n sum(w2) / sum(w)2 (Kish).

    Rows of weight 0 (who did not answer) do not count. Above 1.5 the weighting deserves a look.
    Raises ``wrong_shape``, ``not_finite`` or ``negative_value`` for what are no weights.

    >>> weighting_effect(np.array([1.0, 1.0, 4.0]))
    1.5
    """
    used = checked_weights(weights, len(weights))
    used = used[used > 0]
    return float(len(used) * (used**2).sum() / used.sum() ** 2)


def effective_size(weights: Array) -> float:
    """Return the number of equally weighted rows that tell as much; errors as above.

    >>> effective_size(np.array([1.0, 1.0, 4.0]))
    2.0
    """
    return float(np.count_nonzero(weights)) / weighting_effect(weights)
