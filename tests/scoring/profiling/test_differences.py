"""Differences carry what two contracts share."""

import numpy as np
import pytest
from scipy import sparse

from scoring.errors import MethodError
from scoring.profiling.differences import (
    difference_variances,
    pair_values,
    row_of,
    shared_covariance,
)

MATRIX = np.array([[5.0, 2.0, 0.0], [2.0, 5.0, 1.0], [0.0, 1.0, 5.0]])


def test_the_diagonal_is_not_read() -> None:
    shared = shared_covariance(sparse.coo_matrix(MATRIX), 3)
    assert shared.nnz == 4
    assert row_of(shared, 1).tolist() == [2.0, 0.0, 1.0]


def test_pairs_read_their_own_entry() -> None:
    shared = shared_covariance(sparse.csr_array(MATRIX), 3)
    first, second = np.array([0, 0, 2]), np.array([1, 2, 1])
    assert pair_values(shared, first, second).tolist() == [2.0, 0.0, 1.0]
    assert pair_values(shared, np.zeros(0, int), np.zeros(0, int)).size == 0


def test_what_two_contracts_share_cancels_in_their_difference() -> None:
    variance = difference_variances(np.array([4.0]), np.array([4.0]), np.array([4.0]))
    assert variance.tolist() == [0.0]


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        (np.zeros((2, 2)), "wrong_shape"),
        (np.triu(MATRIX), "covariance_not_symmetric"),
        (MATRIX * np.array([[1, np.nan, 1], [np.nan, 1, 1], [1, 1, 1]]), "not_finite"),
    ],
)
def test_a_matrix_that_is_no_covariance_is_refused(matrix: np.ndarray, code: str) -> None:
    with pytest.raises(MethodError) as refused:
        shared_covariance(sparse.csr_array(matrix), 3)
    assert refused.value.code == code


def test_noise_of_the_last_bits_beside_no_variance_at_all_is_no_covariance() -> None:
    none = np.array([1.6e-30])
    assert difference_variances(none, none, np.array([1.8e-18])).tolist() == [0.0]
    with pytest.raises(MethodError, match="covariance_too_large"):
        difference_variances(none, none, np.array([1e-6]))
