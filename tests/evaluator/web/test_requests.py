"""Requests that no person makes are refused before anything is done with them."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web import People, both_databases

ClientOf = Callable[[str | None], FlaskClient]


@both_databases
@pytest.mark.parametrize(
    "number", ["9223372036854775808", "9" * 30, "9" * 5000, "-1", "٣", "１", "²", "0x1", "1.0"]
)
def test_a_number_that_no_row_has_leads_nowhere(client_of: ClientOf, number: str) -> None:
    assert client_of("lead").get(f"/programmes/{number}").status_code == 404


@both_databases
@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\uffff"])
def test_control_characters_are_refused_and_named(client_of: ClientOf, sign: str) -> None:
    client = client_of("lead")
    sent = {"name": f"甲{sign}公司", "credit_code": ""}
    answer = client.post("/contractors/new", data=sent)
    assert answer.status_code == 422
    assert f"U+{ord(sign):04X}" in answer.text
    assert client.post("/sign-in", data={"login": sign, "password": "x"}).status_code == 422


@both_databases
def test_rare_characters_line_breaks_and_emoji_are_let_in(client_of: ClientOf) -> None:
    client = client_of("lead")
    sent = {"name": "𠮷林\u200d社工🙂\u202e公司", "credit_code": ""}
    assert client.post("/contractors/new", data=sent).status_code == 302
    assert "𠮷林" in client.get("/contractors/").text


def test_a_proxy_is_believed_only_where_there_is_one(app: Flask, people: People) -> None:
    settings = app.config["GONGPING"]
    assert settings.is_behind_proxy
    bare = type(settings)(settings.home, settings.database_url, host="192.0.2.7")
    assert not bare.is_behind_proxy
