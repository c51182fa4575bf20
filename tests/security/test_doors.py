"""Every door, open or shut: forms prove where they come from, answers carry their guards."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import wsgi
from evaluator.extensions import csrf, db
from evaluator.models.base import Base
from evaluator.settings import settings_from
from evaluator.web.access import mark_of
from evaluator.web.security_headers import HEADERS
from tests.collection import Field
from tests.security.world import World
from tests.web import PASSWORD, People

ClientOf = Callable[[str | None], FlaskClient]
# Their forms carry a proof bound to the link, or need the receipt itself: tried on their own.
WITHOUT_COOKIE = {"respond", "receipts"}


def _guarded(answer: TestResponse) -> bool:
    policy = answer.headers.get("Content-Security-Policy", "")
    return (
        all(name in answer.headers for name in HEADERS)
        and "default-src" in policy
        and "unsafe" not in policy
        and (answer.mimetype != "text/html" or "no-store" in answer.headers["Cache-Control"])
    )


@pytest.mark.parametrize("login", ["lead", "purchaser", "admin", None])
def test_n27_no_form_is_taken_without_the_proof_of_its_page(
    world: World, client_of: ClientOf, login: str | None
) -> None:
    client = client_of(login)
    world.app.config["WTF_CSRF_ENABLED"] = True
    taken = []
    for rule, method in world.rules():
        if method == "GET" or rule.endpoint.partition(".")[0] in WITHOUT_COOKIE:
            continue
        for token in ("", "IjEi.forged"):
            sent = {"csrf_token": token} if token else {}
            status = client.open(world.address(rule), method=method, data=sent).status_code
            if status != 400:
                taken.append((method, rule.rule, status))
    assert taken == []


def test_only_the_doors_without_cookies_go_without_that_proof(app: Flask) -> None:
    names = {getattr(blueprint, "name", blueprint) for blueprint in csrf._exempt_blueprints}
    assert names == WITHOUT_COOKIE
    assert not csrf._exempt_views


@pytest.mark.parametrize("login", ["lead", "purchaser"])
def test_n27_no_change_is_made_by_following_a_link(
    world: World, client_of: ClientOf, session: Session, login: str
) -> None:
    def held() -> list[tuple[str, int]]:
        session.rollback()
        return [
            (table.name, session.scalar(select(func.count()).select_from(table)) or 0)
            for table in Base.metadata.sorted_tables
        ]

    before = held()
    client = client_of(login)
    for rule, method in world.rules():
        if method == "GET" and rule.endpoint.partition(".")[0] not in WITHOUT_COOKIE:
            client.get(world.address(rule)).close()
    assert held() == before


def test_every_answer_carries_its_guards(world: World, client_of: ClientOf) -> None:
    bare = []
    for login in ("lead", None):
        client = client_of(login)
        for rule, method in world.rules():
            for used in (method, "HEAD", "DELETE"):
                answer = client.open(world.address(rule), method=used)
                answer.close()
                if not _guarded(answer) or answer.status_code >= 500:
                    bare.append((used, rule.rule, answer.status_code))
    for path in ("/nothing", "/static/nothing", "/static/tokens.css", "/r/%00", "/?lang=%ff"):
        answer = client_of(None).get(path)
        answer.close()
        if not _guarded(answer):
            bare.append(("GET", path, 0))
    assert bare == []


def test_a_fault_of_ours_is_guarded_and_tells_nothing(client_of: ClientOf, app: Flask) -> None:
    def break_down() -> str:
        raise LookupError("the innermost secret")

    break_down.access_mark = mark_of(app, "home.start")  # type: ignore[attr-defined]  # as `allow` does
    app._got_first_request = False  # the only way to add a door to a built application
    app.add_url_rule("/break-down", view_func=break_down)
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    answer = client_of(None).get("/break-down")
    assert answer.status_code == 500
    assert "innermost" not in answer.text
    assert "LookupError" not in answer.text
    assert _guarded(answer)


def test_heads_have_no_body_and_wrong_methods_say_which_are_right(client_of: ClientOf) -> None:
    client = client_of("lead")
    assert client.head("/programmes/").data == b""
    answer = client.delete("/programmes/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.fixture
def public(tmp_path: Path) -> Flask:
    """The application as it is served under a public address behind a proxy."""
    environment = {
        "GONGPING_HOME": str(tmp_path / "public"),
        "PUBLIC_URL": "https://pingjia.example.cn",
    }
    app = wsgi.build(settings_from(environment))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        db.session.close()
        db.engine.dispose()
    return app


def test_n27_cookies_of_a_public_address_are_bound_to_it(public: Flask) -> None:
    answer = public.test_client().get(
        "/sign-in?lang=en",
        headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"},
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-gongping=")
    parts = {part.strip() for part in cookie.split(";")}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Prefix": "/x"}],
)
def test_n19_a_claimed_host_appears_nowhere(
    client_of: ClientOf, field: Field, headers: dict[str, str]
) -> None:
    lead = client_of("lead")
    for path in ("/", "/today", f"/waves/{field.wave.id}/links", f"/r/{field.token()}"):
        answer = lead.get(path, headers=headers)
        told = answer.text + str(answer.headers)
        assert "evil" not in told
        assert "/x/" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "path",
    ["//evil.example/%2e%2e", "/\\evil.example", "/%09/evil.example", "/https:evil.example"],
)
def test_n19_signing_in_leads_to_our_own_pages_only(
    client_of: ClientOf, people: People, path: str
) -> None:
    client = client_of(None)
    client.get(path)
    client.get("/today", query_string={"next": "https://evil.example"})
    answer = client.post("/sign-in", data={"login": "lead", "password": PASSWORD})
    assert answer.location.startswith("/today")


def test_n23_a_session_that_was_planted_does_not_become_somebody(
    client_of: ClientOf, people: People
) -> None:
    client = client_of(None)
    with client.session_transaction() as cookie:
        cookie["organisation"], cookie["planted"] = people.other_firm.id, "yes"
    client.post("/sign-in", data={"login": "lead", "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["organisation"] == people.firm.id


def test_wrong_passwords_are_counted_under_one_origin_whatever_is_claimed(public: Flask) -> None:
    # The proxy writes the header itself; of several values only the one that it added counts.
    client = public.test_client()
    public.config["WTF_CSRF_ENABLED"] = False
    answers = [
        client.post(
            "/sign-in",
            data={"login": "lead", "password": "wrong"},
            headers={
                "X-Forwarded-For": f"203.0.113.{n}, 192.0.2.7",
                "X-Forwarded-Proto": "https",
            },
        ).status_code
        for n in range(11)
    ]
    with public.app_context():
        db.engine.dispose()
    assert answers == [403] * 10 + [429]
