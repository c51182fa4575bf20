"""How large a difference must be, in standard errors, when one contract is compared with all."""

from collections.abc import Callable

import numpy as np
from numpy.polynomial import chebyshev
from scipy.optimize import brentq
from scipy.special import log_ndtr, ndtr

from scoring.profiling.checks import BoolArray, FloatArray
from scoring.profiling.rank_distributions import normal_rule

ONE_BY_ONE_UP_TO = 150  # open comparisons; above that they are summed by their errors
_WIDEST = 6.0  # ratio of the largest to the smallest error that the summing still follows
_DEGREE = 15
_LEAST = -700.0  # logarithm below which a probability counts as this small


def critical_of_one(
    own: float,
    others: FloatArray,
    open_above: BoolArray,
    open_below: BoolArray,
    alpha: float = 0.05,
    one_by_one_up_to: int = ONE_BY_ONE_UP_TO,
) -> float:
    """Return the quantile of the largest open difference between one contract and the others.

    Parameters
    ----------
    own : float
        Standard error of the contract's estimate, points.
    others : ndarray, shape (K,)
        Standard errors of the estimates of the others, above 0.
    open_above, open_below : ndarray of bool, shape (K,)
        Whether it is still open that the other stands above, or below; at least one is.
    alpha : float
        Probability that any open difference exceeds the value where all are truly equal.
    one_by_one_up_to : int
        Number of others up to which each is looked at; above that they are summed.

    Returns
    -------
    float
        In standard errors of the difference; 0 at least.

    Notes
    -----
    Given the error of the contract itself the comparisons are independent, which leaves an integral
    in one dimension. The logarithm of each factor depends on the other's error alone and is smooth
    in it, so that many factors are summed through a Chebyshev polynomial in the logarithm of
    the error: the work no longer grows with the number of others. Where errors differ more than
    sixfold all are looked at.

    Examples
    --------
    >>> both = np.array([True])
    >>> round(critical_of_one(2.0, np.array([2.0]), both, both), 6)
    1.959964
    >>> round(critical_of_one(2.0, np.array([2.0]), both, ~both), 6)
    1.644854
    """
    points, weights = normal_rule(float(own / others.min()))
    is_summed = others.size > one_by_one_up_to and others.max() <= _WIDEST * others.min()
    make = _summed if is_summed else _one_by_one
    probability = make(own, others, open_above, open_below, points)

    def excess(critical: float) -> float:
        return float(weights @ probability(critical)) - (1 - alpha)

    if excess(0.0) >= 0:
        return 0.0
    low, high = (1.0, 5.0) if excess(1.0) < 0 else (0.0, 1.0)
    while excess(high) < 0:
        high *= 2
    return float(brentq(excess, low, high, xtol=1e-12, rtol=1e-13))


Given = Callable[[float], FloatArray]


def _one_by_one(
    own: float, others: FloatArray, above: BoolArray, below: BoolArray, points: FloatArray
) -> Given:
    """Return P(no open difference beyond a value | own error) as the product over all others."""
    shift, reach = own * points[:, None] / others, np.hypot(own, others) / others

    def probability(critical: float) -> FloatArray:
        high = np.where(above, ndtr(shift + critical * reach), 1.0)
        low = np.where(below, ndtr(shift - critical * reach), 0.0)
        result: FloatArray = np.prod(high - low, axis=1)
        return result

    return probability


def _summed(
    own: float, others: FloatArray, above: BoolArray, below: BoolArray, points: FloatArray
) -> Given:
    """Return the same with the logarithms of the factors summed through their polynomial."""
    logs = np.log(others)
    middle, half = (logs.max() + logs.min()) / 2, max((logs.max() - logs.min()) / 2, 1e-9)
    nodes = chebyshev.chebpts1(_DEGREE + 1)
    to_nodes = np.linalg.inv(chebyshev.chebvander(nodes, _DEGREE))
    basis = chebyshev.chebvander(np.clip((logs - middle) / half, -1, 1), _DEGREE) @ to_nodes
    share = [basis[kind].sum(axis=0) for kind in (above & below, above & ~below, below & ~above)]
    errors = np.exp(middle + half * nodes)
    shift, reach = own * points[:, None] / errors, np.hypot(own, errors) / errors

    def probability(critical: float) -> FloatArray:
        high, low = shift + critical * reach, shift - critical * reach
        total = np.zeros(points.size)
        if (above & below).any():
            inside = np.maximum(ndtr(high) - ndtr(low), np.exp(_LEAST))
            total += np.log(inside) @ share[0]
        if (above & ~below).any():
            total += np.maximum(log_ndtr(high), _LEAST) @ share[1]
        if (below & ~above).any():
            total += np.maximum(log_ndtr(-low), _LEAST) @ share[2]
        result: FloatArray = np.exp(np.minimum(total, 0.0))
        return result

    return probability
