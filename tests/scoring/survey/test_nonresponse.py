"""Tests of nonresponse adjustment: totals are kept, and what cannot be told is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.nonresponse import (
    answer_chances,
    chance_classes,
    class_factors,
    representativity,
    response_share,
)

ANSWERED = np.array([True, False, True, True, False, True])
TOWN = np.array([1.0, 1, 1, 0, 0, 0])
COLUMNS = np.column_stack([np.ones(6), TOWN])


@given(st.lists(st.floats(0.5, 9), min_size=6, max_size=6).map(np.array))
def test_respondents_stand_for_the_whole_of_their_class(weights: np.ndarray) -> None:
    found = class_factors(weights, ANSWERED, TOWN)
    for label in (0, 1):
        inside = label == TOWN
        stood_for = (weights * found.row_factors)[inside].sum()
        assert stood_for == pytest.approx(weights[inside].sum())
    assert (found.factors >= 1).all()


def test_a_class_nobody_answered_in_is_refused() -> None:
    with pytest.raises(MethodError, match="class_without_respondents") as refusal:
        class_factors(np.ones(6), ANSWERED, np.array([*"abcddd"]))
    assert refusal.value.parameters["found"] == ["b"]


def test_a_regression_on_classes_gives_their_response_rates() -> None:
    weights = np.array([1.0, 2, 3, 1, 2, 3])
    chances = answer_chances(ANSWERED, COLUMNS, weights).chances
    for label in (0, 1):
        inside = label == TOWN
        share = response_share(weights[inside], ANSWERED[inside])
        assert chances[inside] == pytest.approx([share] * 3)


def test_the_unit_of_a_predictor_changes_no_chance() -> None:
    income = np.array([1.0, 5, 2, 4, 3, 2])
    one = answer_chances(ANSWERED, np.column_stack([np.ones(6), income]))
    other = answer_chances(ANSWERED, np.column_stack([np.ones(6), income * 1e6]))
    assert other.chances == pytest.approx(one.chances)
    assert other.coefficients[1] * 1e6 == pytest.approx(one.coefficients[1])


def test_predictors_that_tell_all_or_repeat_each_other_are_refused() -> None:
    for extra in (ANSWERED * 1.0, TOWN):
        with pytest.raises(MethodError, match="responses_separated"):
            answer_chances(ANSWERED, np.column_stack([COLUMNS, extra]))
    with pytest.raises(MethodError, match="responses_separated"):
        answer_chances(np.ones(6, np.bool_), COLUMNS)


def test_equal_chances_share_a_class() -> None:
    assert chance_classes(np.array([0.2, 0.2, 0.2, 0.9]), 2).tolist() == [0, 0, 0, 1]


def test_uneven_chances_are_less_representative() -> None:
    assert representativity(np.full(9, 0.4)) == 1
    assert representativity(np.array([0.0, 1.0])) < representativity(np.array([0.4, 0.6])) < 1


def test_what_does_not_fit_is_refused() -> None:
    refusals = [
        ("wrong_shape", lambda: class_factors(np.ones(6), ANSWERED, TOWN[:3])),
        ("wrong_shape", lambda: class_factors(np.ones(5), ANSWERED, TOWN)),
        ("wrong_shape", lambda: answer_chances(ANSWERED, COLUMNS[:3])),
        ("not_finite", lambda: answer_chances(ANSWERED, COLUMNS * np.nan)),
        ("wrong_shape", lambda: chance_classes(np.ones(4), 1)),
        ("wrong_shape", lambda: representativity(np.ones(1))),
        ("probability_out_of_range", lambda: representativity(np.array([0.5, 1.5]))),
    ]
    for code, act in refusals:
        with pytest.raises(MethodError, match=code):
            act()
