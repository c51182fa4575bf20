"""Files on the respondent's page, and handed out so that no browser ever runs them."""

import base64
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from surveys.models.attachments import Attachment
from surveys.models.responses import Response
from surveys.services.questionnaires import publish_questionnaire
from tests.collection import Field
from tests.surveys.kinds.examples import EXAMPLE
from tests.surveys.uploads import samples
from tests.surveys.views.test_respond import begin, hidden

Sent = tuple[str, bytes]
ONLY_FILES = type(EXAMPLE)(
    "F",
    EXAMPLE.title,
    EXAMPLE.introduction,
    tuple(question for question in EXAMPLE.questions if question.code in ("sign", "say")),
)


@pytest.fixture
def phone(app: Flask, field: Field, clock: Callable[[], object]) -> FlaskClient:
    """A phone at a wave that asks for a signature and a voice note."""
    field.wave.questionnaire = publish_questionnaire(field.session, field.clock, ONLY_FILES)
    field.session.commit()
    return app.test_client(use_cookies=False)


def post(phone: FlaskClient, address: str, file: Sent | None, **more: str) -> Any:
    """Send a page with a file."""
    code = address.rsplit("/", 1)[1]
    data: dict[str, Any] = {**hidden(phone.get(address).text), **more}
    if file is not None:
        data[f"{code}.file"] = (io.BytesIO(file[1]), file[0])
    return phone.post(address, data=data, content_type="multipart/form-data")


def test_a_signature_and_a_voice_note_are_kept_with_the_answers_and_taken_back_with_them(
    phone: FlaskClient, field: Field
) -> None:
    first = begin(phone, field.token())
    second = post(phone, first, ("签名.png", samples.png())).location
    review = post(phone, second, ("note.m4a", samples.m4a())).location
    page = phone.get(review)
    assert "✍" in page.text
    done = phone.post(f"/r/{field.token()}/send", data=hidden(page.text))
    receipt = re.search(r"data-receipt>([0-9A-Z-]+)<", done.text)
    answers = field.session.scalars(select(Response.answers)).one()
    names = set(field.session.scalars(select(Attachment.name)))
    assert set(answers) == names
    assert len(names) == 2
    assert receipt is not None
    phone.post("/receipt/take-back", data={"code": receipt[1]})
    field.session.expire_all()
    assert field.session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_stored_file_stays_when_nothing_new_is_chosen_and_gives_way_to_a_reason(
    phone: FlaskClient, field: Field
) -> None:
    first = begin(phone, field.token())
    post(phone, first, ("签名.png", samples.png()))
    name = field.session.scalars(select(Attachment.name)).one()
    assert name in phone.get(first).text
    post(phone, first, None)
    assert f'value="{name}"' in phone.get(first).text
    code = dict.fromkeys(["sign"], "-3")
    page = hidden(phone.get(first).text)
    phone.post(first, data={"proof": page["proof"], **code})
    assert name not in phone.get(first).text


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (("a.svg", b"<svg onload='alert(1)'/>"), "png, jpg"),
        (("a.html", b"<html><script>1</script>"), "png, jpg"),
        (("a.png", b""), "空"),
        (("a.php.png", samples.png()), "a.php.png"),
        (("../../a.png", samples.png()), "a.png"),
    ],
)
def test_n30_a_refused_file_is_told_beside_the_question_and_nothing_is_kept(
    phone: FlaskClient, field: Field, file: Sent, code: str
) -> None:
    answer = post(phone, begin(phone, field.token()), file)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert field.session.scalar(select(func.count()).select_from(Attachment)) == 0
    assert not list(field.settings.folder("attachments").rglob("*.*"))


def test_n30_a_file_of_a_hundred_megabytes_is_refused_unread(
    phone: FlaskClient, field: Field
) -> None:
    first = begin(phone, field.token())
    length = {"CONTENT_LENGTH": str(101 * 1024 * 1024)}
    answer = phone.post(first, environ_overrides=length, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_n30_a_page_without_its_proof_stores_no_file(phone: FlaskClient, field: Field) -> None:
    first = begin(phone, field.token())
    answer = post(phone, first, ("a.png", samples.png()), proof="")
    assert answer.status_code == 422
    assert field.session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_n30_an_answer_that_names_the_file_of_another_case_is_refused(
    phone: FlaskClient, field: Field
) -> None:
    post(phone, begin(phone, field.token()), ("a.png", samples.png()))
    name = field.session.scalars(select(Attachment.name)).one()
    other = begin(phone, field.token(1))
    refused = phone.post(other, data={**hidden(phone.get(other).text), "sign": name})
    assert refused.status_code == 422


def test_n30_a_file_is_handed_out_to_be_saved_and_never_run(
    phone: FlaskClient, field: Field, client_of: Callable[[str | None], FlaskClient]
) -> None:
    post(phone, begin(phone, field.token()), ("a.png", samples.png()))
    name = field.session.scalars(select(Attachment.name)).one()
    answer = client_of("quality").get(f"/attachments/{name}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\x89PNG")
    assert answer.content_type == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert phone.get(f"/attachments/{name}").status_code in (302, 401)
    for role in ("field", "purchaser", "admin"):
        assert client_of(role).get(f"/attachments/{name}").status_code == 403
    assert client_of("quality").get("/attachments/nothing").status_code == 404


def test_n30_a_drawn_signature_is_held_to_the_same_rules(phone: FlaskClient, field: Field) -> None:
    first = begin(phone, field.token())
    for drawn in ("%%%", "data:image/png;base64,PHN2Zz4=", "data:text/html;base64,PGI+"):
        refused = post(phone, first, None, **{"sign.drawn": drawn})
        assert refused.status_code == 422
    good = "data:image/png;base64," + base64.b64encode(samples.png()).decode()
    assert post(phone, first, None, **{"sign.drawn": good}).status_code == 302
    assert field.session.scalar(select(func.count()).select_from(Attachment)) == 1
