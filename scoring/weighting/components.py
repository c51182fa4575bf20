"""Principal components of a group of indicators, and the guard on using them as weights."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.weighting.columns import complete_columns, unit_deviations
from scoring.weighting.pairwise import FloatArray

_ZERO = 1e-12


@dataclass(frozen=True, slots=True)
class Components:
    """Eigenvalues of the correlation matrix, the shares they explain, and the first loadings."""

    eigenvalues: FloatArray
    explained: FloatArray
    first_loadings: FloatArray


def principal_components(values: npt.ArrayLike) -> Components:
    """Return the principal components of the correlation matrix.

    Parameters
    ----------
    values : array_like, shape (units, k)
        Complete and pointing the same way; at least 2 units.

    Returns
    -------
    Components
        Each array of shape (k,), eigenvalues falling. The sign of the first loadings, which the
        method leaves open, is the one with which they sum above 0.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``indicator_is_constant``.

    Examples
    --------
    >>> found = principal_components([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])
    >>> found.eigenvalues.round(9).tolist(), found.first_loadings.round(6).tolist()
    ([2.0, 0.0], [0.707107, 0.707107])
    """
    off, _ = unit_deviations(complete_columns(values))
    eigenvalues, vectors = np.linalg.eigh(off.T @ off)
    eigenvalues = np.maximum(eigenvalues[::-1], 0.0)
    loadings = vectors[:, -1]
    if loadings.sum() < 0:
        loadings = -loadings
    return Components(eigenvalues, eigenvalues / eigenvalues.sum(), loadings)


def component_weights(values: npt.ArrayLike) -> FloatArray:
    """Return the first loadings as weights that sum to 1, where they can serve as such.

    Parameters
    ----------
    values : array_like, shape (units, k)
        As for :func:`principal_components`.

    Raises
    ------
    MethodError
        ``loadings_of_both_signs`` where one of them is below 0: that indicator moves against its
        group, and a weight below 0 would punish what is good. Regroup or turn it round instead.

    Notes
    -----
    Loadings say what moves together, not what matters.

    Examples
    --------
    >>> component_weights([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]).round(9).tolist()
    [0.5, 0.5]
    """
    loadings = principal_components(values).first_loadings
    if loadings.min() < -_ZERO:
        raise MethodError(
            "loadings_of_both_signs",
            where=f"column {int(np.argmin(loadings)) + 1}",
            found=round(float(loadings.min()), 6),
            allowed="0 or more",
        )
    kept = np.maximum(loadings, 0.0)
    result: FloatArray = kept / kept.sum()
    return result
