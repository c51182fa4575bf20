"""Signing in: the right password opens, a wrong one tells nothing, guessing slows down."""

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from tests.web import PASSWORD, People

ClientOf = Callable[[str | None], FlaskClient]


def _sign_in(client: FlaskClient, login: str, password: str) -> int:
    return client.post("/sign-in", data={"login": login, "password": password}).status_code


def test_the_right_password_leads_to_the_day_s_work(client_of: ClientOf) -> None:
    client = client_of(None)
    answer = client.post("/sign-in", data={"login": "lead", "password": PASSWORD})
    assert answer.location == "/today"
    assert client.get("/today").status_code == 200


def test_wrong_password_and_unknown_login_look_alike(client_of: ClientOf) -> None:
    client = client_of(None)
    pages = [
        client.post("/sign-in", data={"login": login, "password": "wrong"}).text
        for login in ("lead", "nobody")
    ]
    shown = [re.findall(r'role="alert"><p>(.*?)</p>', page) for page in pages]
    assert shown[0] == shown[1] != []


def test_the_eleventh_wrong_attempt_is_told_to_wait(client_of: ClientOf) -> None:
    client = client_of(None)
    answers = [_sign_in(client, "lead", "wrong") for _ in range(11)]
    assert answers == [403] * 10 + [429]
    assert _sign_in(client, "purchaser", PASSWORD) == 302


def test_nobody_sees_the_workspace_without_signing_in(client_of: ClientOf) -> None:
    answer = client_of(None).get("/today")
    assert answer.status_code == 302
    assert answer.location == "/sign-in"


def test_only_administrators_see_accounts(client_of: ClientOf) -> None:
    assert client_of("admin").get("/accounts").status_code == 200
    assert client_of("lead").get("/accounts").status_code == 403


def test_a_form_without_its_token_is_refused(app: Flask, people: People) -> None:
    answer = app.test_client().post("/sign-in", data={"login": "lead", "password": PASSWORD})
    assert answer.status_code in (200, 400)
    assert app.test_client().get("/today").status_code == 302


def test_sign_in_never_leads_to_a_foreign_address(client_of: ClientOf) -> None:
    client = client_of(None)
    with client.session_transaction() as cookie:
        cookie["return_to"] = "//elsewhere.example/"
    answer = client.post("/sign-in", data={"login": "lead", "password": PASSWORD})
    assert answer.location == "/today"
