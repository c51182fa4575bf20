"""What differs between two versions of a questionnaire, and how grave it is."""

from dataclasses import replace

import pytest

from surveys.kinds.changes import BREAK, RECODE, SAFE, Change, changes_between, grade_of
from surveys.kinds.documents import Condition, Option, Question, Questionnaire
from surveys.kinds.questions import Section

WORDS = {"zh": "问", "en": "Ask"}
FIRST = Question("Q1", "choice", WORDS, (Option(1, WORDS), Option(2, WORDS)))
SECOND = Question("Q2", "text", WORDS)
OLD = Questionnaire("X", WORDS, (), (FIRST, SECOND))
OTHER = {"zh": "另问", "en": "Ask otherwise"}


def _with(question: Question) -> list[Change]:
    return changes_between(OLD, replace(OLD, questions=(question, SECOND)))


def test_a_version_does_not_differ_from_itself() -> None:
    assert changes_between(OLD, OLD) == []
    assert grade_of([]) == SAFE


def test_other_words_and_a_new_question_are_safe() -> None:
    new = replace(OLD, questions=(replace(FIRST, text=OTHER), SECOND, replace(SECOND, code="Q3")))
    assert changes_between(OLD, new) == [Change(SAFE, "Q1", "text"), Change(SAFE, "Q3", "added")]


def test_another_order_is_safe_and_said_once() -> None:
    new = replace(OLD, questions=(SECOND, FIRST))
    assert changes_between(OLD, new) == [Change(SAFE, "", "order")]


def test_a_question_left_out_breaks_and_is_no_other_order() -> None:
    assert changes_between(OLD, replace(OLD, questions=(SECOND,))) == [
        Change(BREAK, "Q1", "removed")
    ]


@pytest.mark.parametrize(
    ("question", "change"),
    [
        (replace(FIRST, kind="stars"), Change(RECODE, "Q1", "kind")),
        (replace(FIRST, kind="multiple"), Change(BREAK, "Q1", "kind")),
        (replace(FIRST, is_scored=True), Change(RECODE, "Q1", "is_scored")),
        (replace(FIRST, after=Condition("Q0", (1,))), Change(RECODE, "Q1", "after")),
        (replace(FIRST, section="A"), Change(RECODE, "Q1", "section")),
        (replace(FIRST, options=FIRST.options[:1]), Change(BREAK, "Q1", "option_removed", 2)),
        (
            replace(FIRST, options=(*FIRST.options, Option(3, WORDS))),
            Change(RECODE, "Q1", "option_added", 3),
        ),
        (
            replace(FIRST, options=(Option(1, OTHER), FIRST.options[1])),
            Change(SAFE, "Q1", "option_text", 1),
        ),
    ],
)
def test_each_change_of_a_question_has_its_class(question: Question, change: Change) -> None:
    assert _with(question) == [change]


def test_the_condition_of_a_section_needs_recoding_its_title_does_not() -> None:
    old = replace(OLD, sections=(Section("A", WORDS),))
    titled = replace(OLD, sections=(Section("A", OTHER),))
    routed = replace(OLD, sections=(Section("A", WORDS, "${Q1} = 1"),))
    assert changes_between(old, titled) == [Change(SAFE, "", "sections")]
    assert changes_between(old, routed) == [Change(RECODE, "", "sections")]


def test_the_gravest_change_decides() -> None:
    changes = [Change(SAFE, "", "title"), Change(BREAK, "Q1", "removed"), Change(RECODE, "Q2", "x")]
    assert grade_of(changes) == BREAK
