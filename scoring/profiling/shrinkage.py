"""Telling true differences between contracts from sampling noise, and shrinking by that much."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import chdtrc

from scoring.errors import MethodError
from scoring.profiling.checks import VARIANCE_FLOOR, FloatArray, finite, not_negative

FEWEST_FOR_SHRINKAGE = 10
CORRECTED_BELOW = 50  # contracts; from here on the error of tau2 itself no longer matters
SCAN_POINTS = 60


@dataclass(frozen=True, slots=True)
class BetweenVariance:
    """Variance of the true totals between contracts, and the test that there is any.

    ``value`` is tau2 in points squared, ``mean`` the precision-weighted mean in points with its
    ``standard_error``; ``heterogeneity`` is Cochran's Q and ``p_value`` its upper tail on J - 1
    degrees of freedom.
    """

    value: float
    mean: float
    standard_error: float
    heterogeneity: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is believed of the true totals: arrays of shape (J,), in points.

    ``reliability`` is tau2 / (tau2 + v), or None with a ``reason`` where the prior is flat.
    ``mean_variance`` is the squared standard error of the common mean, shared by all contracts.
    """

    mean: FloatArray
    deviation: FloatArray
    reliability: FloatArray | None
    mean_variance: float
    reason: str | None = None


def between_variance(
    estimates: npt.ArrayLike, variances: npt.ArrayLike, method: str = "reml"
) -> BetweenVariance:
    """Estimate the variance of true totals between contracts from estimates and their variances.

    Parameters
    ----------
    estimates : array_like, shape (J,)
        Direct estimates in points.
    variances : array_like, shape (J,)
        Their sampling variances; those below 1e-12 are raised to it.
    method : {"reml", "ml", "dl", "pm"}
        Restricted or full maximum likelihood, DerSimonian-Laird, Paule-Mandel.

    Returns
    -------
    BetweenVariance
        ``value`` is exactly 0 where the data show no difference beyond noise.

    Raises
    ------
    MethodError
        ``too_few_contracts`` below two, ``unknown_method``, or the checks of the arrays.

    Notes
    -----
    The likelihood is scanned and the root of its derivative polished around the best point, so
    that a second, lower maximum cannot be returned. Sources: DerSimonian and Laird (1986), Paule
    and Mandel (1982), Viechtbauer (2005). Sampling covariances between contracts are left out.

    Examples
    --------
    >>> round(between_variance([70.0, 80.0, 90.0], [4.0, 4.0, 4.0]).value, 9)
    96.0
    >>> between_variance([80.0, 80.0, 80.0], [4.0, 4.0, 4.0]).value
    0.0
    """
    y = finite(estimates, "estimates")
    v = np.maximum(not_negative(variances, "variances", y.size), VARIANCE_FLOOR)
    if y.size < 2:
        raise MethodError("too_few_contracts", where="estimates", found=y.size, allowed=">= 2")
    if method not in _METHODS:
        raise MethodError("unknown_method", where="method", found=method, allowed=sorted(_METHODS))
    tau2 = _METHODS[method](y, v)
    weights = 1 / (tau2 + v)
    mean = float(weights @ y / weights.sum())
    q = _heterogeneity(y, v, 0.0)
    return BetweenVariance(
        value=tau2,
        mean=mean,
        standard_error=float(weights.sum() ** -0.5),
        heterogeneity=q,
        p_value=float(chdtrc(y.size - 1, q)),
    )


def shrink(
    estimates: npt.ArrayLike, variances: npt.ArrayLike, between: BetweenVariance | None
) -> Posterior:
    """Pull each direct estimate towards the common mean by as much as it is noise.

    Parameters
    ----------
    estimates, variances : array_like, shape (J,)
    between : BetweenVariance or None
        None, or fewer than 10 contracts, gives a flat prior: the posterior is N(estimate, v) and
        the reliability is blank with the reason ``too_few_providers``.

    Returns
    -------
    Posterior
        The deviation carries the error of the common mean and, below 50 contracts, the
        Kackar-Harville term for the error of tau2.

    Examples
    --------
    >>> shrink([70.0, 90.0], [4.0, 4.0], None).mean.tolist()
    [70.0, 90.0]
    >>> y, v = [60.0 + 3 * j for j in range(10)], [9.0] * 10
    >>> posterior = shrink(y, v, between_variance(y, v))
    >>> round(float(posterior.mean[0]), 3), round(float(posterior.reliability[0]), 3)
    (61.473, 0.891)
    """
    y = finite(estimates, "estimates")
    v = not_negative(variances, "variances", y.size)
    if between is None or y.size < FEWEST_FOR_SHRINKAGE:
        return Posterior(y, np.sqrt(v), None, 0.0, "too_few_providers")
    floored = np.maximum(v, VARIANCE_FLOOR)
    reliability = between.value / (between.value + floored)
    mean_variance = between.standard_error**2
    variance = reliability * floored + (1 - reliability) ** 2 * mean_variance
    if y.size < CORRECTED_BELOW:
        variance += _error_of_between(floored, between.value)
    return Posterior(
        mean=reliability * y + (1 - reliability) * between.mean,
        deviation=np.sqrt(variance),
        reliability=reliability,
        mean_variance=mean_variance,
    )


def _error_of_between(variances: FloatArray, tau2: float) -> FloatArray:
    """Return what the posterior variances gain because tau2 is estimated, shape (J,)."""
    weights = 1 / (tau2 + variances)
    variance_of_tau2 = 2 / float((weights**2).sum())
    error: FloatArray = variances**2 * weights**3 * variance_of_tau2
    return error


def _heterogeneity(y: FloatArray, v: FloatArray, tau2: float) -> float:
    """Return Cochran's Q with weights 1 / (v + tau2)."""
    weights = 1 / (v + tau2)
    mean = weights @ y / weights.sum()
    return float(weights @ (y - mean) ** 2)


def _dersimonian_laird(y: FloatArray, v: FloatArray) -> float:
    weights = 1 / v
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return max(0.0, (_heterogeneity(y, v, 0.0) - (y.size - 1)) / scale)


def _paule_mandel(y: FloatArray, v: FloatArray) -> float:
    def excess(tau2: float) -> float:
        return _heterogeneity(y, v, tau2) - (y.size - 1)

    if excess(0.0) <= 0:
        return 0.0
    return float(brentq(excess, 0.0, _above(y), xtol=1e-14, rtol=1e-13))


def _above(y: FloatArray) -> float:
    """Return a tau2 that no estimator can exceed: the squared range of the estimates and more."""
    return 4 * float(np.ptp(y)) ** 2 + 1e-9


def _reml(y: FloatArray, v: FloatArray) -> float:
    return _likelihood_maximum(y, v, is_restricted=True)


def _ml(y: FloatArray, v: FloatArray) -> float:
    return _likelihood_maximum(y, v, is_restricted=False)


def _likelihood_maximum(y: FloatArray, v: FloatArray, is_restricted: bool) -> float:
    """Return the tau2 of the highest likelihood; 0 where it falls from the start."""
    top = _above(y)
    grid = np.concatenate(([0.0], np.geomspace(top * 1e-9, top, SCAN_POINTS)))
    best = int(np.argmax(_log_likelihood(y, v, grid, is_restricted)))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, grid.size - 1)]

    def slope(tau2: float) -> float:
        return _slope(y, v, tau2, is_restricted)

    if slope(low) <= 0:  # only possible at 0: elsewhere the scan has found a rise before the best
        return 0.0
    while slope(high) > 0:  # a ripple between two points of the scan
        high *= 2
    return float(brentq(slope, low, high, xtol=1e-14, rtol=1e-13))


def _log_likelihood(
    y: FloatArray, v: FloatArray, grid: FloatArray, is_restricted: bool
) -> FloatArray:
    """Return the log likelihood, up to a constant, at each tau2 of ``grid``, shape (P,)."""
    weights = 1 / (grid[:, None] + v)
    total = weights.sum(axis=1)
    mean = weights @ y / total
    squares = (weights * (y - mean[:, None]) ** 2).sum(axis=1)
    result: FloatArray = 0.5 * np.log(weights).sum(axis=1) - 0.5 * squares
    return result - 0.5 * np.log(total) if is_restricted else result


def _slope(y: FloatArray, v: FloatArray, tau2: float, is_restricted: bool) -> float:
    """Return twice the derivative of the log likelihood by tau2."""
    weights = 1 / (tau2 + v)
    total = weights.sum()
    mean = weights @ y / total
    slope = float(weights**2 @ (y - mean) ** 2 - total)
    return slope + float((weights**2).sum() / total) if is_restricted else slope


_METHODS: dict[str, Callable[[FloatArray, FloatArray], float]] = {
    "reml": _reml,
    "ml": _ml,
    "dl": _dersimonian_laird,
    "pm": _paule_mandel,
}
