"""How well the items of a scale hang together: alpha in its forms, omega, and their intervals."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import fdtri, ndtri

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, finite_matrix, share_between

_LEAST_UNIQUE = 0.005  # of an item's variance, as R's factanal: guards against Heywood cases


@dataclass(frozen=True, slots=True)
class ScaleReliability:
    """Coefficients of a scale of K items.

    ``alpha`` is Cronbach's from covariances, ``standardised`` that from correlations, ``lambda6``
    Guttman's sixth; ``mean_correlation`` that between items. ``if_dropped``, ``item_total`` and
    ``item_rest`` (K,) show the alpha without each item (None below three items) and the
    correlation of each with the sum of all and of the others.
    """

    alpha: float
    standardised: float
    lambda6: float
    mean_correlation: float
    if_dropped: FloatArray | None
    item_total: FloatArray
    item_rest: FloatArray


@dataclass(frozen=True, slots=True)
class OneFactor:
    """One factor by maximum likelihood: ``loadings`` and ``uniquenesses`` (K,), and ``omega``.

    Omega is the share of the variance of the plain sum that the factor explains.
    """

    loadings: FloatArray
    uniquenesses: FloatArray
    omega: float


def item_covariance(answers: npt.ArrayLike, is_pairwise: bool = False) -> tuple[FloatArray, int]:
    """Return the covariances of the items, shape (K, K), and how many answered all of them.

    Parameters
    ----------
    answers : array_like, shape (N, K)
        Items coded in one direction; a missing answer is NaN.
    is_pairwise : bool
        Use for each pair all who answered both; otherwise only who answered all items.

    Raises
    ------
    MethodError
        ``wrong_shape``, or ``wrong_parameter`` where fewer than two answered a pair.

    Examples
    --------
    >>> covariance, complete = item_covariance([[1, 2], [2, 4], [3, 6], [float("nan"), 1]])
    >>> covariance.tolist(), complete
    ([[1.0, 2.0], [2.0, 4.0]], 3)
    """
    table = np.array(answers, dtype=np.float64)
    if table.ndim != 2 or np.isinf(table).any():
        raise MethodError("wrong_shape", where="answers", found=table.shape, allowed="(N, K)")
    is_given = ~np.isnan(table)
    is_complete = is_given.all(axis=1)
    if not is_pairwise:
        table, is_given = table[is_complete], is_given[is_complete]
    given = is_given.astype(np.float64)
    count = given.T @ given
    if count.min(initial=0.0 if not count.size else np.inf) < 2:
        raise MethodError("wrong_parameter", where="answers", found="< 2", allowed=">= 2 a pair")
    centre = (given * np.where(is_given, table, 0)).sum(axis=0) / given.sum(axis=0)
    left = np.where(is_given, table - centre, 0.0)
    first = left.T @ given / count  # mean of item i among those who answered i and j
    products = left.T @ left - count * first * first.T
    covariance: FloatArray = products / (count - 1)
    return covariance, int(is_complete.sum())


def scale_reliability(covariance: npt.ArrayLike) -> ScaleReliability:
    """Return alpha and its companions from the covariances of the items.

    Parameters
    ----------
    covariance : array_like, shape (K, K)
        At least two items, each with variance, coded in one direction.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``wrong_parameter`` for an item without variance.

    Notes
    -----
    Cronbach (1951), Guttman (1945). A high alpha proves nothing about authenticity: fabricated
    answers reach any alpha.

    Examples
    --------
    >>> found = scale_reliability([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])
    >>> round(found.alpha, 4), found.if_dropped.round(4).tolist()
    (0.75, [0.6667, 0.6667, 0.6667])
    """
    matrix = _covariance(covariance)
    scale = np.sqrt(np.diag(matrix))
    correlation = matrix / np.outer(scale, scale)
    count = len(matrix)
    others = [np.delete(np.arange(count), item) for item in range(count)]
    total = float(matrix.sum())
    rest = np.array([matrix[np.ix_(kept, kept)].sum() for kept in others])
    with_rest = matrix.sum(axis=1) - scale**2
    return ScaleReliability(
        alpha=_alpha(matrix),
        standardised=_alpha(correlation),
        lambda6=_lambda6(correlation),
        mean_correlation=float((correlation.sum() - count) / (count * (count - 1))),
        if_dropped=_without_each(matrix, others),
        item_total=matrix.sum(axis=1) / (scale * np.sqrt(total)),
        item_rest=with_rest / (scale * np.sqrt(rest)),
    )


def feldt_interval(
    alpha: float, respondents: int, items: int, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of alpha by the F law of Feldt (1965).

    Parameters
    ----------
    alpha : float
        Below 1.
    respondents, items : int
        Who answered all items, and how many there are; at least two of each.
    level : float

    Examples
    --------
    >>> [round(bound, 4) for bound in feldt_interval(0.75, 200, 5)]
    [0.6907, 0.8009]
    """
    tail = (1 - share_between(level, "level")) / 2
    _check_sizes(respondents, items)
    degrees = respondents - 1, (respondents - 1) * (items - 1)
    quantiles = [float(fdtri(*degrees, p)) for p in (1 - tail, tail)]
    low, high = (1 - (1 - alpha) * quantile for quantile in quantiles)
    return low, high


def duhachek_interval(
    covariance: npt.ArrayLike, respondents: int, level: float = 0.95
) -> tuple[float, float, float]:
    """Return the standard error of alpha for unlike items, and the interval by it.

    Parameters
    ----------
    covariance : array_like, shape (K, K)
    respondents : int
    level : float

    Notes
    -----
    Van Zyl, Neudecker and Nel (2000); Duhachek and Iacobucci (2004).

    Examples
    --------
    >>> found = duhachek_interval([[1.0, 0.5], [0.5, 1.0]], 100)
    >>> [round(figure, 4) for figure in found]
    [0.0667, 0.536, 0.7973]
    """
    matrix = _covariance(covariance)
    count = len(matrix)
    _check_sizes(respondents, count)
    quantile = float(ndtri(0.5 + share_between(level, "level") / 2))
    square = matrix @ matrix
    total, trace = float(matrix.sum()), float(np.trace(matrix))
    spread = total * (float(np.trace(square)) + trace**2) - 2 * trace * float(square.sum())
    variance = 2 * count**2 / (count - 1) ** 2 / total**3 * spread
    error = float(np.sqrt(max(0.0, variance) / respondents))
    alpha = _alpha(matrix)
    return error, alpha - quantile * error, alpha + quantile * error


def one_factor(covariance: npt.ArrayLike) -> OneFactor:
    """Fit one factor by maximum likelihood and return omega total of the plain sum.

    Parameters
    ----------
    covariance : array_like, shape (K, K)
        Three items or more; covariances for the sum of the items, correlations for that of the
        standardised items.

    Raises
    ------
    MethodError
        ``wrong_parameter`` below three items or where items determine each other.

    Notes
    -----
    Joereskog (1967): for given uniquenesses the loadings are an eigenvector, and the likelihood is
    searched over the uniquenesses alone, each at least .005 of its item's variance. McDonald
    (1999) for omega.

    Examples
    --------
    >>> found = one_factor([[1.0, 0.42, 0.35], [0.42, 1.0, 0.3], [0.35, 0.3, 1.0]])
    >>> found.loadings.round(4).tolist(), round(found.omega, 4)
    ([0.7, 0.6, 0.5], 0.6304)
    """
    matrix = _covariance(covariance)
    if len(matrix) < 3 or np.linalg.eigvalsh(matrix)[0] <= 1e-12 * np.trace(matrix):
        found, allowed = len(matrix), ">= 3 items that differ"
        raise MethodError("wrong_parameter", where="covariance", found=found, allowed=allowed)
    scale = np.sqrt(np.diag(matrix))
    correlation = matrix / np.outer(scale, scale)
    start = np.clip(0.83 / np.diag(np.linalg.inv(correlation)), _LEAST_UNIQUE, 1.0)
    options = {"maxiter": 500, "ftol": 1e-15, "gtol": 1e-10}
    bounds = [(_LEAST_UNIQUE, 1.0)] * len(matrix)
    unique = minimize(
        lambda unique: _discrepancy(correlation, unique),
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options=options,
    ).x
    loadings = _loadings(correlation, unique) * scale
    shared = float(loadings.sum()) ** 2
    left = unique * scale**2
    return OneFactor(loadings, left, shared / (shared + float(left.sum())))


def _alpha(matrix: FloatArray) -> float:
    count = len(matrix)
    return count / (count - 1) * (1 - float(np.trace(matrix)) / float(matrix.sum()))


def _lambda6(correlation: FloatArray) -> float:
    """Return Guttman's lambda 6: what the other items do not explain counts as error."""
    error = 1 / np.diag(np.linalg.inv(correlation))
    return 1 - float(error.sum()) / float(correlation.sum())


def _without_each(matrix: FloatArray, others: list[npt.NDArray[np.intp]]) -> FloatArray | None:
    if len(matrix) < 3:
        return None
    return np.array([_alpha(matrix[np.ix_(kept, kept)]) for kept in others])


def _loadings(correlation: FloatArray, unique: FloatArray) -> FloatArray:
    """Return the loadings that fit best for given uniquenesses, with a positive sum."""
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlation / np.outer(root, root))
    loadings = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    result: FloatArray = loadings * (1.0 if loadings.sum() >= 0 else -1.0)
    return result


def _discrepancy(correlation: FloatArray, unique: FloatArray) -> tuple[float, FloatArray]:
    """Return the likelihood discrepancy left by the best loadings, and its slopes."""
    root = np.sqrt(unique)
    values = np.linalg.eigvalsh(correlation / np.outer(root, root))[:-1]
    loadings = _loadings(correlation, unique)
    slopes = (loadings**2 + unique - np.diag(correlation)) / unique**2
    return float((values - np.log(values) - 1).sum()), slopes


def _covariance(covariance: npt.ArrayLike) -> FloatArray:
    """Return a covariance of at least two items that all vary, and whose sum does."""
    size = len(np.atleast_1d(np.asarray(covariance)))
    matrix = finite_matrix(covariance, "covariance", (size, size))
    largest = float(np.abs(matrix).max(initial=0.0))
    if size < 2 or np.linalg.eigvalsh(matrix)[0] <= 1e-12 * largest:
        allowed = ">= 2 items that vary"
        raise MethodError("wrong_parameter", where="covariance", found=size, allowed=allowed)
    return matrix


def _check_sizes(respondents: int, items: int) -> None:
    if respondents < 2 or items < 2:
        found = (respondents, items)
        raise MethodError("wrong_parameter", where="respondents", found=found, allowed=">= 2")
