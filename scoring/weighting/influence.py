"""Weights for a wished influence: how strongly each part moves with the index in fact."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from scoring.errors import MethodError
from scoring.weighting.columns import NOISE, complete_columns, unit_deviations
from scoring.weighting.pairwise import FloatArray

REACHED = 1e-6
# How much heavier the sum of the shares counts than the shares themselves in the least squares.
_STRICTNESS = 1e4


@dataclass(frozen=True, slots=True)
class InfluenceWeights:
    """Weights (0 or more, sum 1), the influence they give, and how far that is from the wish."""

    weights: FloatArray
    correlations: FloatArray
    shares: FloatArray
    largest_error: float

    @property
    def is_reached(self) -> bool:
        """Whether every share is the wished one within 1e-6; where not, no weights reach it."""
        return self.largest_error <= REACHED


def influence_of(values: npt.ArrayLike, weights: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the correlation of each column with the weighted index, and its share of their sum.

    Parameters
    ----------
    values : array_like, shape (units, k)
        Complete scores of the parts.
    weights : array_like, shape (k,)
        0 or more, not all 0.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``indicator_is_constant``, ``share_negative``,
        ``influence_undefined`` where the correlations do not sum to more than 0.

    Examples
    --------
    >>> correlations, shares = influence_of([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]], [1, 1])
    >>> shares.round(9).tolist()
    [0.5, 0.5]
    """
    data = complete_columns(values)
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (data.shape[1],):
        raise MethodError("wrong_shape", where="weights", found=given.shape, allowed=data.shape[1:])
    if not (given >= 0).all() or not given.sum() > 0:
        raise MethodError(
            "share_negative", where="weights", found=given.tolist(), allowed="0 or more"
        )
    off, lengths = unit_deviations(data)
    pulls = given / given.max() * (lengths / lengths.max())
    index = off @ pulls
    length = float(np.sqrt(index @ index))
    is_level = length <= NOISE * float(pulls.max())
    correlations = np.zeros(given.size) if is_level else off.T @ index / length
    if not correlations.sum() > 0:
        raise MethodError(
            "influence_undefined", where="weights", found=given.tolist(), allowed="above 0"
        )
    return correlations, correlations / correlations.sum()


def weights_for_influence(values: npt.ArrayLike, target: npt.ArrayLike) -> InfluenceWeights:
    """Return the weights with which each part has its wished share of influence.

    Parameters
    ----------
    values : array_like, shape (units, k)
        Complete scores of the parts, in the order of ``target``.
    target : array_like, shape (k,)
        Wished shares, 0 or more; rescaled to sum 1. Equal shares give equal influence.

    Returns
    -------
    InfluenceWeights
        Never below 0. Where no such weights reach the wish, ``is_reached`` is false and the
        weights are those whose shares come nearest to it (least squares).

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``share_negative``, ``indicator_is_constant``,
        ``influence_undefined``.

    Notes
    -----
    A part's correlation with y = Xw is (Sw)_j / (s_j s_y), so its share is linear in w up to one
    common factor: with A = diag(1/s) S the wish is A w = target, 1'A w = 1, a least-squares
    problem with w >= 0 that has one best answer and needs no start.

    Examples
    --------
    >>> parts = [[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]]
    >>> found = weights_for_influence(parts, [0.5, 0.5])
    >>> found.weights.round(6).tolist(), found.is_reached
    ([0.5, 0.5], True)
    >>> weights_for_influence(parts, [0.95, 0.05]).is_reached
    False
    """
    data = complete_columns(values)
    wished = np.asarray(target, dtype=np.float64)
    if wished.shape != (data.shape[1],):
        raise MethodError("wrong_shape", where="target", found=wished.shape, allowed=data.shape[1:])
    if not (wished >= 0).all() or not wished.sum() > 0:
        raise MethodError(
            "share_negative", where="target", found=wished.tolist(), allowed="0 or more"
        )
    wished = wished / wished.sum()
    off, lengths = unit_deviations(data)
    correlations = off.T @ off
    # Columns in units of their own spread, so that the answer does not hang on the units.
    system = np.vstack([correlations, _STRICTNESS * correlations.sum(axis=0)])
    found, _ = nnls(system, np.append(wished, _STRICTNESS))
    weights = found * (lengths.min() / lengths)
    if not weights.sum() > 0:
        raise MethodError(
            "influence_undefined", where="target", found=wished.tolist(), allowed="above 0"
        )
    weights = weights / weights.sum()
    reached, shares = influence_of(data, weights)
    return InfluenceWeights(weights, reached, shares, float(np.abs(shares - wished).max()))
