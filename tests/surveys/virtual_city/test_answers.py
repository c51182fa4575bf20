"""Situations, conditions and break-offs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.virtual_city.answers import NOT_ASKED, apply_conditions, break_off, tilted_chances
from surveys.virtual_city.questions import questions_of


@given(
    st.floats(0.01, 0.99),
    st.lists(st.floats(-4, 4), min_size=1, max_size=200),
)
def test_tilted_chances_have_the_asked_mean_and_follow_the_tilt(share, tilt):
    values = np.array(tilt)
    chances = tilted_chances(values, share)
    assert chances.mean() == pytest.approx(share, abs=1e-6)
    order = np.argsort(values)
    assert (np.diff(chances[order]) >= 0).all()


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_and_everybody_are_possible_shares(share):
    assert tilted_chances(np.array([-1.0, 2.0]), share).tolist() == [share, share]


def test_whether_a_grievance_was_settled_is_asked_only_of_those_who_told_one():
    questions = questions_of("T")
    codes = [question.code for question in questions]
    answers = np.ones((3, len(codes)), dtype=np.int8)
    told, settled, grievance = (codes.index(code) for code in ("Q18b", "Q18c", "Q18a"))
    answers[0, grievance] = 0
    answers[1, told] = 0
    apply_conditions(questions, answers)
    assert answers[:, told].tolist() == [NOT_ASKED, 0, 1]
    assert answers[:, settled].tolist() == [NOT_ASKED, NOT_ASKED, 1]


def test_a_break_off_empties_the_end_of_partial_interviews_only():
    answers = np.ones((200, 20), dtype=np.int8)
    is_partial = np.arange(200) % 2 == 0
    break_off(np.random.default_rng(1), answers, is_partial)
    asked = answers != NOT_ASKED
    assert asked[~is_partial].all()
    assert asked[:, :8].all()
    assert (np.diff(asked.astype(int), axis=1) <= 0).all()
    assert not asked[is_partial].all()
