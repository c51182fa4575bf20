"""Importance is shared out whole, and alike aspects have alike shares."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.profiling.drivers import drivers_of, importance_performance


def covariance(seed: int, count: int = 4) -> np.ndarray:
    """The covariance of an overall answer and aspects that go along with each other."""
    mixing = np.random.default_rng(seed).normal(size=(count + 1, count + 1))
    return np.asarray(mixing @ mixing.T + np.eye(count + 1))


def explained(matrix: np.ndarray, aspects: list[int]) -> float:
    if not aspects:
        return 0.0
    along = matrix[0, aspects]
    inner = matrix[np.ix_(aspects, aspects)]
    return float(along @ np.linalg.solve(inner, along) / matrix[0, 0])


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_shares_sum_to_what_is_explained(seed: int) -> None:
    found = drivers_of(covariance(seed))
    assert found.shapley.sum() == pytest.approx(found.explained, rel=1e-9)
    assert found.relative_weights.sum() == pytest.approx(found.explained, rel=1e-9)
    assert (found.shapley >= -1e-12).all()
    assert (found.relative_weights >= 0).all()


def test_shares_are_the_mean_gain_over_all_orders() -> None:
    matrix = covariance(5, 3)
    gains = np.zeros(3)
    for order in permutations(range(1, 4)):
        for place, aspect in enumerate(order):
            known = list(order[:place])
            gains[aspect - 1] += explained(matrix, [*known, aspect]) - explained(matrix, known)
    np.testing.assert_allclose(drivers_of(matrix).shapley, gains / 6, rtol=1e-10)


def test_the_unit_of_an_aspect_does_not_matter() -> None:
    matrix, scale = covariance(2), np.array([1.0, 3.0, 1.0, 0.2, 1.0])
    here, there = drivers_of(matrix), drivers_of(matrix * np.outer(scale, scale))
    np.testing.assert_allclose(there.shapley, here.shapley, rtol=1e-9)
    np.testing.assert_allclose(there.slopes, here.slopes / scale[1:], rtol=1e-9)


def test_the_order_of_aspects_does_not_matter() -> None:
    matrix, order = covariance(9), np.array([0, 3, 1, 4, 2])
    turned = drivers_of(matrix[np.ix_(order, order)]).shapley
    np.testing.assert_allclose(turned, drivers_of(matrix).shapley[order[1:] - 1], rtol=1e-9)


def test_a_single_aspect_has_its_squared_correlation() -> None:
    found = drivers_of([[4.0, 1.0], [1.0, 1.0]])
    assert found.shapley.tolist() == pytest.approx([0.25])


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        ([[1.0]], "wrong_parameter"),
        ([[1.0, 0.5], [0.2, 1.0]], "covariance_not_symmetric"),
        ([[1.0, 0.5], [0.5, 0.0]], "wrong_parameter"),
        ([[1.0, 0.5, 0.5], [0.5, 1.0, 1.0], [0.5, 1.0, 1.0]], "wrong_parameter"),
        ([[1.0, float("nan")], [0.5, 1.0]], "not_finite"),
        ([1.0, 2.0], "wrong_shape"),
    ],
)
def test_impossible_covariances_are_refused(matrix: list[list[float]], code: str) -> None:
    with pytest.raises(MethodError) as refused:
        drivers_of(matrix)
    assert refused.value.code == code


def test_too_many_aspects_are_refused() -> None:
    with pytest.raises(MethodError, match="wrong_parameter"):
        drivers_of(np.eye(17))


def test_the_four_quadrants() -> None:
    found = importance_performance([0.4, 0.4, 0.1, 0.1], [80.0, 60.0, 80.0, 60.0])
    assert found == ["keep_up", "concentrate", "possible_overkill", "low_priority"]
    with pytest.raises(MethodError, match="wrong_shape"):
        importance_performance([], [])
