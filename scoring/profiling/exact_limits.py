"""Limits of a funnel for small counts, from the exact laws of Poisson and binomial counts."""

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv
from scipy.stats import binom

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, not_negative, share_between


def poisson_limits(expected: npt.ArrayLike, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Return limits of observed over expected events around 1, shape (J,) each.

    Parameters
    ----------
    expected : array_like, shape (J,)
        Expected events, above 0.
    level : float
        Between 0 and 1.

    Raises
    ------
    MethodError
        ``negative_value`` for nothing expected, ``level_out_of_range``, the checks of the array.

    Notes
    -----
    The exact interval of a Poisson count equal to the expected number, by chi-square quantiles
    (Garwood 1936), divided by that number.

    Examples
    --------
    >>> low, high = poisson_limits([5.0])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.3247], [2.3337])
    """
    events = not_negative(expected, "expected", np.size(expected))
    tail = (1 - share_between(level, "level")) / 2
    if (events <= 0).any():
        raise MethodError("negative_value", where="expected", found=0.0, allowed="> 0")
    low: FloatArray = gammaincinv(events, tail) / events
    high: FloatArray = gammaincinv(events + 1, 1 - tail) / events
    return low, high


def binomial_limits(
    sizes: npt.ArrayLike, share: float, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return smooth limits of a share around its target, shape (J,) each.

    Parameters
    ----------
    sizes : array_like of int, shape (J,)
        Answers, at least 1.
    share : float
        The target, strictly between 0 and 1.
    level : float
        Between 0 and 1.

    Returns
    -------
    tuple of ndarray
        Below 0 or above 1 where not even the outermost count would lie outside.

    Notes
    -----
    The smallest count whose probability from below reaches the tail, moved back by the part of
    its own probability that is too much (Spiegelhalter 2005).

    Examples
    --------
    >>> low, high = binomial_limits([40], 0.4)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.237], [0.5425])
    """
    n = not_negative(sizes, "sizes", np.size(sizes))
    if (n < 1).any():
        found = float(n.min())
        raise MethodError("wrong_parameter", where="sizes", found=found, allowed=">= 1")
    share_between(share, "share")
    tail = (1 - share_between(level, "level")) / 2
    return _interpolated(n, share, tail), _interpolated(n, share, 1 - tail)


def _interpolated(n: FloatArray, share: float, tail: float) -> FloatArray:
    """Return the interpolated quantile of a binomial share."""
    count = binom.ppf(tail, n, share)
    excess = (binom.cdf(count, n, share) - tail) / binom.pmf(count, n, share)
    result: FloatArray = (count - excess) / n
    return result
