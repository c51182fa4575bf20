"""Variance between contracts, interviewers or nested units, fitted from sums of cells alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray
from scoring.profiling.mixed_products import CrossProducts, centred_products, loaded

_GRID = (0.0, 0.1, 0.3, 1.0, 3.0)  # starting ratios of a deviation to the residual deviation
_ROUGH = {"xatol": 1e-5, "fatol": 1e-7, "maxiter": 2000, "maxfev": 2000}
_STEP = 2e-4  # of the numerical derivatives that end the search
_NOTHING = 1e-11  # of the deviance: below it a variance is not told from 0
METHODS = ("reml", "ml")


@dataclass(frozen=True, slots=True)
class MixedModel:
    """A fitted model: ``covariances`` (one w x w matrix a term) and ``residual``, points squared.

    ``fixed`` (P,) are the common coefficients with ``fixed_errors``; ``effects`` and
    ``deviations`` hold, for each term, arrays (units, w) of predicted effects and of their
    standard deviations given the variances and the fixed coefficients.
    """

    covariances: tuple[FloatArray, ...]
    residual: float
    fixed: FloatArray
    fixed_errors: FloatArray
    log_likelihood: float
    effects: tuple[FloatArray, ...]
    deviations: tuple[FloatArray, ...]

    @property
    def variances(self) -> tuple[float, ...]:
        """Variance of the first (for simple terms, the only) effect of each term."""
        return tuple(float(matrix[0, 0]) for matrix in self.covariances)

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of each term in the variance of one answer (intra-class correlation)."""
        total = sum(self.variances) + self.residual
        return tuple(value / total for value in self.variances)


def fit_mixed_model(products: CrossProducts, method: str = "reml") -> MixedModel:
    """Fit random effects by restricted or full maximum likelihood from cross-products.

    Parameters
    ----------
    products : CrossProducts
        From ``grouped_products`` or ``cell_products``; nothing else of the answers is needed.
    method : {"reml", "ml"}

    Returns
    -------
    MixedModel
        A variance is exactly 0 where the likelihood falls from the start.

    Raises
    ------
    MethodError
        ``unknown_method``, or ``wrong_parameter`` where there are no more answers than fixed
        coefficients or no variation is left.

    Notes
    -----
    The profiled likelihood of Bates et al. (2015), lme4: deviations relative to the residual are
    searched, everything else has a closed form. The first term is eliminated by its diagonal, so
    that the work of one step grows with the square of the units of the further terms only. Answers
    that are missing are simply not in the sums.

    Examples
    --------
    >>> from scoring.profiling.mixed_products import cell_products
    >>> products = cell_products([0, 1, 2], None, [4, 4, 4], [8.0, 16.0, 24.0], 232.0)
    >>> model = fit_mixed_model(products)
    >>> round(model.variances[0], 6), round(model.residual, 6), model.fixed.round(6).tolist()
    (3.777778, 0.888889, [4.0])
    """
    if method not in METHODS:
        raise MethodError("unknown_method", where="method", found=method, allowed=list(METHODS))
    if products.count <= products.fixed:
        found, allowed = products.count, f"> {products.fixed}"
        raise MethodError("wrong_parameter", where="products", found=found, allowed=allowed)
    centred, mean = centred_products(products)
    ratios = _best_ratios(centred, method == "reml")
    model = _model(centred, _fit(centred, ratios, method == "reml"))
    model.fixed[0] += mean
    return model


def design_effect(share: float, mean_size: float) -> float:
    """Return by how much a shared interviewer or place multiplies the variance of a mean.

    Parameters
    ----------
    share : float
        Intra-class correlation of the interviewer, 0-1.
    mean_size : float
        Interviews an interviewer, at least 1.

    Examples
    --------
    >>> round(design_effect(0.02, 25.0), 4)
    1.48
    """
    if not 0 <= share <= 1 or not mean_size >= 1:
        found, allowed = (share, mean_size), "share 0 to 1, size >= 1"
        raise MethodError("wrong_parameter", where="share", found=found, allowed=allowed)
    return 1 + share * (mean_size - 1)


def _best_ratios(products: CrossProducts, is_restricted: bool) -> FloatArray:
    """Return the relative deviations of the highest likelihood, looked for from a grid."""

    def deviance(ratios: FloatArray) -> float:
        return _fit(products, ratios, is_restricted).deviance

    widths = _all_widths(products)
    starts = [
        np.concatenate([level * _diagonal(w) for level, w in zip(levels, widths, strict=True)])
        for levels in product(_GRID, repeat=len(widths))
    ]
    best = min(starts, key=deviance)
    simplex = np.vstack([best, best + 0.2 * np.eye(best.size)])
    options = {**_ROUGH, "initial_simplex": simplex}
    best = minimize(deviance, best, method="Nelder-Mead", options=options).x
    for place in range(best.size):
        without = np.where(np.arange(best.size) == place, 0.0, best)
        best = without if deviance(without) <= deviance(best) + _NOTHING else best
    return _polished(deviance, best)


def _polished(deviance: Callable[[FloatArray], float], ratios: FloatArray) -> FloatArray:
    """Return the ratios after Newton steps on those that are not zero.

    A simplex stops where the deviance no longer changes, which fixes only half of the digits;
    the root of its derivative fixes the others.
    """
    is_free = ratios != 0
    best = ratios
    for _ in range(4 if is_free.any() else 0):
        axes = _STEP * np.eye(ratios.size)[is_free]
        slope = np.array([deviance(best + e) - deviance(best - e) for e in axes]) / (2 * _STEP)
        bend = np.array([[_mixed_difference(deviance, best, e, f) for f in axes] for e in axes])
        bend /= 4 * _STEP**2
        if np.linalg.eigvalsh(bend).min() <= 0:
            break
        move = np.zeros(ratios.size)
        move[is_free] = -np.linalg.solve(bend, slope)
        if deviance(best + move) > deviance(best) + 1e-8:
            break
        best = best + move
    return np.asarray(best)


def _mixed_difference(
    deviance: Callable[[FloatArray], float], at: FloatArray, one: FloatArray, other: FloatArray
) -> float:
    """Return the second difference of the deviance along two axes."""
    same = deviance(at + one + other) + deviance(at - one - other)
    return same - deviance(at + one - other) - deviance(at - one + other)


def _all_widths(products: CrossProducts) -> tuple[int, ...]:
    """Return the effects a unit of each term has, the first term included if there is one."""
    return ((1,) if products.sizes.size else ()) + products.widths


def _diagonal(width: int) -> FloatArray:
    """Return the lower triangle of a unit matrix as a vector."""
    return np.eye(width)[np.tril_indices(width)]


def _triangles(products: CrossProducts, ratios: FloatArray) -> list[FloatArray]:
    """Return the factor (w, w) of the relative covariance of each term."""
    found = []
    place = 0
    for width in _all_widths(products):
        triangle = np.zeros((width, width))
        size = width * (width + 1) // 2
        triangle[np.tril_indices(width)] = ratios[place : place + size]
        place += size
        found.append(triangle)
    return found


@dataclass(frozen=True, slots=True)
class _Fit:
    """The factor of the scaled products of all but the first term, and what goes with it."""

    triangles: list[FloatArray]
    ratio: float
    factor: FloatArray
    pivots: FloatArray
    scaled: FloatArray
    residual: float
    deviance: float


def _fit(products: CrossProducts, ratios: FloatArray, is_restricted: bool) -> _Fit:
    """Return the profiled fit at given relative deviations."""
    triangles = _triangles(products, ratios)
    has_first = products.sizes.size > 0
    ratio = float(triangles[0][0, 0]) if has_first else 0.0
    further = triangles[has_first:]
    scaled = loaded(products, further, products.across)
    inner = loaded(products, further, loaded(products, further, products.inner).T)
    random = inner.shape[0] - products.fixed - 1
    inner[np.arange(random), np.arange(random)] += 1.0
    pivots = 1 + ratio**2 * products.sizes
    inner -= ratio**2 * scaled.T @ (scaled / pivots[:, None])
    factor = _factor(inner)
    diagonal = np.diag(factor)
    degrees = products.count - (products.fixed if is_restricted else 0)
    residual = float(diagonal[-1] ** 2) / degrees
    spread = float(np.log(pivots).sum())
    spread += 2 * float(np.log(diagonal[: -1 if is_restricted else random]).sum())
    deviance = spread + degrees * (1 + float(np.log(2 * np.pi * residual)))
    return _Fit(triangles, ratio, factor, pivots, scaled, residual, deviance)


def _factor(inner: FloatArray) -> FloatArray:
    """Return the lower Cholesky factor, refusing sums that hold no variation."""
    try:
        factor: FloatArray = cholesky(inner, lower=True, check_finite=False)
    except np.linalg.LinAlgError as error:
        raise _no_variation() from error
    if factor[-1, -1] ** 2 <= 1e-14 * abs(inner[-1, -1]):
        raise _no_variation()
    return factor


def _no_variation() -> MethodError:
    return MethodError(
        "wrong_parameter", where="products", found="no variation", allowed="answers that differ"
    )


def _model(products: CrossProducts, fit: _Fit) -> MixedModel:
    """Return the model at the chosen relative deviations."""
    random = fit.factor.shape[0] - products.fixed - 1
    body = fit.factor[:-1, :-1]
    solution = solve_triangular(body.T, fit.factor[-1, :-1], lower=False)
    inverse = solve_triangular(body[random:, random:], np.eye(products.fixed), lower=True)
    left = fit.scaled[:, -1] - fit.scaled[:, :-1] @ solution
    own = fit.ratio * (fit.ratio * left / fit.pivots)
    top = body[:random, :random]
    wide = np.eye(random, fit.factor.shape[0])
    further_triangles = fit.triangles[products.sizes.size > 0 :]
    loadings = loaded(products, further_triangles, wide)[:, :random]
    root = solve_triangular(top, loadings.T, lower=True)
    cross = solve_triangular(top, fit.scaled[:, :random].T, lower=True)
    pull = fit.ratio**2 / fit.pivots
    given = pull + pull**2 * (cross**2).sum(axis=0)
    first = (own[:, None], np.sqrt(fit.residual * given)[:, None])
    further = loadings @ solution[:random], np.sqrt(fit.residual * (root**2).sum(axis=0))
    has_first = [first] if products.sizes.size else []
    terms = [*has_first, *_by_term(products, *further)]
    return MixedModel(
        covariances=tuple(fit.residual * triangle @ triangle.T for triangle in fit.triangles),
        residual=fit.residual,
        fixed=solution[random:].copy(),
        fixed_errors=np.sqrt(fit.residual * (inverse**2).sum(axis=0)),
        log_likelihood=-0.5 * fit.deviance,
        effects=tuple(effects for effects, _ in terms),
        deviations=tuple(deviations for _, deviations in terms),
    )


def _by_term(
    products: CrossProducts, effects: FloatArray, deviations: FloatArray
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Yield the effects and deviations of each further term, units by effects."""
    place = 0
    for units, width in zip(products.units, products.widths, strict=True):
        part = slice(place, place + units * width)
        place += units * width
        yield effects[part].reshape(units, width), deviations[part].reshape(units, width)
