"""Weights that meet known totals: post-stratified, raked, or calibrated by regression."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scoring.errors import MethodError
from scoring.survey.designs import Design, Projection

Array = np.ndarray[Any, Any]
METHODS = ("linear", "raking", "logit")
TOLERANCE = 1e-10
ROUNDS = 100
HALVINGS = 30


@dataclass(frozen=True, slots=True)
class KnownTotals:
    """A classification and how many clients are known to be in each of its categories.

    ``categories`` (n,) is the category of each row, ``totals`` the number by category.
    """

    variable: str
    categories: Array
    totals: dict[Any, float]


def post_stratify(design: Design, known: KnownTotals) -> Design:
    """Return the design with weights that meet one classification exactly.

    Its variance is that of the residuals from the means of the categories.

    Raises
    ------
    MethodError
        ``margin_not_known`` for a category without a total, ``empty_margin_cell`` for a total
        without a row, ``margin_says_nobody`` for a total of 0 or less that has rows.

    Examples
    --------
    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(3))], np.ones(3))
    >>> ages = KnownTotals("age", np.array(["old", "young", "old"]), {"old": 6, "young": 4})
    >>> post_stratify(design, ages).weights.tolist()
    [3.0, 4.0, 3.0]
    """
    return rake(design, [known])


def rake(
    design: Design, margins: Sequence[KnownTotals], *, tolerance: float = 1e-12, rounds: int = 1000
) -> Design:
    """Return the design with weights scaled to each margin in turn until all are met.

    Parameters
    ----------
    design : Design
        The sample with its weights so far.
    margins : sequence of KnownTotals
        Their totals should agree on the number of clients; if they do not, no weights meet them.
    tolerance : float
        Largest deviation allowed, as a share of the margin's total.
    rounds : int
        Rounds allowed.

    Returns
    -------
    Design
        Weights raked; variance from the residuals of a regression on all categories, under the
        weights before raking (Deville and Särndal 1992: the same as for any calibration).

    Raises
    ------
    MethodError
        What :func:`post_stratify` raises, ``wrong_shape``, and ``raking_did_not_converge``.

    Examples
    --------
    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(4))], np.ones(4))
    >>> ages = KnownTotals("age", np.array(["a", "a", "b", "b"]), {"a": 6, "b": 4})
    >>> towns = KnownTotals("town", np.array(["x", "y", "x", "y"]), {"x": 5, "y": 5})
    >>> rake(design, [ages, towns]).weights.round(6).tolist()
    [3.0, 3.0, 2.0, 2.0]
    """
    if not margins:
        raise MethodError("wrong_shape", where="margins", found=0, allowed="at least one")
    coded = [_coded(design, margin) for margin in margins]
    weights = design.weights
    for _ in range(rounds):
        for codes, totals in coded:
            weights = weights * (totals / np.bincount(codes, weights))[codes]
        error = max(
            float(np.abs(np.bincount(codes, weights) - totals).max() / totals.sum())
            for codes, totals in coded
        )
        if error <= tolerance:
            break
    else:
        raise MethodError("raking_did_not_converge", where="rake", found=error, allowed=tolerance)
    columns = [(codes[:, None] == np.arange(len(totals))) * 1.0 for codes, totals in coded]
    return _calibrated(design, np.column_stack(columns), weights)


def calibrate(
    design: Design,
    auxiliaries: Array,
    totals: Sequence[float] | Array,
    method: str = "linear",
    *,
    bounds: tuple[float, float] = (0.4, 2.5),
) -> Design:
    """Return the design with weights that meet the totals of any auxiliaries.

    Parameters
    ----------
    design : Design
        The sample with its weights so far.
    auxiliaries : (n, q) float
        Known for each row; include a column of ones to meet the number of clients.
    totals : (q,) float
        Their sums over the population.
    method : {"linear", "raking", "logit"}
        linear (GREG) is always solvable but may give weights below 0; raking keeps them above 0;
        logit keeps the factor on each weight within ``bounds``.
    bounds : (low, high)
        Of the factors, for logit: low below 1, high above it.

    Returns
    -------
    Design
        Its variance is that of the residuals of the auxiliaries' regression.

    Raises
    ------
    MethodError
        ``unknown_method``, ``wrong_shape``, ``not_finite``, ``limit_out_of_range`` (bounds), and
        ``calibration_out_of_reach`` where the totals cannot be met, also by linearly dependent
        auxiliaries whose totals contradict each other.

    Notes
    -----
    Deville and Särndal (1992), Calibration estimators in survey sampling; solved by Newton steps,
    halved while they lead away.

    Examples
    --------
    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(3))], np.ones(3))
    >>> ages = np.column_stack([np.ones(3), [1.0, 2.0, 3.0]])
    >>> calibrate(design, ages, [6, 13]).weights.round(9).tolist()
    [1.5, 2.0, 2.5]
    """
    columns, wanted = np.asarray(auxiliaries, np.float64), np.asarray(totals, np.float64)
    shape = (len(design.weights), *wanted.shape)
    if columns.shape != shape or columns.ndim != 2:
        raise MethodError("wrong_shape", where="auxiliaries", found=columns.shape, allowed=shape)
    if not (np.isfinite(columns).all() and np.isfinite(wanted).all()):
        raise MethodError("not_finite", where="auxiliaries", found="nan", allowed="finite values")
    factors = _solved(design.weights, columns, wanted, _distance(method, bounds))
    return _calibrated(design, columns, design.weights * factors)


def _coded(design: Design, margin: KnownTotals) -> tuple[Array, Array]:
    """Return the category (n,) of each row as a number and the totals by that number."""
    if np.shape(margin.categories) != design.weights.shape:
        found = np.shape(margin.categories)
        raise MethodError(
            "wrong_shape", where=margin.variable, found=found, allowed=design.weights.shape
        )
    names, codes = np.unique(margin.categories, return_inverse=True)
    present = [name.item() if isinstance(name, np.generic) else name for name in names]
    if unknown := [name for name in present if name not in margin.totals]:
        known = sorted(map(str, margin.totals))
        raise MethodError("margin_not_known", where=margin.variable, found=unknown, allowed=known)
    weighted = dict(zip(present, np.bincount(codes, design.weights), strict=True))
    if empty := [key for key, t in margin.totals.items() if t > 0 and not weighted.get(key, 0) > 0]:
        raise MethodError(
            "empty_margin_cell", where=margin.variable, found=empty, allowed="at least one row"
        )
    totals = np.array([float(margin.totals[name]) for name in present])
    if not (np.isfinite(totals) & (totals > 0)).all():
        nobody = [name for name, total in zip(present, totals, strict=True) if not total > 0]
        raise MethodError(
            "margin_says_nobody", where=margin.variable, found=nobody, allowed="a total above 0"
        )
    return codes, totals


def _distance(method: str, bounds: tuple[float, float]) -> Callable[[Array], tuple[Array, Array]]:
    """Return the factor and its slope as a function of the linear predictor."""
    if method == "linear":
        return lambda u: (1 + u, np.ones_like(u))
    if method == "raking":
        return lambda u: (np.exp(np.minimum(u, 700.0)),) * 2
    if method != "logit":
        raise MethodError("unknown_method", where="method", found=method, allowed=list(METHODS))
    low, high = bounds
    if not 0 <= low < 1 < high < math.inf:
        raise MethodError("limit_out_of_range", where="bounds", found=bounds, allowed="around 1")
    steep = (high - low) / ((1 - low) * (high - 1))

    def bounded(predictor: Array) -> tuple[Array, Array]:
        grown = (1 - low) * np.exp(np.clip(steep * predictor, -700, 700))
        factor = (low * (high - 1) + high * grown) / (high - 1 + grown)
        return factor, steep * (factor - low) * (high - factor) / (high - low)

    return bounded


def _solved(
    weights: Array,
    columns: Array,
    totals: Array,
    distance: Callable[[Array], tuple[Array, Array]],
) -> Array:
    """Return the factors (n,) with which the weighted sums of the columns are the totals."""
    scale = np.maximum(np.abs(totals), np.abs(columns).T @ weights)
    scale = np.where(scale > 0, scale, 1.0)
    columns, totals = columns / scale, totals / scale
    place = np.zeros(len(totals))
    factors, slopes = distance(columns @ place)
    gap = totals - columns.T @ (weights * factors)
    for _ in range(ROUNDS):
        if np.abs(gap).max() <= TOLERANCE / 100:
            return factors
        matrix = columns.T @ (columns * (weights * slopes)[:, None])
        step = np.linalg.lstsq(matrix, gap, rcond=1e-12)[0]
        for _ in range(HALVINGS):
            factors, slopes = distance(columns @ (place + step))
            left = totals - columns.T @ (weights * factors)
            if np.abs(left).max() < np.abs(gap).max():
                break
            step = step / 2
        else:
            break
        place, gap = place + step, left
    error = float(np.abs(gap).max())
    if error > TOLERANCE:
        raise MethodError(
            "calibration_out_of_reach", where="calibrate", found=error, allowed=TOLERANCE
        )
    return distance(columns @ place)[0]


def _calibrated(design: Design, columns: Array, weights: Array) -> Design:
    if not np.isfinite(weights).all():
        raise MethodError(
            "not_finite", where="weights", found="no number", allowed="finite weights"
        )
    root = np.sqrt(np.maximum(design.weights, 0.0))
    scale = np.sqrt((columns**2).mean(axis=0))
    scaled = columns / np.where(scale > 0, scale, 1.0) * root[:, None]
    left, sizes, _ = np.linalg.svd(scaled, full_matrices=False)
    # Dependent columns (the categories of two margins) leave directions without length.
    basis = left[:, sizes > sizes.max(initial=0.0) * 1e-10]
    return replace(
        design, weights=weights, projections=(*design.projections, Projection(basis, root))
    )
