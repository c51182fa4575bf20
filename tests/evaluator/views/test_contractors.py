"""Contractors over the web: the credit code is checked where it is typed."""

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.evaluations import CREDIT_CODES

ClientOf = Callable[[str | None], FlaskClient]


def test_a_contractor_with_a_right_code_is_listed(client_of: ClientOf) -> None:
    client = client_of("lead")
    typed = {"name": "虚拟社工中心", "credit_code": CREDIT_CODES[0]}
    assert client.post("/contractors/new", data=typed).location == "/contractors/"
    assert CREDIT_CODES[0] in client.get("/contractors/").text


def test_a_wrong_code_is_shown_again_with_its_error(client_of: ClientOf) -> None:
    typed = {"name": "虚拟社工中心", "credit_code": "91210000MA0000012X"}
    answer = client_of("lead").post("/contractors/new", data=typed)
    assert answer.status_code == 422
    assert 'value="91210000MA0000012X"' in answer.text
    assert 'id="credit_code-error"' in answer.text


def test_a_purchaser_registers_no_contractor(client_of: ClientOf) -> None:
    assert client_of("purchaser").post("/contractors/new", data={}).status_code == 403
