"""This room is for exact Sobol indices: they add up, and nothing is divided by zero."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.errors import MethodError
from scoring.robustness.sobol import NO_VARIANCE, exact_indices, exact_indices_of_units

SHAPES = st.lists(st.integers(2, 4), min_size=2, max_size=3)


@given(SHAPES.flatmap(lambda s: arrays(float, tuple(s), elements=st.integers(-9, 9).map(float))))
def test_first_order_and_pairs_and_triples_explain_all_variance(grid: np.ndarray) -> None:
    found = exact_indices(grid.ravel(), grid.shape)
    if found.reason:
        assert grid.std() == 0
        return
    assert found.first is not None
    assert found.total is not None
    assert found.second is not None
    explained = found.first.sum() + sum(found.second.values())
    if grid.ndim == 2:
        assert explained == pytest.approx(1, abs=1e-9)
    assert explained <= 1 + 1e-9
    assert (found.total >= found.first - 1e-9).all()


def test_a_sum_of_factors_has_no_interaction() -> None:
    a, b, c = np.meshgrid([0, 1], [0, 2, 4], [0, 5], indexing="ij")
    found = exact_indices((a + b + c).ravel(), [2, 3, 2])
    assert found.first == pytest.approx(found.total)
    assert list((found.second or {}).values()) == pytest.approx([0, 0, 0])


def test_a_pure_interaction_has_no_first_order() -> None:
    found = exact_indices([1, -1, -1, 1], [2, 2])
    assert found.first == pytest.approx([0, 0])
    assert found.total == pytest.approx([1, 1])
    assert found.second == {(0, 1): pytest.approx(1.0)}


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e9 + 0.3])
def test_a_result_that_never_varies_is_blank_with_a_reason(constant: float) -> None:
    found = exact_indices([constant] * 12, [3, 4])
    assert (found.first, found.total, found.second) == (None, None, None)
    assert found.reason == NO_VARIANCE
    assert found.variance == 0


def test_each_unit_has_its_own_indices() -> None:
    units = exact_indices_of_units([[0, 0, 7], [1, 0, 7], [0, 1, 7], [1, 1, 7]], [2, 2])
    assert units[0].first == pytest.approx([0, 1])
    assert units[1].first == pytest.approx([1, 0])
    assert units[2].reason == NO_VARIANCE


def test_a_missing_or_failed_run_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        exact_indices([1.0, 2.0, 3.0], [2, 2])
    with pytest.raises(MethodError, match="not_finite"):
        exact_indices([1.0, 2.0, 3.0, float("nan")], [2, 2])
    with pytest.raises(MethodError, match="wrong_shape"):
        exact_indices([1.0], [])
