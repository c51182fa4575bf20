"""Shrinking to a regression is shrinking to the mean where circumstances say nothing."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.regression_shrinkage import regress_totals, shrink_to_regression
from scoring.profiling.shrinkage import between_variance, shrink


@pytest.mark.parametrize("count", [20, 60])
def test_without_circumstances_it_is_plain_shrinkage(count: int) -> None:
    generator = np.random.default_rng(6)
    y, v = generator.normal(80, 5, count), generator.uniform(1, 9, count)
    nothing = np.zeros((count, 0))
    found, between = regress_totals(y, v, nothing), between_variance(y, v)
    ours, theirs = shrink_to_regression(y, v, nothing, found), shrink(y, v, between)
    assert found.between == pytest.approx(between.value, rel=1e-9)
    assert found.residual == pytest.approx(between.heterogeneity, rel=1e-9)
    np.testing.assert_allclose(ours.mean, theirs.mean, rtol=1e-9)
    np.testing.assert_allclose(ours.deviation, theirs.deviation, rtol=1e-9)


def test_circumstances_that_matter_leave_less_between() -> None:
    generator = np.random.default_rng(7)
    x = generator.normal(size=(80, 1))
    y = 80 + 6 * x[:, 0] + generator.normal(0, 3, 80)
    v = np.full(80, 4.0)
    found = regress_totals(y, v, x)
    assert found.between < between_variance(y, v).value / 3
    assert found.slopes[1] == pytest.approx(6, abs=1)
    assert found.explained > 50


def test_the_unit_of_a_circumstance_does_not_matter() -> None:
    generator = np.random.default_rng(8)
    x, y, v = generator.normal(size=(15, 1)), generator.normal(80, 5, 15), np.full(15, 4.0)
    here, there = regress_totals(y, v, x), regress_totals(y, v, 100 * x + 7)
    assert there.between == pytest.approx(here.between, rel=1e-6)
    np.testing.assert_allclose(there.fitted, here.fitted, rtol=1e-7)


def test_totals_on_a_line_leave_nothing_between() -> None:
    x = np.arange(12.0)[:, None]
    found = regress_totals(60 + 2 * x[:, 0], np.full(12, 4.0), x)
    assert found.between == 0.0


def test_impossible_input_is_refused() -> None:
    with pytest.raises(MethodError, match="too_few_contracts"):
        regress_totals([1.0, 2.0], [1.0, 1.0], [[1.0], [2.0]])
    with pytest.raises(MethodError, match="wrong_parameter"):
        regress_totals([1.0, 2.0, 3.0], [1.0] * 3, [[1.0], [1.0], [1.0]])
    with pytest.raises(MethodError, match="wrong_shape"):
        regress_totals([1.0, 2.0, 3.0], [1.0] * 3, [1.0, 2.0, 3.0])
