"""Funnel plots: who lies outside what chance explains, with and without overdispersion."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from scoring.errors import MethodError
from scoring.profiling.checks import (
    BoolArray,
    FloatArray,
    finite,
    not_negative,
    share_between,
)

TRIM = 0.1
RATIO_SCALES = ("log", "root")


@dataclass(frozen=True, slots=True)
class Funnel:
    """Contracts against a target on the scale where chance is normal, all arrays of shape (J,).

    ``values``, ``errors`` and the ``target`` stand on that scale, which ``kind`` names: "score"
    (points as they are), "proportion" (arcsine of the root), "log" or "root" of a ratio.
    ``z`` counts errors from the target.
    """

    kind: str
    values: FloatArray
    errors: FloatArray
    target: float
    z: FloatArray


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """How much more contracts vary than chance: ``factor`` phi, and ``between`` the variance tau2.

    ``bounds`` are the quantiles of z to which "winsorised" pulls it in, and ``kept`` is the number
    of contracts used: "truncated" leaves out the whole contracts in the share at either end.
    """

    factor: float
    between: float
    bounds: tuple[float, float]
    kept: int


def score_funnel(
    scores: npt.ArrayLike, variances: npt.ArrayLike, target: float | None = None
) -> Funnel:
    """Return the funnel of scores in points; the target is their precise mean unless given.

    Parameters
    ----------
    scores, variances : array_like, shape (J,)
        Direct estimates and their sampling variances, above 0.
    target : float, optional
        By default the mean weighted by 1 / variance.

    Raises
    ------
    MethodError
        ``negative_value`` for a variance of zero or less, or the checks of the arrays. A contract
        without a score must be left out before.

    Examples
    --------
    >>> score_funnel([84.0, 80.0], [4.0, 4.0]).z.tolist()
    [1.0, -1.0]
    """
    y = finite(scores, "scores")
    v = _above_zero(variances, "variances", y.size)
    centre = float((y / v).sum() / (1 / v).sum()) if target is None else target
    return _funnel("score", y, np.sqrt(v), float(finite([centre], "target")[0]))


def proportion_funnel(counts: npt.ArrayLike, sizes: npt.ArrayLike) -> Funnel:
    """Return the funnel of shares, such as top-box answers, against the share of all together.

    Parameters
    ----------
    counts, sizes : array_like, shape (J,)
        Answers that count and all answers; sizes above 0, counts at most as many.

    Examples
    --------
    >>> proportion_funnel([5, 15], [20, 20]).z.round(4).tolist()
    [-2.3416, 2.3416]
    """
    n = _above_zero(sizes, "sizes", np.size(sizes))
    r = not_negative(counts, "counts", n.size)
    if (r > n).any():
        found = float((r / n).max())
        raise MethodError("wrong_parameter", where="counts", found=found, allowed="<= sizes")
    target = float(np.arcsin(np.sqrt(r.sum() / n.sum())))
    return _funnel("proportion", np.arcsin(np.sqrt(r / n)), 1 / (2 * np.sqrt(n)), target)


def ratio_funnel(observed: npt.ArrayLike, expected: npt.ArrayLike, scale: str = "log") -> Funnel:
    """Return the funnel of observed over expected events, such as complaints, against 1.

    Parameters
    ----------
    observed, expected : array_like, shape (J,)
        Events, and those expected for the contract's case mix, above 0. On the log scale a
        contract without events has no value: use "root" or the exact limits.
    scale : {"log", "root"}
        Logarithm (as in SHMI) or square root (as in the CQC's tools) of the ratio.

    Examples
    --------
    >>> ratio_funnel([16.0], [4.0], "root").z.round(6).tolist()
    [4.0]
    """
    if scale not in RATIO_SCALES:
        found, allowed = scale, list(RATIO_SCALES)
        raise MethodError("unknown_method", where="scale", found=found, allowed=allowed)
    e = _above_zero(expected, "expected", np.size(expected))
    if scale == "log":
        o = _above_zero(observed, "observed", e.size)
        return _funnel("log", np.log(o / e), 1 / np.sqrt(e), 0.0)
    o = not_negative(observed, "observed", e.size)
    return _funnel("root", np.sqrt(o / e), 1 / (2 * np.sqrt(e)), 1.0)


def overdispersion(
    funnel: Funnel, method: str = "winsorised", trim: float = TRIM
) -> Overdispersion:
    """Return how far contracts spread beyond chance, guarded against the outliers looked for.

    Parameters
    ----------
    funnel : Funnel
    method : {"winsorised", "truncated", "raw"}
        Pull the outermost shares of z in, leave them out, or use all.
    trim : float
        Share of contracts at either end.

    Returns
    -------
    Overdispersion
        ``between`` is 0 where the spread is no wider than chance.

    Raises
    ------
    MethodError
        ``unknown_method``, ``level_out_of_range``, ``too_few_contracts`` below two.

    Notes
    -----
    Spiegelhalter (2005), Spiegelhalter et al. (2012). This choice alone can move a contract in
    or out of the limits: a funnel is for screening, never for exit.

    Examples
    --------
    >>> funnel = score_funnel([70.0, 80.0, 90.0, 80.0], [4.0] * 4)
    >>> found = overdispersion(funnel, "raw")
    >>> found.factor, round(found.between, 6)
    (12.5, 62.666667)
    """
    if method not in ("winsorised", "truncated", "raw"):
        allowed = ["raw", "truncated", "winsorised"]
        raise MethodError("unknown_method", where="method", found=method, allowed=allowed)
    if funnel.z.size < 2:
        found = funnel.z.size
        raise MethodError("too_few_contracts", where="funnel", found=found, allowed=">= 2")
    if not 0 < trim < 0.5:
        raise MethodError("level_out_of_range", where="trim", found=str(trim), allowed="(0, 0.5)")
    low, high = (float(value) for value in np.quantile(funnel.z, [trim, 1 - trim]))
    cut = int(np.floor(trim * funnel.z.size)) if method == "truncated" else 0
    kept = np.argsort(funnel.z, kind="stable")[cut : funnel.z.size - cut]
    z = np.clip(funnel.z, low, high) if method == "winsorised" else funnel.z
    factor = float((z[kept] ** 2).mean())
    count = kept.size
    precision = 1 / funnel.errors[kept] ** 2
    excess = count * factor - (count - 1)
    scale = float(precision.sum() - (precision**2).sum() / precision.sum())
    between = excess / scale if excess > 0 and scale > 0 else 0.0
    return Overdispersion(factor, between, (low, high), count)


def additive_z(funnel: Funnel, found: Overdispersion) -> FloatArray:
    """Return z with the variance between contracts added to that of chance, shape (J,).

    Examples
    --------
    >>> funnel = score_funnel([84.0, 80.0], [4.0, 4.0])
    >>> additive_z(funnel, Overdispersion(1.0, 12.0, (-1.0, 1.0), 2)).tolist()
    [0.5, -0.5]
    """
    result: FloatArray = (funnel.values - funnel.target) / np.hypot(
        funnel.errors, np.sqrt(found.between)
    )
    return result


def multiplicative_z(funnel: Funnel, found: Overdispersion) -> FloatArray:
    """Return z with all errors widened by the root of phi, never narrowed, shape (J,).

    Examples
    --------
    >>> funnel = score_funnel([84.0, 80.0], [4.0, 4.0])
    >>> multiplicative_z(funnel, Overdispersion(4.0, 0.0, (-1.0, 1.0), 2)).tolist()
    [0.5, -0.5]
    """
    result: FloatArray = funnel.z / np.sqrt(max(1.0, found.factor))
    return result


def limits(
    funnel: Funnel, level: float = 0.95, found: Overdispersion | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper limit for each contract in the units of the figure, (J,) each.

    Parameters
    ----------
    funnel : Funnel
    level : float
        Usually .95 to look and .998 to ask.
    found : Overdispersion, optional
        Widens the limits by the variance between contracts.

    Returns
    -------
    tuple of ndarray
        Points, shares within 0-1, or ratios; ratios on the root scale are limits of the root.

    Examples
    --------
    >>> low, high = limits(score_funnel([84.0, 80.0], [4.0, 4.0]))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([78.08, 78.08], [85.92, 85.92])
    """
    quantile = float(ndtri(0.5 + share_between(level, "level") / 2))
    errors = np.hypot(funnel.errors, np.sqrt(found.between if found else 0.0))
    low, high = funnel.target - quantile * errors, funnel.target + quantile * errors
    if funnel.kind == "log":
        return np.exp(low), np.exp(high)
    if funnel.kind == "proportion":
        return np.sin(np.maximum(low, 0)) ** 2, np.sin(np.minimum(high, np.pi / 2)) ** 2
    return low, high


def two_sided_p(z: FloatArray) -> FloatArray:
    """Return the two-sided p-value of each z under the normal law, shape (J,).

    Examples
    --------
    >>> two_sided_p(np.array([0.0, -1.959963984540054])).round(9).tolist()
    [1.0, 0.05]
    """
    result: FloatArray = 2 * ndtr(-np.abs(z))
    return result


def signals(z: FloatArray, level: float = 0.998) -> BoolArray:
    """Return which contracts lie outside the limits of a level, shape (J,).

    Examples
    --------
    >>> signals(np.array([3.0, -3.2])).tolist()
    [False, True]
    """
    result: BoolArray = np.abs(z) > ndtri(0.5 + share_between(level, "level") / 2)
    return result


def _funnel(kind: str, values: FloatArray, errors: FloatArray, target: float) -> Funnel:
    return Funnel(kind, values, errors, target, (values - target) / errors)


def _above_zero(values: npt.ArrayLike, where: str, size: int) -> FloatArray:
    """Return a vector of ``size`` numbers above zero."""
    array = not_negative(values, where, size)
    if (array <= 0).any():
        raise MethodError("negative_value", where=where, found=0.0, allowed="> 0")
    return array
