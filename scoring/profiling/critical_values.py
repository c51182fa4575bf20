"""How large a difference must be, in standard errors, when all pairs of contracts are looked at."""

from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammainccinv, gammaincinv, gammaln, ndtr

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray

NORMAL_FROM = 60  # degrees of freedom from which a variance counts as known

_REACH = 9.0  # standard deviations beyond which a normal density adds nothing to 16 digits
_INNER = np.polynomial.legendre.leggauss(240)
_FEW = np.polynomial.legendre.leggauss(480)  # below 40 degrees of freedom: a long lower tail
_MANY = np.polynomial.legendre.leggauss(56)


@lru_cache(maxsize=4096)
def tukey_critical_value(count: int, degrees_of_freedom: float, level: float = 0.95) -> float:
    """Return the Tukey critical value of a difference, in standard errors of that difference.

    Parameters
    ----------
    count : int
        Number of contracts compared with each other, 2 or more.
    degrees_of_freedom : float
        Of the standard error; infinity for a known variance.
    level : float
        Simultaneous confidence of all pairs, between 0 and 1.

    Returns
    -------
    float
        The upper quantile of the studentised range divided by the square root of two.

    Raises
    ------
    MethodError
        ``too_few_contracts``, ``degrees_of_freedom_too_few`` or ``level_out_of_range``.

    Notes
    -----
    The law of the range is integrated by Gauss-Legendre quadrature over the place of the largest
    of ``count`` normal values, that of the standard deviation over its logarithm: deterministic,
    and as exact for thousands of contracts as for two. Source: Tukey (1953); Kramer (1956) for
    unequal variances, where the intervals are conservative (Hayter 1984).

    Examples
    --------
    >>> round(tukey_critical_value(2, float("inf")), 6)
    1.959964
    >>> round(tukey_critical_value(6, 20.0), 4)
    3.1433
    """
    if count < 2:
        raise MethodError("too_few_contracts", where="count", found=count, allowed=">= 2")
    if not degrees_of_freedom >= 1:
        raise MethodError(
            "degrees_of_freedom_too_few",
            where="degrees_of_freedom",
            found=str(degrees_of_freedom),
            allowed=">= 1",
        )
    if not 0 < level < 1:
        raise MethodError("level_out_of_range", where="level", found=str(level), allowed="(0, 1)")

    def shortfall(range_: float) -> float:
        return _studentised_range_cdf(range_, count, degrees_of_freedom) - level

    low, high = _bracket(count, degrees_of_freedom, level)
    while shortfall(high) < 0:
        low, high = high, 2 * high
    return float(brentq(shortfall, low, high, xtol=1e-12, rtol=1e-13)) / float(np.sqrt(2))


def critical_values(degrees_of_freedom: FloatArray, level: float = 0.95) -> FloatArray:
    """Return the critical value each contract would need among all J, shape (J,).

    Where all contracts have 60 degrees of freedom or more, the variances count as known and one
    normal value serves all. Otherwise each contract has the value of its own degrees of freedom,
    rounded down; a pair takes the larger of its two, which is that of the smaller number.

    Parameters
    ----------
    degrees_of_freedom : ndarray, shape (J,)
    level : float

    Examples
    --------
    >>> critical_values(np.array([100.0, 80.0])).round(4).tolist()
    [1.96, 1.96]
    >>> critical_values(np.array([10.0, 80.0])).round(4).tolist()
    [2.2281, 1.9901]
    """
    count = degrees_of_freedom.size
    if degrees_of_freedom.min() >= NORMAL_FROM:
        return np.full(count, tukey_critical_value(count, np.inf, level))
    whole, inverse = np.unique(np.floor(degrees_of_freedom), return_inverse=True)
    values = np.array([tukey_critical_value(count, float(df), level) for df in whole])
    return values[inverse]


def _bracket(count: int, degrees_of_freedom: float, level: float) -> tuple[float, float]:
    """Return a range below the quantile and a first guess above it."""
    if np.isinf(degrees_of_freedom) or level < 0.8:
        return 1e-9, 4.0
    known = tukey_critical_value(count, np.inf, level) * float(np.sqrt(2))
    return known, known * (1 + 4 / degrees_of_freedom)


def _studentised_range_cdf(range_: float, count: int, degrees_of_freedom: float) -> float:
    """Return P(range of ``count`` normal values <= ``range_`` estimated standard deviations)."""
    if np.isinf(degrees_of_freedom):
        return float(_range_cdf(np.array([range_]), count)[0])
    nodes, weights = _FEW if degrees_of_freedom < 40 else _MANY
    half = degrees_of_freedom / 2
    tails = 2 * gammaincinv(half, 1e-13), 2 * gammainccinv(half, 1e-16)  # of chi-square
    low, high = 0.5 * np.log(np.array(tails) / degrees_of_freedom)
    logs = low + (high - low) * (nodes + 1) / 2
    density = _log_deviation_density(logs, degrees_of_freedom)
    inner = _range_cdf(range_ * np.exp(logs), count)
    return float((high - low) / 2 * (weights * density) @ inner)


def _log_deviation_density(logs: FloatArray, degrees_of_freedom: float) -> FloatArray:
    """Return the density of log(s / sigma), where df s2 / sigma2 is chi-square, shape of logs."""
    half = degrees_of_freedom / 2
    log_density = np.log(2) + half * np.log(half) - gammaln(half) + 2 * half * logs
    density: FloatArray = np.exp(log_density - half * np.exp(2 * logs))
    return density


def _range_cdf(ranges: FloatArray, count: int) -> FloatArray:
    """Return P(range of ``count`` standard normal values <= r) for each r, shape (R,)."""
    nodes, weights = _INNER
    largest = _REACH * nodes
    density = np.exp(-0.5 * largest**2) / np.sqrt(2 * np.pi)
    between = ndtr(largest) - ndtr(largest - ranges[:, None])
    cdf: FloatArray = count * _REACH * (between ** (count - 1)) @ (weights * density)
    return cdf
