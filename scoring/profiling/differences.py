"""Differences between contracts and their variances, with what shared PSUs make them share."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from scoring.errors import MethodError
from scoring.profiling.checks import DECIDING_DECIMALS, VARIANCE_FLOOR, FloatArray, IntArray

Sparse = Any  # scipy publishes no types; a scipy.sparse array or matrix of shape (J, J)

# Share of v_i + v_j below which the variance of a difference is rounding noise, hence zero.
_NOISE = 1e-9


def shared_covariance(shared: Sparse | None, count: int) -> Sparse:
    """Return the covariances between contracts as a symmetric CSR array with an empty diagonal.

    Parameters
    ----------
    shared : scipy.sparse array, shape (J, J), or None
        Covariances of the estimates in points squared; the diagonal is not read. None where no
        PSU is shared.
    count : int
        J.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``covariance_not_symmetric``.

    Examples
    --------
    >>> shared_covariance(None, 2).nnz
    0
    """
    if shared is None:
        return sparse.csr_array((count, count), dtype=np.float64)
    matrix = sparse.csr_array(shared, dtype=np.float64)
    if matrix.shape != (count, count):
        raise MethodError("wrong_shape", where="shared", found=matrix.shape, allowed=(count, count))
    if not np.isfinite(matrix.data).all():
        raise MethodError("not_finite", where="shared", found="nan or inf", allowed="numbers")
    matrix = sparse.csr_array(matrix - sparse.diags_array(matrix.diagonal()))
    matrix.eliminate_zeros()
    difference = abs(matrix - matrix.T)
    if difference.nnz and difference.max() > _NOISE * abs(matrix).max():
        raise MethodError(
            "covariance_not_symmetric",
            where="shared",
            found=float(difference.max()),
            allowed="the same both ways",
        )
    matrix.sort_indices()
    return matrix


def row_of(shared: Sparse, index: int) -> FloatArray:
    """Return one contract's covariances with all others as a dense vector, shape (J,).

    Examples
    --------
    >>> row_of(shared_covariance(np.array([[0, 2.0], [2.0, 0]]), 2), 0).tolist()
    [0.0, 2.0]
    """
    row = np.zeros(shared.shape[1])
    here = slice(shared.indptr[index], shared.indptr[index + 1])
    row[shared.indices[here]] = shared.data[here]
    return row


def differences(
    estimates: FloatArray, first: IntArray | int, second: IntArray | slice
) -> FloatArray:
    """Return first minus second in points, rounded to the nine decimals that decide ties.

    Without the rounding two contracts with the same figures could be told apart by the order in
    which their answers were added up.

    Examples
    --------
    >>> differences(np.array([0.1 + 0.2, 0.3]), np.array([0]), np.array([1])).tolist()
    [0.0]
    """
    result: FloatArray = np.round(estimates[first] - estimates[second], DECIDING_DECIMALS) + 0.0
    return result


def difference_variances(
    first: FloatArray, second: FloatArray, covariance: FloatArray
) -> FloatArray:
    """Return v_i + v_j - 2 c_ij for each pair, zero where only rounding noise is left.

    Parameters
    ----------
    first, second, covariance : ndarray, shape (P,) or broadcastable
        Variances of the two estimates and their covariance, points squared.

    Raises
    ------
    MethodError
        ``covariance_too_large`` where the covariance exceeds what the two variances permit.

    Examples
    --------
    >>> difference_variances(np.array([4.0]), np.array([4.0]), np.array([1.0])).tolist()
    [6.0]
    """
    total = np.asarray(first + second)
    variance = total - 2 * covariance
    # Contracts in which all answers are alike have no variance, and the covariance through common
    # slopes is then noise of the last bits, however large beside it.
    if (variance < -np.maximum(_NOISE * total, VARIANCE_FLOOR)).any():
        worst = float(np.asarray(variance).min())
        raise MethodError(
            "covariance_too_large", where="shared", found=worst, allowed="v_i + v_j - 2 c_ij >= 0"
        )
    result: FloatArray = np.where(variance <= _NOISE * total, 0.0, variance)
    return result


def pair_values(matrix: Sparse, first: IntArray, second: IntArray) -> FloatArray:
    """Return the entries of a sparse matrix for pairs of contracts, shape (P,).

    Examples
    --------
    >>> pair_values(shared_covariance(np.array([[0, 2.0], [2.0, 0]]), 2), [0], [1]).tolist()
    [2.0]
    """
    if not len(first):
        return np.zeros(0)
    entries = matrix[np.asarray(first), np.asarray(second)]
    dense: npt.ArrayLike = entries.toarray() if sparse.issparse(entries) else entries
    return np.asarray(dense, dtype=np.float64).ravel()
