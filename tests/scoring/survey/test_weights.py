"""This room is for weights of record: mean one, trimmed, raked, on the grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import BundleError
from scoring.survey.weights import GRID, Margin, weights_of_record

positive = st.floats(0.01, 100, allow_nan=False)


def margin(categories: list[int], population: list[float], name: str = "age") -> Margin:
    """A margin of one contract."""
    return Margin(name, np.array(categories), np.array(population, float))


@given(st.lists(positive, min_size=1, max_size=40))
def test_weights_keep_within_the_bounds_of_trimming(base: list[float]) -> None:
    weights = weights_of_record(np.array(base), 0.25, 4, exact=False).weights
    middle = np.median(np.array(base) / np.mean(base))
    assert (weights >= 0.25 * middle * (1 - 1e-12)).all()
    assert (weights <= 4 * middle * (1 + 1e-12)).all()


@given(st.lists(positive, min_size=2, max_size=30), st.integers(0, 99))
def test_the_order_of_responses_changes_no_weight(base: list[float], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(base))
    plain = weights_of_record(np.array(base), 0.25, 4).weights
    turned = weights_of_record(np.array(base)[order], 0.25, 4).weights
    assert (plain[order] == turned).all()


def test_equal_base_weights_are_one_exactly() -> None:
    assert weights_of_record(np.full(7, 3.3), 0.25, 4).weights.tolist() == [GRID] * 7


def test_no_weight_falls_off_the_grid() -> None:
    record = weights_of_record(np.array([1e-9, 1.0, 1.0]), 0.0, 4.0)
    assert record.weights.min() == 1


def test_trimmed_responses_are_counted() -> None:
    record = weights_of_record(np.array([1.0, 1.0, 1.0, 50.0]), 0.25, 4)
    assert record.trimmed == 1


def test_raked_weights_meet_both_margins() -> None:
    age = margin([0, 0, 1, 1, 1, 0], [30, 70])
    area = margin([0, 1, 0, 1, 1, 1], [45, 55], "area")
    record = weights_of_record(np.ones(6), 0.01, 50, [age, area], exact=False)
    assert record.margin_error <= 1e-8
    for known in (age, area):
        shares = np.bincount(known.categories, record.weights) / record.weights.sum()
        assert shares == pytest.approx(known.population / 100, abs=1e-8)
    rounded = weights_of_record(np.ones(6), 0.01, 50, [age, area])
    assert 0 < rounded.margin_error < 1e-3


def test_a_category_without_responses_is_named() -> None:
    with pytest.raises(BundleError) as caught:
        weights_of_record(np.ones(2), 0.25, 4, [margin([0, 0], [50, 50])])
    assert caught.value.code == "empty_margin_cell"
    assert caught.value.parameters["column"] == "age"


def test_margins_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(BundleError, match="raking_did_not_converge"):
        weights_of_record(
            np.ones(2), 0.01, 99, [margin([0, 1], [50, 50]), margin([0, 1], [40, 60], "area")]
        )
