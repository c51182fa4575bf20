"""Changing a draft without losing the former one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from evaluator.errors import Invalid
from surveys.kinds.documents import Question, Questionnaire
from surveys.kinds.edits import (
    with_question_at,
    with_question_changed,
    with_question_doubled,
    with_question_moved,
    without_question,
)
from surveys.services.questionnaires import instrument

WORDS = {"zh": "问", "en": "Ask"}
DRAFT = Questionnaire("X", WORDS, (), tuple(Question(c, "text", WORDS) for c in ("A", "B", "C")))


def _codes(draft: Questionnaire) -> str:
    return " ".join(question.code for question in draft.questions)


def test_a_question_is_put_in_where_it_is_wanted() -> None:
    added = with_question_at(DRAFT, Question("N", "text", WORDS), 1)
    assert _codes(added) == "A N B C"
    assert _codes(DRAFT) == "A B C"


def test_two_questions_cannot_have_one_code() -> None:
    with pytest.raises(Invalid):
        with_question_at(DRAFT, Question("A", "text", WORDS), 0)
    with pytest.raises(Invalid):
        with_question_changed(DRAFT, "B", Question("A", "text", WORDS))


def test_a_changed_question_keeps_its_place() -> None:
    changed = with_question_changed(DRAFT, "B", Question("N", "text", WORDS))
    assert _codes(changed) == "A N C"


@given(some.sampled_from("ABC"), some.integers(-3, 6))
def test_moving_loses_nothing_and_can_be_undone(code: str, place: int) -> None:
    moved = with_question_moved(DRAFT, code, place)
    assert moved.position(code) == min(max(place, 0), 2)
    assert with_question_moved(moved, code, DRAFT.position(code)) == DRAFT


def test_a_copy_stands_after_its_model_and_serves_nothing_in_the_plan() -> None:
    scored = next(question for question in instrument("T").questions if question.is_scored)
    draft = with_question_doubled(instrument("T"), scored.code)
    copy = draft.questions[draft.position(scored.code) + 1]
    assert copy == replace(
        scored, code=f"{scored.code}_2", is_scored=False, adjuster="", indicators=()
    )
    again = with_question_doubled(draft, scored.code)
    assert again.position(f"{scored.code}_3") == draft.position(scored.code) + 1


def test_a_question_that_is_not_there_cannot_be_left_out() -> None:
    assert _codes(without_question(DRAFT, "B")) == "A C"
    with pytest.raises(Invalid):
        without_question(DRAFT, "Z")
