"""Tests of points of single answers: reversal, blanks and codes off the scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.boxes import bottom_box, linear_points, top_box

ANSWERS = st.lists(st.integers(1, 6), min_size=1).map(np.array)


@given(ANSWERS)
def test_a_reversed_item_gives_what_is_left_to_100(answers: np.ndarray) -> None:
    both = linear_points(answers, 1, 6) + linear_points(answers, 6, 1)
    assert both == pytest.approx(np.full(len(answers), 100.0))


@given(ANSWERS)
def test_an_answer_is_not_in_the_best_and_in_the_worst_box(answers: np.ndarray) -> None:
    best, worst = top_box(answers, 1, 6, edge=5), bottom_box(answers, 1, 6, edge=2)
    assert ((best == 0) | (worst == 0)).all()
    assert (best == bottom_box(answers, 6, 1, edge=5)).all()


def test_what_is_not_known_holds_the_place_of_a_0() -> None:
    answers, known = np.array([np.nan, 6.0]), np.array([False, True])
    assert linear_points(answers, 1, 6, known).tolist() == [0, 100]
    assert top_box(answers, 1, 6, 5, known).tolist() == [0, 100]
    assert bottom_box(answers, 1, 6, 2, known).tolist() == [0, 0]


def test_what_is_off_the_scale_is_refused() -> None:
    for wrong in (0.0, 7.0, np.nan):
        with pytest.raises(MethodError, match="code_outside_scale"):
            linear_points(np.array([1.0, wrong]), 1, 6)
    with pytest.raises(MethodError, match="lines_not_rising"):
        linear_points(np.ones(2), 3, 3)
    with pytest.raises(MethodError, match="wrong_shape"):
        top_box(np.ones(2), 1, 6, 5, np.ones(3, np.bool_))
