"""The respondent's pages: no cookie, no JavaScript, nothing lost, one receipt."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from surveys.models.responses import Draft, Response, ResponseConflict
from surveys.models.waves import CLOSING, PLANNED
from tests.collection import Field
from tests.web import NOON, both_databases

Stranger = Callable[[], FlaskClient]
FIRST_VIEW = 30 * 1024


@pytest.fixture
def stranger(app: Flask, field: Field) -> Stranger:
    """A phone that keeps no cookies; forms are protected as in real life."""
    return lambda: app.test_client(use_cookies=False)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def options(page: str) -> tuple[str, list[str]]:
    """The name and the values of a page's choices."""
    found = re.findall(r'<input type="radio" name="(\w+)" value="(-?\d+)"', page)
    return (found[0][0], [value for _, value in found]) if found else ("", [])


def begin(phone: FlaskClient, token: str) -> str:
    """Begin and return the address of the first question."""
    start = phone.get(f"/r/{token}")
    assert start.status_code == 200
    return phone.post(f"/r/{token}/begin", data=hidden(start.text)).location


def answer_all(phone: FlaskClient, address: str) -> str:
    """Answer from an address on by the first choice; return the address of the review."""
    for _ in range(60):
        if address.endswith("/review"):
            return address
        page = phone.get(address)
        code, values = options(page.text)
        sent = {code: values[0]} if values else {}
        address = phone.post(address, data={**hidden(page.text), **sent, "go": "on"}).location
    raise AssertionError("the questionnaire has no end")


def test_a_whole_visit_without_cookies_ends_with_a_receipt_that_can_be_checked(
    stranger: Stranger, field: Field
) -> None:
    phone = stranger()
    review = phone.get(answer_all(phone, begin(phone, field.token())))
    done = phone.post(f"/r/{field.token()}/send", data=hidden(review.text))
    receipt = re.search(r"data-receipt>([0-9A-Z-]+)<", done.text)
    assert receipt is not None
    assert "Set-Cookie" not in done.headers
    checked = phone.post("/receipt", data={"code": receipt[1].lower().replace("-", " ")})
    wrong = phone.post("/receipt", data={"code": "0000-0000-0000"})
    shown = [re.search(r'role="status">(.*?)<', page.text) for page in (checked, wrong)]
    assert shown[0] is not None
    assert shown[1] is not None
    assert shown[0][1] != shown[1][1]
    stored = field.session.scalars(select(Response)).one()
    assert (stored.mode, stored.is_proxy, stored.case_id) == ("self_web", False, field.cases[0].id)
    assert stored.answers[0] == 1


def test_the_link_leads_back_to_where_it_stopped(stranger: Stranger, field: Field) -> None:
    address = begin(stranger(), field.token())
    phone = stranger()
    for _ in range(3):
        page = phone.get(address)
        code, values = options(page.text)
        address = phone.post(address, data={**hidden(page.text), code: values[0]}).location
    borrowed = stranger()
    assert borrowed.get(f"/r/{field.token()}").location == address
    assert borrowed.get(f"/r/{field.token()}/q/Q21").location == address
    assert "checked" in borrowed.get(f"/r/{field.token()}/q/Q00").text


def test_back_keeps_the_answer_that_was_chosen(stranger: Stranger, field: Field) -> None:
    phone = stranger()
    first = begin(phone, field.token())
    page = phone.get(first)
    second = phone.post(first, data={**hidden(page.text), "Q00": "1"}).location
    sent = {**hidden(phone.get(second).text), "Q01": "2", "go": "back"}
    assert phone.post(second, data=sent).location == first
    kept = field.session.scalars(select(Draft.answers)).one()
    assert (kept[0], kept[2]) == (1, 2)


def test_nothing_chosen_is_asked_again_on_the_same_page(stranger: Stranger, field: Field) -> None:
    phone = stranger()
    address = begin(phone, field.token())
    answer = phone.post(address, data=hidden(phone.get(address).text))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert field.session.scalars(select(Draft.reached)).one() == 0


def test_n05_a_form_without_its_proof_changes_nothing_and_keeps_what_was_typed(
    stranger: Stranger, field: Field
) -> None:
    phone = stranger()
    address = begin(phone, field.token())
    other = hidden(phone.get(f"/r/{field.token(1)}").text)["proof"]
    for proof in ("", other):
        answer = phone.post(address, data={"proof": proof, "Q00": "2"})
        assert answer.status_code == 422
        assert re.search(r'value="2" id="[^"]*" checked', answer.text)
    assert field.session.scalars(select(Draft.reached)).one() == 0


def test_the_second_prompt_comes_only_after_no_or_not_sure(
    stranger: Stranger, field: Field
) -> None:
    phone = stranger()
    address = begin(phone, field.token())
    form = hidden(phone.get(address).text)
    assert phone.post(address, data={**form, "Q00": "0"}).location.endswith("/Q00b")
    assert phone.post(address, data={**form, "Q00": "1"}).location.endswith("/Q01")


def test_names_and_period_stand_in_the_texts(stranger: Stranger, field: Field) -> None:
    phone = stranger()
    start = phone.get(f"/r/{field.token()}").text
    assert "我是虚拟评估公司的，虚拟民政局请我们来" in start
    assert "024-0000001" in start
    assert "{" not in re.sub(r"<script.*?</script>", "", start)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_chosen_language_rides_along_without_a_cookie(
    stranger: Stranger, field: Field, language: str
) -> None:
    phone = stranger()
    start = phone.get(f"/r/{field.token()}?lang={language}")
    begin_at = re.search(r'action="([^"]+)"', start.text)
    assert begin_at is not None
    question = phone.post(unescape(begin_at[1]), data=hidden(start.text)).location
    assert question.endswith(f"?lang={language}")
    assert ("did anybody come" in phone.get(question).text) == (language == "en")


def test_a_first_view_is_small(app: Flask, stranger: Stranger, field: Field) -> None:
    phone = stranger()
    address = begin(phone, field.token())
    static = sum(
        (Path(app.static_folder or "") / name).stat().st_size
        for name in ("tokens.css", "respondent.css", "respondent.js", "mark.svg")
    )
    assert static + len(phone.get(f"/r/{field.token(1)}").data) < FIRST_VIEW
    assert static + len(phone.get(address).data) < FIRST_VIEW


def test_a_used_link_is_thanked_and_an_unknown_one_leads_nowhere(
    stranger: Stranger, field: Field
) -> None:
    phone = stranger()
    review = phone.get(answer_all(phone, begin(phone, field.token())))
    phone.post(f"/r/{field.token()}/send", data=hidden(review.text))
    used = [phone.get(f"/r/{field.token()}{page}") for page in ("", "/q/Q01", "/review")]
    assert [page.status_code for page in used] == [200, 200, 200]
    assert all("<form" not in page.text and "/receipt" in page.text for page in used)
    unknown = phone.get("/r/0123456789abcdefghjkmnpqrs")
    assert unknown.status_code == 404
    assert field.evaluation.title not in unknown.text


def test_n24_guessing_links_is_slowed_down_but_never_shuts_out_a_right_one(
    stranger: Stranger, field: Field
) -> None:
    phone = stranger()
    codes = [phone.get(f"/r/guess{number}").status_code for number in range(32)]
    assert codes == [404] * 30 + [429] * 2
    assert phone.get(f"/r/{field.token()}").status_code == 200


@pytest.mark.parametrize("state", [PLANNED, CLOSING])
def test_a_wave_that_is_not_open_takes_no_answers(
    stranger: Stranger, field: Field, state: str
) -> None:
    phone = stranger()
    review = phone.get(answer_all(phone, begin(phone, field.token())))
    field.wave.state = state
    field.session.commit()
    phone.post(f"/r/{field.token()}/send", data=hidden(review.text))
    phone.post(f"/r/{field.token(1)}/begin", data=hidden(review.text))
    assert field.session.scalar(select(func.count()).select_from(Response)) == 0
    assert field.session.scalar(select(func.count()).select_from(Draft)) == 1


def test_an_answer_changed_on_a_second_phone_is_shown_before_anything_is_sent(
    stranger: Stranger, field: Field
) -> None:
    phone, second = stranger(), stranger()
    review = phone.get(answer_all(phone, begin(phone, field.token())))
    address = f"/r/{field.token()}/q/Q12"
    second.post(address, data={**hidden(second.get(address).text), "Q12": "1"})
    stopped = phone.post(f"/r/{field.token()}/send", data=hidden(review.text))
    assert stopped.status_code == 409
    sent = phone.post(f"/r/{field.token()}/send", data=hidden(stopped.text))
    assert sent.status_code == 200
    stored = field.session.scalars(select(Response.answers)).one()
    assert 1 in stored


@both_databases
def test_n01_fifty_final_posts_at_once_and_one_a_day_later_get_the_same_page(
    app: Flask, field: Field
) -> None:
    phone = app.test_client(use_cookies=False)
    review = phone.get(answer_all(phone, begin(phone, field.token())))
    form = hidden(review.text)

    def send(_: int) -> tuple[int, str]:
        page = app.test_client(use_cookies=False).post(f"/r/{field.token()}/send", data=form)
        return page.status_code, re.sub(r'nonce="[^"]*"', "", page.text)

    with ThreadPoolExecutor(10) as pool:
        pages = set(pool.map(send, range(50)))
    app.config["CLOCK"] = lambda: NOON + timedelta(hours=24)
    pages.add(send(51))
    assert [status for status, _ in pages] == [200]
    assert field.session.scalar(select(func.count()).select_from(Response)) == 1
    assert field.session.scalar(select(func.count()).select_from(ResponseConflict)) == 0


@pytest.mark.parametrize("sent", ["", "{}", "[1]", "[" * 5000, "null"])
def test_what_cannot_be_read_is_refused_in_the_respondent_s_own_shell(
    stranger: Stranger, field: Field, sent: str
) -> None:
    phone = stranger()
    proof = hidden(phone.get(f"/r/{field.token()}").text)["proof"]
    answer = phone.post(f"/r/{field.token()}/send", data={"proof": proof, "answers": sent})
    assert answer.status_code == 422
    assert "respondent.css" in answer.text


def test_hostile_text_is_shown_as_text(stranger: Stranger, field: Field) -> None:
    phone = stranger()
    answer_all(phone, begin(phone, field.token()))
    address = f"/r/{field.token()}/q/Q21"
    hostile = '"><script>alert(1)</script>{{7*7}}'
    phone.post(address, data={**hidden(phone.get(address).text), "Q21": hostile})
    for page in (phone.get(address).text, phone.get(f"/r/{field.token()}/review").text):
        assert "<script>alert" not in page
        assert "{{7*7}}" in page


def test_answers_are_taken_back_with_the_receipt(stranger: Stranger, field: Field) -> None:
    phone = stranger()
    review = phone.get(answer_all(phone, begin(phone, field.token())))
    done = phone.post(f"/r/{field.token()}/send", data=hidden(review.text)).text
    code = re.findall(r"data-receipt>([0-9A-Z-]+)<", done)[0]
    offered = hidden(phone.post("/receipt", data={"code": code}).text)
    assert offered == {"code": code}
    assert phone.post("/receipt/take-back", data=offered).status_code == 200
    assert phone.post("/receipt/take-back", data={"code": "no"}).status_code == 302
    stored = field.session.scalars(select(Response)).one()
    assert (stored.status, stored.reason) == ("excluded", "withdrawn")
