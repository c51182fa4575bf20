"""The ready questionnaires are sound, and every kind takes and refuses what it should."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import Invalid
from evaluator.policy.ready_sets import ready_plan
from surveys.kinds.documents import Condition, Option, Question, Questionnaire
from surveys.kinds.registry import KINDS, answer_words, check_answers, problems_of, read_answer
from surveys.services.questionnaires import CODES, gaps_for, instrument

WORDS = {"zh": "问", "en": "Q"}


def _question(code: str, kind: str, codes: tuple[int, ...] = (), **more: object) -> Question:
    options = tuple(Option(number, WORDS) for number in codes)
    return Question(code, kind, WORDS, options, **more)  # type: ignore[arg-type]  # test data


@pytest.mark.parametrize("code", CODES)
def test_the_ready_questionnaires_have_no_faults_and_ask_what_their_plan_scores(code: str) -> None:
    questionnaire = instrument(code)
    assert problems_of(questionnaire) == []
    assert gaps_for(ready_plan(code), questionnaire) == []
    scored = {question.code for question in questionnaire.questions if question.is_scored}
    assert scored == {item.code for item in ready_plan(code).items}


@pytest.mark.parametrize("code", CODES)
def test_every_scale_has_five_labels_of_its_own_in_both_languages(code: str) -> None:
    scales = [q for q in instrument(code).questions if q.kind == "scale5"]
    for language in ("zh", "en"):
        labels = [tuple(o.text[language] for o in q.options if o.code > 0) for q in scales]
        assert all(len(set(row)) == 5 for row in labels)
        assert len(set(labels)) == len(labels)


def test_do_not_know_not_met_and_rather_not_say_are_three_codes_of_a_scale() -> None:
    question = instrument("T").questions[instrument("T").position("Q04")]
    assert [answer_words(question, code, "zh") for code in (-1, -2, -3)] == [
        "不知道",
        "没遇到过",
        "不想说",
    ]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        (_question("A", "scale5", (1, 2, 3, 4, 5)), "codes"),
        (_question("A", "stars", (5, 4, 3)), "codes"),
        (_question("A", "yes_no", (1,)), "codes"),
        (_question("A", "choice", (1,)), "options"),
        (_question("A", "choice", (1, 2), adjuster="age"), "adjuster"),
        (_question("A", "number"), "bounds"),
        (_question("A", "text", (1,)), "no options"),
        (_question("A", "info", (1,)), "no options"),
        (_question("A", "riddle"), "kind riddle"),
        (_question("A", "yes_no", (0, 1, 1)), "option_twice"),
        (_question("A", "text", after=Condition("B", (1,))), "asked_after_later"),
    ],
)
def test_a_fault_in_a_document_is_named(question: Question, place: str) -> None:
    found = problems_of(Questionnaire("X", WORDS, (WORDS,), (question,)))
    assert any(place in line for line in found), found


def test_a_text_without_a_language_and_a_code_used_twice_are_named() -> None:
    first = Question("A", "text", {"zh": "问"})
    found = problems_of(Questionnaire("X", WORDS, (), (first, first)))
    assert "A.en: text_missing" in found
    assert "A: name_twice" in found


def test_an_answer_that_is_not_offered_is_refused() -> None:
    question = _question("Q", "scale5", (5, 4, 3, 2, 1, -1))
    assert read_answer(question, ["5"]) == 5
    assert read_answer(question, []) is None
    for wrong in (["6"], ["x"], ["5", "4"], ["-3"], ["５"]):
        with pytest.raises(Invalid, match="answer_not_offered"):
            read_answer(question, wrong)


def test_a_number_is_taken_within_its_bounds_or_a_reason_why_there_is_none() -> None:
    question = _question("N", "number", (-1,), least=0, most=99)
    assert [read_answer(question, [text]) for text in ("0", "99", "３", "-1")] == [0, 99, 3, -1]
    assert read_answer(question, ["7", "-1"]) == 7
    for wrong in ("100", "-2", "many", "1.5"):
        with pytest.raises(Invalid, match="number_outside"):
            read_answer(question, [wrong])


def test_a_text_keeps_what_people_type_and_drops_what_they_do_not() -> None:
    question = _question("T", "text")
    assert read_answer(question, [" 好　的\r\n𠮷 \x00\u202e<b>{{7*7}} "]) == "好　的\n𠮷 <b>{{7*7}}"
    assert read_answer(question, ["  "]) is None
    with pytest.raises(Invalid, match="text_too_long"):
        read_answer(question, ["字" * 2001])


def test_a_screen_takes_nothing() -> None:
    screen = _question("S", "info")
    assert read_answer(screen, ["anything"]) is None
    assert answer_words(screen, None, "zh") == ""
    assert "info" in KINDS


@given(st.text(max_size=60))
def test_any_text_can_be_stored_as_json_and_read_back(text: str) -> None:
    read = read_answer(_question("T", "text"), [text])
    assert json.loads(json.dumps(read)) == read
    if isinstance(read, str):
        read.encode()
        assert read_answer(_question("T", "text"), [read]) == read


@given(st.data())
def test_checked_answers_are_stable_and_never_keep_what_is_not_asked(data: st.DataObject) -> None:
    questionnaire = instrument("T")
    answers = [
        data.draw(st.sampled_from([None, *question.codes])) if question.codes else None
        for question in questionnaire.questions
    ]
    checked = check_answers(questionnaire, answers)
    assert check_answers(questionnaire, checked) == checked
    asked = questionnaire.asked(checked)
    assert all(checked[place] is None for place in range(len(checked)) if place not in asked)


def test_answers_of_another_length_are_refused() -> None:
    with pytest.raises(Invalid, match="answers_do_not_fit"):
        check_answers(instrument("T"), [5])
