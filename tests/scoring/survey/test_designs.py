"""Tests of sample designs: nesting, corrections, lonely units and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.designs import Stage, sample_design

ROWS = 6
VALUES = np.array([[1.0], [4.0], [2.0], [8.0], [5.0], [7.0]])


def test_without_populations_the_weights_must_be_given() -> None:
    with pytest.raises(MethodError, match="population_missing"):
        sample_design([Stage(np.arange(ROWS))])


def test_names_of_units_may_repeat_in_another_stratum() -> None:
    strata = np.array(["a", "a", "a", "b", "b", "b"])
    repeated = sample_design([Stage(np.array([1, 2, 3, 1, 2, 3]), strata)], np.ones(ROWS))
    distinct = sample_design([Stage(np.arange(ROWS), strata)], np.ones(ROWS))
    assert repeated.degrees_of_freedom == distinct.degrees_of_freedom == 4
    assert repeated.covariance(VALUES) == distinct.covariance(VALUES)


def test_units_taken_with_certainty_add_no_variance() -> None:
    strata = np.array([0, 0, 0, 0, 0, 1])
    population = np.array([10.0, 10, 10, 10, 10, 1])
    design = sample_design([Stage(np.arange(ROWS), strata, population)])
    largest = VALUES.copy()
    largest[5] = 1e6
    assert design.weights.tolist() == [2, 2, 2, 2, 2, 1]
    assert design.covariance(largest) == design.covariance(VALUES)


def test_a_full_count_has_no_variance() -> None:
    design = sample_design([Stage(np.arange(ROWS), population=np.full(ROWS, 6))])
    assert design.covariance(VALUES) == 0


def test_a_lonely_unit_is_refused_or_measured_from_the_mean_of_all() -> None:
    stage = Stage(np.arange(ROWS), np.array([0, 0, 0, 0, 0, 1]))
    with pytest.raises(MethodError, match="lonely_unit") as refusal:
        sample_design([stage], np.ones(ROWS))
    assert refusal.value.parameters["found"] == 1
    design = sample_design([stage], np.ones(ROWS), lonely="centre")
    inside = VALUES[:5, 0]
    alone = (VALUES[5, 0] - VALUES.mean()) ** 2
    expected = 5 / 4 * ((inside - inside.mean()) ** 2).sum() + alone
    assert design.covariance(VALUES)[0, 0] == pytest.approx(expected)
    assert design.lonely_units == 1


def test_the_second_stage_counts_by_the_share_of_first_units_drawn() -> None:
    first = np.array([0, 0, 0, 1, 1, 1])
    stages = [
        Stage(first, population=np.full(ROWS, 4.0)),
        Stage(np.arange(ROWS), population=np.full(ROWS, 6.0)),
    ]
    one = sample_design(stages[:1], sample_design(stages).weights)
    second = [3 / 2 * ((part - part.mean()) ** 2).sum() * 0.5 for part in np.split(VALUES, 2)]
    between = sample_design(stages).covariance(VALUES) - one.covariance(VALUES)
    assert between[0, 0] == pytest.approx(0.5 * sum(second))


@given(st.permutations(range(ROWS)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    strata, units = np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 1, 2, 3, 4])
    population = np.array([9.0, 9, 9, 9, 8, 8])
    design = sample_design([Stage(units, strata, population)])
    moved = sample_design([Stage(units[order], strata[order], population[order])])
    assert moved.covariance(VALUES[order]) == pytest.approx(design.covariance(VALUES))


@pytest.mark.parametrize(
    ("stage", "weights", "code"),
    [
        (Stage(np.arange(6), np.arange(5)), np.ones(6), "wrong_shape"),
        (Stage(np.arange(6), population=np.full(6, 5.0)), None, "population_too_small"),
        (Stage(np.arange(6), population=np.full(6, np.nan)), None, "population_too_small"),
        (
            Stage(np.zeros(6), population=np.arange(6) + 5.0),
            np.ones(6),
            "population_varies",
        ),
        (Stage(np.arange(6)), np.array([1, 1, 1, 1, 1, -1.0]), "negative_value"),
        (Stage(np.arange(6)), np.zeros(6), "negative_value"),
        (Stage(np.arange(6)), np.full(6, np.inf), "not_finite"),
        (Stage(np.arange(6)), np.ones(5), "wrong_shape"),
    ],
)
def test_what_cannot_be_a_design_is_refused(
    stage: Stage, weights: np.ndarray | None, code: str
) -> None:
    with pytest.raises(MethodError, match=code):
        sample_design([stage], weights)


def test_a_design_needs_a_stage_and_a_known_rule_for_lonely_units() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        sample_design([])
    with pytest.raises(MethodError, match="unknown_method"):
        sample_design([Stage(np.arange(2))], np.ones(2), lonely="drop")
