"""A funnel shows who lies outside what chance explains."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.funnel import (
    additive_z,
    limits,
    multiplicative_z,
    overdispersion,
    proportion_funnel,
    ratio_funnel,
    score_funnel,
    signals,
)


def test_chance_alone_is_not_overdispersed() -> None:
    y = np.random.default_rng(2).normal(80, 2, 4000)
    found = overdispersion(score_funnel(y, np.full(4000, 4.0), 80.0), "raw")
    assert found.factor == pytest.approx(1, abs=0.07)
    assert found.between < 0.3


def test_added_variance_is_found_and_outliers_do_not_add_to_it() -> None:
    generator = np.random.default_rng(4)
    y = generator.normal(80, 5, 3000)  # 9 beside 16 of chance
    y[:30] = 20.0
    funnel = score_funnel(y, np.full(3000, 16.0), 80.0)
    plain, guarded = overdispersion(funnel, "raw"), overdispersion(funnel)
    assert plain.between > 40
    assert guarded.between < 9
    assert signals(additive_z(funnel, guarded))[:30].all()


def test_an_even_league_is_neither_widened_nor_narrowed() -> None:
    funnel = score_funnel([80.0, 80.1, 79.9, 80.0], [4.0] * 4)
    found = overdispersion(funnel)
    assert found.between == 0.0
    np.testing.assert_array_equal(multiplicative_z(funnel, found), funnel.z)


def test_a_contract_lies_outside_its_limits_exactly_where_it_signals() -> None:
    funnel = proportion_funnel([10, 30, 55, 90], [100, 100, 100, 100])
    low, high = limits(funnel, 0.998)
    share = np.array([0.1, 0.3, 0.55, 0.9])
    assert ((share < low) | (share > high)).tolist() == signals(funnel.z, 0.998).tolist()


def test_limits_of_a_small_share_stay_within_0_and_1() -> None:
    low, high = limits(proportion_funnel([0, 1], [3, 4]), 0.998)
    assert (low >= 0).all()
    assert (high <= 1).all()


@pytest.mark.parametrize(
    ("observed", "expected", "scale", "code"),
    [
        ([0.0], [2.0], "log", "negative_value"),
        ([1.0], [0.0], "root", "negative_value"),
        ([-1.0], [2.0], "root", "negative_value"),
        ([1.0], [2.0], "square", "unknown_method"),
        ([1.0, 2.0], [2.0], "root", "wrong_shape"),
    ],
)
def test_impossible_ratios_are_refused(
    observed: list[float], expected: list[float], scale: str, code: str
) -> None:
    with pytest.raises(MethodError) as refused:
        ratio_funnel(observed, expected, scale)
    assert refused.value.code == code


def test_other_impossible_input_is_refused() -> None:
    funnel = score_funnel([80.0, 81.0], [1.0, 1.0])
    with pytest.raises(MethodError, match="wrong_parameter"):
        proportion_funnel([5], [4])
    with pytest.raises(MethodError, match="unknown_method"):
        overdispersion(funnel, "trimmed")
    with pytest.raises(MethodError, match="too_few_contracts"):
        overdispersion(score_funnel([80.0], [1.0]))
    with pytest.raises(MethodError, match="level_out_of_range"):
        overdispersion(funnel, trim=0.5)
    with pytest.raises(MethodError, match="level_out_of_range"):
        limits(funnel, 1.0)
