"""The instruments that come with the platform are whole, and published versions keep their hash."""

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import Invalid
from evaluator.policy.ready_sets import ready_plan
from scoring.canonical import canonical_json, hash_of
from surveys.kinds.documents import Questionnaire, questionnaire_from
from surveys.kinds.questions import Answer
from surveys.kinds.registry import broken_answers, first_open, problems_of
from surveys.services.questionnaires import (
    READY,
    instrument,
    publish_questionnaire,
    questionnaire_of,
    read_document,
)
from tests.surveys.kinds.examples import EXAMPLE
from tests.web import NOON


def answered(questionnaire: Questionnaire, **given: Answer) -> list[Answer]:
    """Answers to some questions."""
    answers = questionnaire.blank()
    for code, answer in given.items():
        answers[questionnaire.position(code)] = answer
    return answers


@pytest.mark.parametrize("code", READY)
def test_every_ready_instrument_is_sound_and_serves_indicators_that_exist(code: str) -> None:
    questionnaire = instrument(code)
    assert problems_of(questionnaire) == []
    known = {row.code for plan in ("T", "S") for row in ready_plan(plan).indicators}
    linked = {name for question in questionnaire.questions for name in question.indicators}
    assert linked
    assert linked <= known


def test_the_instruments_ask_all_that_the_indicator_sets_need() -> None:
    codes = {code: [q.code for q in instrument(code).questions] for code in READY}
    assert {f"PQ{n:02d}" for n in range(1, 11)} | {"PQrole", "PQinterest"} <= set(codes["PQ"])
    assert {f"CQ{n:02d}" for n in range(1, 4)} <= set(codes["CQ"])
    checked = {code[:4] for code in codes["SV"]}
    assert {f"SV{n:02d}" for n in range(1, 16)} <= checked
    assert {"SVsign1", "SVsign2"} <= set(codes["SV"])
    for code in ("T", "S"):
        private = {q.code for q in instrument(code).questions if q.is_private}
        assert private == {"Q15a", "Q15b", "Q16", "Q17"}


def test_two_points_or_less_from_the_purchaser_need_a_reason_that_says_something() -> None:
    form = instrument("PQ")
    given = dict.fromkeys((f"PQ{n:02d}" for n in range(1, 9)), 4)
    rest = {"PQrole": 1, "PQinterest": 0, "PQ09": 1}
    assert first_open(form, answered(form, **given, **rest)) is None
    low = {**given, **rest, "PQ03": 2}
    assert first_open(form, answered(form, **low)) == form.position("PQ03r")
    short = answered(form, **low, PQ03r="晚")
    assert set(broken_answers(form, short)) == {form.position("PQ03r")}
    assert first_open(form, answered(form, **low, PQ03r="季报都晚半个月")) is None


def test_the_pass_rate_of_a_site_visit_counts_what_applies_and_no_more_than_was_looked_at() -> None:
    sheet = instrument("SV")
    answers = answered(sheet, SV05n=30, SV05k=28, SV07n=-2, SV09=1, SV13=-2, SV15n=2, SV15k=1)
    values = sheet.path(answers).values
    assert (values["SVall"], values["SVgood"], values["SVshare"]) == (33, 30, 90.9)
    assert sheet.path(sheet.blank()).values["SVshare"] is None
    too_many = answered(sheet, SV05n=30, SV05k=31)
    assert set(broken_answers(sheet, too_many)) == {sheet.position("SV05k")}


def test_the_hash_of_a_document_of_the_first_format_does_not_change() -> None:
    words = {"zh": "问", "en": "Q"}
    question = {"code": "Q1", "kind": "text", "text": words}
    plain = {"code": "X", "title": words, "introduction": [], "questions": [question]}
    first = {
        **plain,
        "questions": [
            {**question, "options": [], "hint": {}, "is_scored": False, "after": None}
            | {"adjuster": "", "least": 0, "most": 0}
        ],
    }
    found = questionnaire_from(plain)
    assert found.document == first
    assert found.digest == hash_of(first)


def test_a_published_questionnaire_reads_back_the_same_and_is_published_once(
    session: Session,
) -> None:
    version = publish_questionnaire(session, lambda: NOON, EXAMPLE)
    again = publish_questionnaire(session, lambda: NOON, read_document(canonical_json(EXAMPLE)))
    assert again is version
    assert questionnaire_of(version) == EXAMPLE
    assert hash_of(version.document) == version.digest


def test_a_document_with_faults_is_refused_with_all_of_them() -> None:
    text = canonical_json(EXAMPLE).replace("${came} = 1", "${came} = 'gone'")
    with pytest.raises(Invalid, match="option_not_known"):
        read_document(text)
    with pytest.raises(Invalid, match="questionnaire_unreadable"):
        read_document("{")
    with pytest.raises(Invalid, match="unknown_questionnaire"):
        instrument("X")
