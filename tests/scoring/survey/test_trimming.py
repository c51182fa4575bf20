"""Tests of trimming: the total stays, the bounds hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.trimming import effective_size, trim_spread, weighting_effect

WEIGHTS = st.lists(st.floats(0.1, 50), min_size=2, max_size=30).map(np.array)


@given(WEIGHTS)
def test_trimming_keeps_the_total_and_the_bounds(weights: np.ndarray) -> None:
    low, high = weights.mean() * 0.6, weights.mean() * 1.7
    trimmed = trim_spread(weights, low, high)
    assert trimmed.sum() == pytest.approx(weights.sum())
    assert trimmed.min() >= low * (1 - 1e-12)
    assert trimmed.max() <= high * (1 + 1e-12)


def test_a_single_round_may_push_a_weight_over_the_bound() -> None:
    weights = np.array([1.0, 2.9, 9.0])
    assert trim_spread(weights, 0, 5, strict=False).tolist() == [3.0, 4.9, 5.0]
    assert trim_spread(np.array([1.0, 3.9, 9.0]), 0, 5, strict=False)[1] > 5
    assert trim_spread(np.array([1.0, 3.9, 9.0]), 0, 5).max() == 5


def test_bounds_that_cannot_keep_the_total_are_refused() -> None:
    with pytest.raises(MethodError, match="limit_out_of_range"):
        trim_spread(np.array([1.0, 2.0]), 0, 1)


def test_equal_weights_cost_nothing_and_zeros_do_not_count() -> None:
    assert weighting_effect(np.array([2.0, 2.0, 0.0])) == 1
    assert effective_size(np.array([2.0, 2.0, 0.0])) == 2
    with pytest.raises(MethodError, match="negative_value"):
        weighting_effect(np.zeros(3))
