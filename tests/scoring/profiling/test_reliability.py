"""Coefficients of a scale recover what the items were made of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.profiling.reliability import (
    duhachek_interval,
    feldt_interval,
    item_covariance,
    one_factor,
    scale_reliability,
)

LOADINGS = st.lists(st.floats(0.3, 0.9), min_size=4, max_size=6).map(np.array)


@settings(max_examples=25)
@given(LOADINGS)
def test_one_factor_finds_the_loadings_that_made_the_items(loadings: np.ndarray) -> None:
    matrix = np.outer(loadings, loadings)
    np.fill_diagonal(matrix, 1.0)
    found = one_factor(matrix)
    np.testing.assert_allclose(found.loadings, loadings, atol=1e-4)
    assert found.omega >= scale_reliability(matrix).alpha - 1e-6


@settings(max_examples=25)
@given(LOADINGS, st.integers(0, 1000))
def test_the_order_and_the_unit_of_items_do_not_matter(loadings: np.ndarray, seed: int) -> None:
    matrix = np.outer(loadings, loadings)
    np.fill_diagonal(matrix, 1.0)
    order = np.random.default_rng(seed).permutation(loadings.size)
    here, there = scale_reliability(matrix), scale_reliability(9 * matrix[np.ix_(order, order)])
    assert there.alpha == pytest.approx(here.alpha, rel=1e-12)
    assert there.lambda6 == pytest.approx(here.lambda6, rel=1e-9)
    np.testing.assert_allclose(there.item_rest, here.item_rest[order], rtol=1e-9)


def test_parallel_items_have_the_reliability_of_spearman_and_brown() -> None:
    matrix = np.full((5, 5), 0.4) + 0.6 * np.eye(5)
    found = scale_reliability(matrix)
    assert found.alpha == pytest.approx(5 * 0.4 / (1 + 4 * 0.4))
    assert found.standardised == pytest.approx(found.alpha)
    assert found.if_dropped is not None
    assert found.if_dropped.tolist() == pytest.approx([4 * 0.4 / (1 + 3 * 0.4)] * 5)


def test_two_items_cannot_lose_one() -> None:
    assert scale_reliability([[1.0, 0.5], [0.5, 1.0]]).if_dropped is None


def test_pairs_use_all_who_answered_both() -> None:
    nan = float("nan")
    answers = np.array([[1, 2, nan], [2, 3, 5], [4, 1, 2], [3, nan, 4], [5, 5, 1.0]])
    covariance, complete = item_covariance(answers, is_pairwise=True)
    assert complete == 3
    both = answers[[0, 1, 2, 4], :2]
    assert covariance[0, 1] == pytest.approx(np.cov(both.T)[0, 1])
    whole = answers[[1, 2, 4]]
    np.testing.assert_allclose(item_covariance(answers)[0], np.cov(whole.T), rtol=1e-12)


def test_intervals_hold_the_coefficient_and_close_in() -> None:
    matrix = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    alpha = scale_reliability(matrix).alpha
    widths = []
    for respondents in (50, 500):
        low, high = feldt_interval(alpha, respondents, 4)
        _, below, above = duhachek_interval(matrix, respondents)
        assert low < alpha < high
        assert below < alpha < above
        widths.append(high - low)
    assert widths[1] < widths[0] / 2


@pytest.mark.parametrize(
    "matrix",
    [
        [[1.0]],
        [[1.0, 0.2], [0.2, 0.0]],
        [[1.0, 1.0], [1.0, 1.0]],
        [[1.0, -1], [-1, 1.0]],
        [[1.0, 2], [2, 1.0]],
    ],
)
def test_items_that_do_not_vary_or_say_the_same_are_refused(matrix: list[list[float]]) -> None:
    with pytest.raises(MethodError, match="wrong_parameter"):
        scale_reliability(matrix)


def test_other_impossible_input_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        item_covariance([1.0, 2.0])
    with pytest.raises(MethodError, match="wrong_parameter"):
        item_covariance([[1.0, float("nan")], [float("nan"), 2.0]], is_pairwise=True)
    with pytest.raises(MethodError, match="wrong_parameter"):
        one_factor([[1.0, 0.5], [0.5, 1.0]])
    with pytest.raises(MethodError, match="wrong_parameter"):
        feldt_interval(0.7, 1, 5)
    with pytest.raises(MethodError, match="level_out_of_range"):
        duhachek_interval([[1.0, 0.5], [0.5, 1.0]], 100, 1.5)
