"""Estimates are pulled to the mean by as much as they are noise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.profiling.shrinkage import between_variance, shrink

LEAGUES = st.lists(st.tuples(st.floats(0, 100), st.floats(0.01, 50)), min_size=10, max_size=30).map(
    np.array
)


@given(LEAGUES, st.sampled_from(["reml", "ml", "dl", "pm"]))
def test_a_shrunken_total_lies_between_its_estimate_and_the_mean(
    league: np.ndarray, method: str
) -> None:
    y, v = league.T
    between = between_variance(y, v, method)
    posterior = shrink(y, v, between)
    assert between.value >= 0
    low, high = np.minimum(y, between.mean), np.maximum(y, between.mean)
    assert ((low - 1e-9 <= posterior.mean) & (posterior.mean <= high + 1e-9)).all()
    assert posterior.reliability is not None
    assert ((posterior.reliability >= 0) & (posterior.reliability <= 1)).all()


@given(LEAGUES)
def test_moving_all_contracts_moves_the_mean_and_not_the_variance(league: np.ndarray) -> None:
    y, v = league.T
    here, there = between_variance(y, v), between_variance(y + 10, v)
    assert there.value == pytest.approx(here.value, rel=1e-6, abs=1e-6)
    assert there.mean == pytest.approx(here.mean + 10, rel=1e-6)


def test_below_ten_contracts_nothing_is_shrunk() -> None:
    y, v = np.linspace(60, 90, 9), np.full(9, 4.0)
    posterior = shrink(y, v, between_variance(y, v))
    assert posterior.mean.tolist() == y.tolist()
    assert posterior.deviation.tolist() == [2.0] * 9
    assert posterior.reason == "too_few_providers"


def test_below_fifty_contracts_the_error_of_the_variance_widens_the_posterior() -> None:
    few, many = np.linspace(60, 90, 49), np.linspace(60, 90, 50)
    gap = []
    for y in (few, many):
        v = np.full(y.size, 25.0)
        between = between_variance(y, v)
        posterior = shrink(y, v, between)
        assert posterior.reliability is not None
        plain = posterior.reliability * v + (1 - posterior.reliability) ** 2 * (
            between.standard_error**2
        )
        gap.append(float((posterior.deviation**2 - plain).max()))
    assert gap[0] > 1e-3
    assert gap[1] == pytest.approx(0, abs=1e-12)


def test_totals_without_noise_are_left_as_they_are() -> None:
    y = np.linspace(60, 90, 12)
    posterior = shrink(y, np.zeros(12), between_variance(y, np.zeros(12)))
    np.testing.assert_allclose(posterior.mean, y, rtol=1e-12)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(MethodError) as refused:
        between_variance([1.0, 2.0], [1.0, 1.0], "magic")
    assert refused.value.code == "unknown_method"


def test_one_contract_has_no_variance_between() -> None:
    with pytest.raises(MethodError) as refused:
        between_variance([80.0], [1.0])
    assert refused.value.code == "too_few_contracts"
