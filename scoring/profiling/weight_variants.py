"""Whether a decision class hangs on the exact weights: the share of plausible ones that keep it."""

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray, finite
from scoring.profiling.comparisons import probability_below
from scoring.profiling.evidence import Lines, evidence_classes, line_tests
from scoring.profiling.shrinkage import (
    FEWEST_FOR_SHRINKAGE,
    between_variance,
    shrink,
)

VARIANTS = 1_000
# Dirichlet concentration: a weight of 30 points varies with a standard deviation of 4.6 points.
CONCENTRATION = 100.0
SEED = 20_250_101
_ROUNDS = 200


def plausible_weights(
    weights: npt.ArrayLike,
    is_satisfaction: npt.ArrayLike,
    count: int = VARIANTS,
    seed: int = SEED,
) -> FloatArray:
    """Draw weight vectors around the stated one that keep satisfaction heaviest.

    Parameters
    ----------
    weights : array_like, shape (D,)
        Stated weights of the level-1 dimensions, positive; their scale does not matter.
    is_satisfaction : array_like of bool, shape (D,)
        Marks the dimensions of which one must stay strictly heaviest. Where the stated weights
        do not have that (a selection sheet, a waiver) the draws are free.
    count, seed : int
        Number of vectors, and the seed of numpy's PCG64.

    Returns
    -------
    ndarray, shape (count, D)
        Dirichlet draws, each summing to 1, with mean near the stated weights.

    Raises
    ------
    MethodError
        ``weight_not_positive``, ``wrong_shape``, or ``dominance_too_rare`` where hardly any
        plausible vector keeps satisfaction heaviest.

    Examples
    --------
    >>> drawn = plausible_weights([35, 30, 20, 15], [True, False, False, False], count=500)
    >>> drawn.shape, bool((drawn[:, 0] > drawn[:, 1:].max(axis=1)).all())
    ((500, 4), True)
    """
    stated = finite(weights, "weights")
    if (stated <= 0).any():
        raise MethodError(
            "weight_not_positive", where="weights", found=float(stated.min()), allowed="> 0"
        )
    marked = np.asarray(is_satisfaction, dtype=np.bool_)
    if marked.shape != stated.shape:
        raise MethodError(
            "wrong_shape", where="is_satisfaction", found=marked.shape, allowed=stated.shape
        )
    generator = np.random.Generator(np.random.PCG64(seed))
    shape = CONCENTRATION * stated / stated.sum()
    is_free = not _keeps_dominance(stated[None, :], marked)[0]
    kept = np.empty((0, stated.size))
    for _ in range(_ROUNDS):
        drawn = generator.dirichlet(shape, count)
        kept = np.vstack([kept, drawn if is_free else drawn[_keeps_dominance(drawn, marked)]])
        if len(kept) >= count:
            return kept[:count]
    raise MethodError("dominance_too_rare", where="weights", found=len(kept), allowed=count)


def share_keeping_class(
    dimension_scores: npt.ArrayLike,
    covariances: npt.ArrayLike,
    degrees_of_freedom: npt.ArrayLike,
    weights: npt.ArrayLike,
    is_satisfaction: npt.ArrayLike,
    lines: Lines,
    count: int = VARIANTS,
    seed: int = SEED,
) -> FloatArray:
    """Return, for each contract, the share of plausible weights under which its class stays.

    Parameters
    ----------
    dimension_scores : array_like, shape (J, D)
        Level-1 scores as points of 100 reached, unrounded.
    covariances : array_like, shape (J, D, D)
        Their sampling covariances, points squared.
    degrees_of_freedom : array_like, shape (J,)
    weights, is_satisfaction : array_like, shape (D,)
    lines : Lines
    count, seed : int

    Returns
    -------
    ndarray, shape (J,)
        Between 0 and 1. The class is that of the tests, before gates, with all adjustments and
        the shrinkage computed anew under each vector.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, or those of :func:`plausible_weights`.

    Examples
    --------
    >>> scores, covariances = [[50.0, 52.0], [62.0, 50.0]], np.stack([np.eye(2)] * 2)
    >>> share = share_keeping_class(scores, covariances, [80, 80], [60, 40], [True, False],
    ...                             Lines(60, 80), count=50)
    >>> float(share[0])
    1.0
    """
    scores = np.asarray(dimension_scores, dtype=np.float64)
    spreads = np.asarray(covariances, dtype=np.float64)
    if scores.ndim != 2 or spreads.shape != (*scores.shape, scores.shape[1]):
        raise MethodError(
            "wrong_shape",
            where="covariances",
            found=spreads.shape,
            allowed=(*scores.shape, scores.shape[-1]),
        )
    stated = finite(weights, "weights", scores.shape[1])
    drawn = plausible_weights(stated, is_satisfaction, count, seed)
    degrees = np.asarray(degrees_of_freedom, dtype=np.float64)
    official = _classes(scores, spreads, degrees, stated / stated.sum(), lines)
    kept = np.zeros(scores.shape[0])
    for vector in drawn:
        kept += _classes(scores, spreads, degrees, vector, lines) == official
    result: FloatArray = kept / count
    return result


def _classes(
    scores: FloatArray, spreads: FloatArray, degrees: FloatArray, weights: FloatArray, lines: Lines
) -> npt.NDArray[np.str_]:
    """Return the class of each contract under one weight vector, shape (J,)."""
    y = scores @ weights
    v = np.maximum(np.einsum("d,jde,e->j", weights, spreads, weights), 0.0)
    return classes_of_totals(y, v, degrees, lines)


def classes_of_totals(
    totals: FloatArray, variances: FloatArray, degrees: FloatArray, lines: Lines
) -> npt.NDArray[np.str_]:
    """Return the class that the tests alone permit for each contract, shape (J,).

    Parameters
    ----------
    totals, variances, degrees : ndarray, shape (J,)
    lines : Lines

    Returns
    -------
    ndarray of str, shape (J,)
        All adjustments and the shrinkage are computed anew from these totals.

    Examples
    --------
    >>> rows = np.array([50.0, 88.0]), np.array([4.0, 4.0]), np.array([80.0, 80.0])
    >>> classes_of_totals(*rows, Lines(60, 80)).tolist()
    ['exit', 'renew']
    """
    between = between_variance(totals, variances) if totals.size >= FEWEST_FOR_SHRINKAGE else None
    below = probability_below(shrink(totals, variances, between), lines.exit_line)
    tests = line_tests(totals, np.sqrt(variances), degrees, lines)
    return np.array(evidence_classes(tests, below, lines.alpha))


def _keeps_dominance(weights: FloatArray, marked: BoolArray) -> BoolArray:
    """Return for each vector whether a satisfaction dimension is strictly heaviest, shape (P,)."""
    if not marked.any() or marked.all():
        return np.full(len(weights), bool(marked.all()))
    result: BoolArray = weights[:, marked].max(axis=1) > weights[:, ~marked].max(axis=1)
    return result
