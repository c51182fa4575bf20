"""What is wrong with a questionnaire is found before anybody is asked, each fault at its place."""

from dataclasses import replace
from typing import Any

import pytest

from surveys.kinds.documents import Questionnaire
from surveys.kinds.faults import faults_of
from surveys.kinds.questions import Calculation, Picture, Question, Rule, Section
from surveys.logic_sentences import LOGIC_SENTENCES, fault_line
from tests.surveys.kinds.examples import EXAMPLE, options, words

CAME = Question("came", "choice", words("来过吗？"), options("来过", "没来过"))
TRIPS = Question("trips", "number", words("几趟？"), most=50)
AID = Question("aid", "multiple", words("哪些？"), options("低保", "特困", "救助"))


def found(*questions: Question, **more: Any) -> set[tuple[str, str]]:
    """The faults of a questionnaire, with their places."""
    asked = Questionnaire("F", words("卷"), (), questions, **more)
    faults = faults_of(asked)
    assert all(fault_line(fault, "zh_CN") for fault in faults)
    assert {fault.code for fault in faults} <= LOGIC_SENTENCES.keys()
    return {(fault.code, fault.place) for fault in faults}


def asked(relevant: str, **more: Any) -> Question:
    """A question under a condition."""
    return Question("last", "text", words("还有呢？"), relevant=relevant, **more)


def test_the_example_that_uses_everything_has_no_fault() -> None:
    assert faults_of(EXAMPLE) == []


@pytest.mark.parametrize(
    ("relevant", "code"),
    [
        ("${came} = 1 and ${came} = 2", "question_never_reached"),
        ("${trips} > 50", "question_never_reached"),
        ("${trips} < 0", "question_never_reached"),
        ("${trips} > 3 and ${trips} < 3", "question_never_reached"),
        ("selected(${aid}, '1') and count-selected(${aid}) = 0 or ${came} = 1", ""),
        ("selected(${aid}, '1') and not(selected(${aid}, '1'))", "question_never_reached"),
        ("${came} = 1 and ${came} != 1 or false()", "question_never_reached"),
        ("${came} = -3 and ${trips} = 50", ""),
        ("${trips} = '' and ${came} = 2", ""),
        ("selected(${aid}, '1') and selected(${aid}, '3')", ""),
        ("${came} = 3", ""),
        ("${came} = '3'", "option_not_known"),
        ("${gone} = 1", "name_not_known"),
        ("${last} = 'x'", "name_comes_later"),
        ("${came} =", "expression_ends_early"),
    ],
)
def test_a_condition_that_never_holds_or_cannot_be_read_is_found(relevant: str, code: str) -> None:
    # A bare code that is no option is a number like any other; it only never comes true.
    code = "question_never_reached" if relevant == "${came} = 3" else code
    wanted = {(code, "last.relevant")} if code else set()
    assert found(CAME, TRIPS, AID, asked(relevant)) == wanted


def test_a_question_behind_one_that_is_never_reached_is_not_reached_either() -> None:
    between = Question(
        "between", "choice", words("？"), options("甲", "乙"), relevant="${came} = 3"
    )
    assert found(CAME, between, asked("${between} = 1")) == {
        ("question_never_reached", "between.relevant"),
        ("question_never_reached", "last.relevant"),
    }


@pytest.mark.parametrize(
    ("rules", "is_required", "is_end"),
    [
        ((". > 50",), None, True),
        ((". > 10", ". < 5"), None, True),
        ((". > 10", ". < 5"), False, False),
        ((". >= 50",), None, False),
        ((". mod 2 = 0",), None, False),
    ],
)
def test_a_question_that_accepts_no_answer_is_a_dead_end(
    rules: tuple[str, ...], is_required: bool | None, is_end: bool
) -> None:
    strict = replace(TRIPS, rules=tuple(map(Rule, rules)), is_required=is_required)
    assert found(strict) == ({("question_without_way_on", "trips.rules")} if is_end else set())
    assert found(replace(strict, options=options()[-1:])) == set(), "a reason is always a way on"


def test_values_that_need_each_other_go_in_a_circle() -> None:
    circle = (Calculation("a", "${b} + 1"), Calculation("b", "${c} + 1"), Calculation("c", "${a}"))
    places = {("calculation_in_circle", f"{code}.calculation") for code in "abc"}
    assert found(TRIPS, calculations=circle) == places
    own = (Calculation("a", "${a} + 1"),)
    assert found(TRIPS, calculations=own) == {("calculation_in_circle", "a.calculation")}


def test_parts_that_do_not_fit_together_are_found() -> None:
    row = replace(CAME, matrix="m")
    other = replace(TRIPS, code="other", matrix="m")
    sections = (Section("s", words("一")), Section("z", words("二")))
    torn = (replace(CAME, section="z"), replace(TRIPS, section="s"))
    assert found(row) == {("matrix_not_known", "came")}
    assert ("matrix_rows_differ", "other") in found(row, other)
    assert found(*torn, sections=sections) == {("section_torn", "trips")}
    assert found(replace(CAME, section="x")) == {("section_not_known", "came")}
    assert found(replace(CAME, modes=("telepathy",))) == {("setting_not_known", "came")}
    assert found(replace(CAME, code="1st")) == {("name_not_possible", "1st")}
    assert found(replace(CAME, code="年龄")) == set()


def test_a_picture_without_words_a_clip_without_its_file_and_a_wrong_name_in_a_text_are_found() -> (
    None
):
    picture = replace(CAME, picture=Picture("a.png", {"zh": "牌子"}))
    assert found(picture, files={"a.png": "x"}) == {("text_missing", "came.picture.en")}
    clip = replace(CAME, audio={"zh": "a.mp3"})
    assert found(clip) == {("file_not_listed", "came")}
    text = replace(CAME, hint=words("${trips}和${nobody}"))
    assert found(text, TRIPS) == {
        ("name_comes_later", "came.hint"),
        ("name_not_known", "came.hint"),
    }


def test_a_questionnaire_in_one_language_needs_no_other() -> None:
    only = {"zh": "来过吗？"}
    asked_in = Questionnaire("F", only, (), (replace(TRIPS, text=only),), languages=("zh",))
    assert faults_of(asked_in) == []
