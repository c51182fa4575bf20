"""The respondent's pages with conditions, rules, answers in texts and every kind of question."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from surveys.models.responses import Draft, Response
from surveys.services.questionnaires import publish_questionnaire
from tests.collection import Field
from tests.surveys.kinds.examples import EXAMPLE
from tests.surveys.views.test_respond import begin, hidden

HOSTILE = "<script>alert(2)</script>{{6*7}}${trips}{firm}"


@pytest.fixture
def phone(app: Flask, field: Field, clock: Callable[[], object]) -> FlaskClient:
    """A phone at a wave that asks the example."""
    field.wave.questionnaire = publish_questionnaire(field.session, field.clock, EXAMPLE)
    field.session.commit()
    return app.test_client(use_cookies=False)


def send(phone: FlaskClient, address: str, *values: str, go: str = "on") -> str:
    """Answer the page at an address; return where it leads."""
    code = address.rsplit("/", 1)[1]
    sent = {**hidden(phone.get(address).text), code: list(values), "go": go}
    done = phone.post(address, data=sent)
    assert done.status_code == 302, done.text
    return str(done.location)


def walk(phone: FlaskClient, address: str, **answers: str) -> list[str]:
    """Answer page after page; return the codes of the pages that were shown."""
    shown = []
    for _ in range(40):
        if address.endswith("/review"):
            return shown
        code = address.rsplit("/", 1)[1]
        shown.append(code)
        address = send(phone, address, *answers.get(code, "").split("|"))
    raise AssertionError("the questionnaire has no end")


ANSWERS = {
    "came": "1",
    "born": "1950年3月2日",
    "aid": "3|1",
    "trips": "５",
    "why": "太远",
    "row1": "5",
    "row2": "4",
    "best": "3",
    "order": "2|1|3",
    "cost": "12.50",
    "told": "0",
    "sign": "-3",
    "say": "-3",
}


def test_answers_lead_along_their_path_and_are_kept_as_described(
    phone: FlaskClient, field: Field
) -> None:
    shown = walk(phone, begin(phone, field.token()), **ANSWERS)
    assert shown == [*list(ANSWERS)[:11], "old", "sign", "say"]
    review = phone.get(f"/r/{field.token()}/review")
    assert "低保、临时救助" in review.text
    assert "1. 近" in review.text
    done = phone.post(f"/r/{field.token()}/send", data=hidden(review.text))
    assert done.status_code == 200
    stored = field.session.scalars(select(Response.answers)).one()
    kept = dict(zip([question.code for question in EXAMPLE.questions], stored, strict=True))
    assert kept["born"] == "1950-03-02"
    assert (kept["aid"], kept["order"], kept["cost"]) == ("1 3", "2 1 3", "12.5")
    assert (kept["trips"], kept["where"], kept["who"], kept["sign"]) == (5, None, None, -3)


def test_what_is_off_the_path_stays_in_the_draft_and_is_never_sent(
    phone: FlaskClient, field: Field
) -> None:
    first = begin(phone, field.token())
    walk(phone, first, **ANSWERS)
    send(phone, first, "2", go="review")
    draft = field.session.scalars(select(Draft.answers)).one()
    assert draft[EXAMPLE.position("trips")] == 5
    review = phone.get(f"/r/{field.token()}/review")
    assert phone.post(f"/r/{field.token()}/send", data=hidden(review.text)).status_code == 200
    stored = field.session.scalars(select(Response.answers)).one()
    assert [stored[EXAMPLE.position(code)] for code in ("came", "trips", "why")] == [2, None, None]
    assert stored[EXAMPLE.position("row1")] == 5, "the section is asked for another reason as well"


def test_a_broken_rule_is_told_in_the_words_of_the_questionnaire_beside_its_question(
    phone: FlaskClient, field: Field
) -> None:
    address = send(phone, begin(phone, field.token()), "1")
    refused = phone.post(address, data={**hidden(phone.get(address).text), "born": "2199-01-01"})
    assert refused.status_code == 422
    assert "还没到这一天。" in refused.text
    assert 'aria-invalid="true"' in refused.text
    english = phone.post(
        f"{address}?lang=en", data={**hidden(phone.get(address).text), "born": "2199-01-01"}
    )
    assert "That day is still to come." in english.text


def test_an_earlier_answer_that_opens_a_question_leads_back_to_it_before_sending(
    phone: FlaskClient, field: Field
) -> None:
    first = begin(phone, field.token())
    walk(phone, first, **{**ANSWERS, "came": "2", "aid": "2"})
    assert send(phone, first, "1", go="review").endswith("/review")
    held = phone.get(f"/r/{field.token()}/review")
    assert held.status_code == 302
    assert held.location.endswith("/q/row1")
    sent = hidden(phone.get(held.location).text)
    forced = phone.post(f"/r/{field.token()}/send", data={**sent, "answers": "[]"})
    assert forced.status_code == 422


def test_n15_an_answer_put_into_a_text_stays_text_whatever_it_looks_like(
    phone: FlaskClient, field: Field
) -> None:
    questions = list(EXAMPLE.questions)
    at = EXAMPLE.position("why")
    text = {"zh": "您说“${why}”？", "en": "You said “${why}”?"}
    questions[at + 1] = type(questions[at])("again", "text", text)
    changed = type(EXAMPLE)(
        "N",
        EXAMPLE.title,
        EXAMPLE.introduction,
        tuple(questions[: at + 2]),
        EXAMPLE.sections,
        EXAMPLE.matrices,
        EXAMPLE.calculations,
    )
    field.wave.questionnaire = publish_questionnaire(field.session, field.clock, changed)
    field.session.commit()
    address = begin(phone, field.token())
    for values in (["1"], ["1950-03-02"], ["1"], ["9"]):
        address = send(phone, address, *values)
    shown = phone.get(send(phone, address, HOSTILE)).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(2)&lt;/script&gt;{{6*7}}${trips}{firm}" in shown
    assert "42" not in re.sub(r'value="[^"]*"', "", shown)


@pytest.mark.parametrize("text", ["{{7*7}}", "{% if 1 %}x{% endif %}", "{{config}}", "${nobody}"])
def test_n15_what_looks_like_a_template_in_a_label_is_shown_as_it_stands(
    phone: FlaskClient, field: Field, text: str
) -> None:
    question = type(EXAMPLE.questions[0])("Q1", "text", {"zh": text, "en": text})
    plain = type(EXAMPLE)("L", EXAMPLE.title, EXAMPLE.introduction, (question,))
    field.wave.questionnaire = publish_questionnaire(field.session, field.clock, plain)
    field.session.commit()
    page = phone.get(begin(phone, field.token()))
    assert page.status_code == 200
    wanted = "…" if text.startswith("$") else text
    assert f"data-spoken>{wanted}</label>" in page.text
