"""Places that the data of one contract do not exclude, found without critical values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.profiling import marginal_places as room
from scoring.profiling.marginal_places import marginal_places
from scoring.profiling.rank_sets import marginal_rank_sets


@given(st.integers(0, 10_000), st.integers(2, 12), st.floats(0.5, 20.0))
def test_the_places_are_those_of_the_solved_critical_values(
    seed: int, count: int, spread: float
) -> None:
    chance = np.random.default_rng(seed)
    y, v = chance.normal(80, spread, count), chance.uniform(0.5, 9, count)
    sets = marginal_rank_sets(y, v)
    assert marginal_places(y, v).tolist() == np.stack([sets.low, sets.high], axis=1).tolist()


def test_summing_by_errors_changes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(7)
    y, v = chance.normal(80, 6, 80), chance.uniform(1, 9, 80)
    summed = marginal_places(y, v)
    monkeypatch.setattr(room, "ONE_BY_ONE_UP_TO", 100)
    assert marginal_places(y, v).tolist() == summed.tolist()


def test_a_contract_named_beforehand_stands_in_its_set_at_least_as_often_as_promised() -> None:
    chance = np.random.default_rng(11)
    truth = np.array([70.0, 80.0, 80.5, 81.0, 81.5, 90.0])
    place = 1 + (truth[:, None] < truth).sum(axis=1)
    held = np.zeros(truth.size)
    for _ in range(400):
        found = marginal_places(truth + 3 * chance.standard_normal(truth.size), np.full(6, 9.0))
        held += (found[:, 0] <= place) & (place <= found[:, 1])
    assert (held / 400 >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / 400)).all()


def test_two_contracts_are_told_apart_where_welchs_test_tells_them_apart() -> None:
    # Two standard errors of a difference: 1.96 is too few on 10 + 10 degrees of freedom (2.086).
    y, v = [80.0, 80.0 + 2.0 * 2**0.5], [1.0, 1.0]

    assert marginal_places(y, v).tolist() == [[2, 2], [1, 1]]
    assert marginal_places(y, v, 0.95, [10, 10]).tolist() == [[1, 2], [1, 2]]
    further = [80.0, 80.0 + 2.09 * 2**0.5]
    assert marginal_places(further, v, 0.95, [10, 10]).tolist() == [[2, 2], [1, 1]]
    assert marginal_places(y, v, 0.95, [60, 60]).tolist() == [[2, 2], [1, 1]]


def test_few_sampling_units_still_leave_the_true_place_in_the_set() -> None:
    chance = np.random.default_rng(12)
    held = by_normal = 0.0
    for _ in range(400):
        units = chance.standard_normal((6, 5))  # six equal contracts, five units each
        y, v = units.mean(axis=1), units.var(axis=1, ddof=1) / 5
        found = marginal_places(y, v, 0.95, np.full(6, 4.0))
        held += float((found == [1, 6]).all(axis=1).mean())
        by_normal += float((marginal_places(y, v) == [1, 6]).all(axis=1).mean())
    assert held / 400 >= 0.94
    assert by_normal / 400 < 0.92


def test_a_contract_without_error_does_not_break_the_others() -> None:
    assert marginal_places([90.0, 60.0, 59.0], [0.0, 4.0, 4.0]).tolist() == [[1, 1], [2, 3], [2, 3]]


@pytest.mark.parametrize(
    ("y", "v", "code"),
    [
        ([80.0], [1.0], "too_few_contracts"),
        ([80.0, 81.0], [0.0, 0.0], "negative_value"),
        ([80.0, 81.0], [1.0], "wrong_shape"),
    ],
)
def test_what_has_no_places_is_refused(y: list[float], v: list[float], code: str) -> None:
    with pytest.raises(MethodError) as refusal:
        marginal_places(y, v)
    assert refusal.value.code == code
