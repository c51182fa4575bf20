"""Shrinking towards what a contract's circumstances let expect, instead of one common mean."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from scoring.errors import MethodError
from scoring.profiling.checks import (
    VARIANCE_FLOOR,
    FloatArray,
    finite,
    finite_matrix,
    not_negative,
)
from scoring.profiling.shrinkage import CORRECTED_BELOW, SCAN_POINTS, Posterior


@dataclass(frozen=True, slots=True)
class Regression:
    """True totals around a regression on circumstances of the contract.

    ``between`` is tau2, points squared, left over beside the regression; ``slopes`` (P,) with
    ``covariance`` (P, P), the common level first; ``fitted`` (J,) in points. ``residual`` is the
    heterogeneity left over (chi-square on J - P), ``explained`` that of all slopes together.
    """

    between: float
    slopes: FloatArray
    covariance: FloatArray
    fitted: FloatArray
    residual: float
    explained: float

    @property
    def slope_errors(self) -> FloatArray:
        """Standard errors of the slopes, shape (P,)."""
        return np.sqrt(np.diag(self.covariance))


def regress_totals(
    estimates: npt.ArrayLike, variances: npt.ArrayLike, circumstances: npt.ArrayLike
) -> Regression:
    """Fit totals to circumstances of contracts, with the variance left between them, by REML.

    Parameters
    ----------
    estimates, variances : array_like, shape (J,)
        Direct estimates in points and their sampling variances; those below 1e-12 are raised.
    circumstances : array_like, shape (J, P - 1)
        Known without error and outside the contractor's control, such as the remoteness of the
        townships; a missing one must be filled or the contract left out before.

    Returns
    -------
    Regression
        ``between`` is exactly 0 where nothing is left beyond noise.

    Raises
    ------
    MethodError
        ``too_few_contracts`` where there are not more contracts than slopes, ``wrong_parameter``
        where circumstances determine each other, or the checks of the arrays.

    Notes
    -----
    Fay and Herriot (1979); the restricted likelihood is scanned and the root of its derivative
    polished around the best point, as in ``shrinkage.between_variance``.

    Examples
    --------
    >>> found = regress_totals([70.0, 74.0, 82.0, 86.0], [1.0] * 4, [[1], [2], [4], [5]])
    >>> found.between, found.slopes.round(6).tolist(), found.fitted.round(6).tolist()
    (0.0, [66.0, 4.0], [70.0, 74.0, 82.0, 86.0])
    """
    y = finite(estimates, "estimates")
    v = np.maximum(not_negative(variances, "variances", y.size), VARIANCE_FLOOR)
    table = finite_matrix(circumstances, "circumstances", (y.size, None))
    x = np.hstack([np.ones((y.size, 1)), table])
    if y.size <= x.shape[1]:
        allowed = f"> {x.shape[1]}"
        raise MethodError("too_few_contracts", where="estimates", found=y.size, allowed=allowed)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        found, allowed = "circumstances that say the same", "circumstances that differ"
        raise MethodError("wrong_parameter", where="circumstances", found=found, allowed=allowed)
    tau2 = _reml(y, v, x)
    slopes, covariance = _weighted(y, v + tau2, x)
    wald = slopes[1:] @ np.linalg.solve(covariance[1:, 1:], slopes[1:]) if x.shape[1] > 1 else 0.0
    plain, _ = _weighted(y, v, x)
    return Regression(
        between=tau2,
        slopes=slopes,
        covariance=covariance,
        fitted=x @ slopes,
        residual=float(((y - x @ plain) ** 2 / v).sum()),
        explained=float(wald),
    )


def shrink_to_regression(
    estimates: npt.ArrayLike,
    variances: npt.ArrayLike,
    circumstances: npt.ArrayLike,
    found: Regression,
) -> Posterior:
    """Pull each direct estimate towards its fitted total by as much as it is noise.

    Parameters
    ----------
    estimates, variances, circumstances
        As given to ``regress_totals``.
    found : Regression

    Returns
    -------
    Posterior
        The deviation carries the error of the slopes and, below 50 contracts, that of tau2;
        ``mean_variance`` is the squared error of the common level.

    Examples
    --------
    >>> y, v, x = [70.0, 78.0, 82.0, 90.0], [4.0] * 4, [[1], [2], [4], [5]]
    >>> posterior = shrink_to_regression(y, v, x, regress_totals(y, v, x))
    >>> posterior.mean.round(3).tolist(), float(posterior.reliability[0].round(3))
    ([70.667, 76.667, 83.333, 89.333], 0.444)
    """
    y = finite(estimates, "estimates")
    v = np.maximum(not_negative(variances, "variances", y.size), VARIANCE_FLOOR)
    table = finite_matrix(circumstances, "circumstances", (y.size, found.slopes.size - 1))
    x = np.hstack([np.ones((y.size, 1)), table])
    reliability = found.between / (found.between + v)
    variance = reliability * v
    variance += (1 - reliability) ** 2 * ((x @ found.covariance) * x).sum(axis=1)
    if y.size < CORRECTED_BELOW:
        weights = 1 / (found.between + v)
        variance += v**2 * weights**3 * 2 / float((weights**2).sum())
    return Posterior(
        mean=reliability * y + (1 - reliability) * (x @ found.slopes),
        deviation=np.sqrt(variance),
        reliability=reliability,
        mean_variance=float(found.covariance[0, 0]),
    )


def _weighted(y: FloatArray, variances: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return weighted least-squares slopes and their covariance."""
    inverse = np.linalg.inv(x.T @ (x / variances[:, None]))
    covariance = np.asarray(inverse, dtype=np.float64)
    return covariance @ (x.T @ (y / variances)), covariance


def _reml(y: FloatArray, v: FloatArray, x: FloatArray) -> float:
    """Return the tau2 of the highest restricted likelihood; 0 where it falls from the start."""
    top = 4 * float(np.ptp(y)) ** 2 + 1e-9
    grid = np.concatenate(([0.0], np.geomspace(top * 1e-9, top, SCAN_POINTS)))
    best = int(np.argmax([_likelihood(y, v + tau2, x) for tau2 in grid]))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, grid.size - 1)])
    if _slope(y, v + low, x) <= 0:
        return 0.0
    while _slope(y, v + high, x) > 0:
        high *= 2
    return float(brentq(lambda t: _slope(y, v + t, x), low, high, xtol=1e-14, rtol=1e-13))


def _likelihood(y: FloatArray, variances: FloatArray, x: FloatArray) -> float:
    """Return the restricted log likelihood up to a constant."""
    slopes, covariance = _weighted(y, variances, x)
    squares = float(((y - x @ slopes) ** 2 / variances).sum())
    return 0.5 * float(np.linalg.slogdet(covariance)[1] - np.log(variances).sum() - squares)


def _slope(y: FloatArray, variances: FloatArray, x: FloatArray) -> float:
    """Return twice the derivative of the restricted log likelihood by tau2."""
    slopes, covariance = _weighted(y, variances, x)
    left = (y - x @ slopes) / variances
    leverage = float(((x / variances[:, None] ** 2) * (x @ covariance)).sum())
    return float(left @ left) - float((1 / variances).sum()) + leverage
