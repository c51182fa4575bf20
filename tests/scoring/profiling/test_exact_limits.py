"""Exact limits leave the promised share of chance outside."""

import numpy as np
import pytest
from scipy.stats import binom, poisson

from scoring.errors import MethodError
from scoring.profiling.exact_limits import binomial_limits, poisson_limits


def test_the_expected_number_has_the_tail_at_either_poisson_limit() -> None:
    low, high = poisson_limits([7.0])
    assert poisson.sf(6, 7 * low[0]) == pytest.approx(0.025, rel=1e-9)
    assert poisson.cdf(7, 7 * high[0]) == pytest.approx(0.025, rel=1e-9)


def test_counts_within_binomial_limits_are_as_frequent_as_promised() -> None:
    low, high = binomial_limits([200], 0.3)
    inside = [k for k in range(201) if low[0] <= k / 200 <= high[0]]
    assert binom.pmf(inside, 200, 0.3).sum() == pytest.approx(0.95, abs=0.02)


def test_limits_close_in_with_size_and_open_with_level() -> None:
    low, high = binomial_limits([20, 80, 320], 0.4)
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) < 0).all()
    assert poisson_limits([9.0], 0.998)[1] > poisson_limits([9.0])[1]


def test_impossible_input_is_refused() -> None:
    with pytest.raises(MethodError, match="negative_value"):
        poisson_limits([0.0])
    with pytest.raises(MethodError, match="wrong_parameter"):
        binomial_limits([0], 0.4)
    with pytest.raises(MethodError, match="level_out_of_range"):
        binomial_limits([10], 1.0)
