"""Rank sets hold the true places as often as they say."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.critical_values import tukey_critical_value
from scoring.profiling.rank_sets import (
    best_set,
    marginal_rank_sets,
    simultaneous_rank_sets,
    worst_set,
)


def test_two_contracts_are_told_apart_as_by_a_plain_test() -> None:
    assert marginal_rank_sets([1.0, 0.0], [0.1, 0.1]).high.tolist() == [1, 2]
    sets = marginal_rank_sets([0.8, 0.0], [0.1, 0.1])
    assert sets.low.tolist() == [1, 1]
    assert sets.critical[0] == pytest.approx(1.959963984540054, abs=1e-9)


def test_marginal_sets_hold_the_true_place_of_a_named_contract() -> None:
    generator = np.random.default_rng(5)
    truth, s = np.array([0.0, 0.4, 0.9, 1.0, 2.5]), np.array([0.3, 0.5, 0.2, 0.4, 0.3])
    places = (-truth).argsort().argsort() + 1
    held = np.zeros(5)
    for _ in range(40):
        sets = marginal_rank_sets(generator.normal(truth, s), s**2)
        held += (sets.low <= places) & (places <= sets.high)
    assert (held / 40 >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / 40)).all()


def test_stepping_down_never_widens_a_set() -> None:
    y, v = np.linspace(0, 8, 9), np.full(9, 0.8)
    once = marginal_rank_sets(y, v, is_stepdown=False)
    again = marginal_rank_sets(y, v)
    assert (again.low >= once.low).all()
    assert (again.high <= once.high).all()
    assert (again.critical <= once.critical).all()


def test_simultaneous_sets_need_the_tukey_value_where_nothing_is_decided() -> None:
    sets = simultaneous_rank_sets([0.0, 0.1, 0.2, 0.3], [1.0] * 4)
    assert sets.critical[0] == pytest.approx(tukey_critical_value(4, np.inf), rel=0.01)
    assert (sets.low == 1).all()
    assert (sets.high == 4).all()


def test_far_apart_contracts_have_one_place_each() -> None:
    for sets in (
        simultaneous_rank_sets([0.0, 50.0, 100.0], [1.0] * 3),
        marginal_rank_sets([0.0, 50.0, 100.0], [1.0] * 3),
    ):
        assert sets.low.tolist() == sets.high.tolist() == [3, 2, 1]
        assert best_set(sets, 2).tolist() == [False, True, True]
        assert worst_set(sets, 2).tolist() == [True, True, False]


def test_the_same_seed_gives_the_same_sets() -> None:
    y, v = np.linspace(0, 4, 8), np.linspace(0.5, 1, 8)
    first, second = (simultaneous_rank_sets(y, v, seed=3, draws=3000) for _ in range(2))
    assert first.critical.tolist() == second.critical.tolist()


@pytest.mark.parametrize("method", [marginal_rank_sets, simultaneous_rank_sets])
def test_impossible_input_is_refused(method: type) -> None:
    for values, code in (
        (([1.0], [1.0]), "too_few_contracts"),
        (([1.0, 2.0], [1.0, 0.0]), "negative_value"),
        (([1.0, float("inf")], [1.0, 1.0]), "not_finite"),
    ):
        with pytest.raises(MethodError) as refused:
            method(*values)
        assert refused.value.code == code
    with pytest.raises(MethodError) as refused:
        method([1.0, 2.0], [1.0, 1.0], level=1.0)
    assert refused.value.code == "level_out_of_range"


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(MethodError) as refused:
        simultaneous_rank_sets([1.0, 2.0], [1.0, 1.0], draws=0)
    assert refused.value.code == "wrong_parameter"
    sets = marginal_rank_sets([1.0, 2.0], [1.0, 1.0])
    with pytest.raises(MethodError) as refused:
        best_set(sets, 3)
    assert refused.value.code == "wrong_parameter"


@pytest.mark.parametrize("method", [marginal_rank_sets, simultaneous_rank_sets])
@pytest.mark.parametrize("level", [0.01, 0.3, 0.999])
def test_any_level_ends_with_sets_that_hold_the_estimated_place(method: type, level: float) -> None:
    y = np.array([3.0, 1.0, 2.0, 2.5])
    sets = method(y, np.full(4, 0.01), level=level)
    places = (-y).argsort().argsort() + 1
    assert np.isfinite(sets.critical).all()
    assert ((sets.low <= places) & (places <= sets.high)).all()
