"""What belongs to others answers like what does not exist: the same words, after the same work."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule

from evaluator.extensions import db
from evaluator.web.access import mark_of
from tests.security.world import World
from tests.web import People

ClientOf = Callable[[str | None], FlaskClient]
NOBODY_S_NUMBER, NOBODY_S_NAME = 987_654_321, "f" * 32
PROOF = re.compile(r'name="csrf_token" value="[^"]+"')


@pytest.fixture
def nowhere(world: World) -> World:
    """The same addresses with objects that do not exist."""
    values = {
        kind: NOBODY_S_NUMBER if kind.endswith(":int") else NOBODY_S_NAME for kind in world.values
    }
    return World(world.app, values)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that the database is given."""
    given: list[str] = []

    def keep(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        given.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", keep)
    yield given
    event.remove(engine, "before_cursor_execute", keep)


def _doors(world: World, people: People, login: str) -> Iterator[tuple[Rule, str]]:
    """The doors to single objects that this person's role may pass."""
    for rule, method in world.rules():
        mark = mark_of(world.app, rule.endpoint)
        if mark is None or mark.kind in ("public", "link") or not rule.arguments:
            continue
        if mark.kind == "signed_in" or people.actors[login].may(mark.permission):
            yield rule, method


@pytest.mark.parametrize("login", ["other-lead", "other-purchaser"])
def test_n21_what_is_foreign_is_told_in_the_words_and_with_the_work_for_what_is_not_there(
    world: World,
    nowhere: World,
    client_of: ClientOf,
    people: People,
    statements: list[str],
    login: str,
) -> None:
    client, told, walked = client_of(login), [], 0
    client.get("/today")  # a new connection to the database is set up once
    for rule, method in _doors(world, people, login):
        seen = []
        for address in (world.address(rule), nowhere.address(rule)):
            statements.clear()
            answer = client.open(address, method=method)
            body = PROOF.sub("", answer.text).replace(address, "")
            seen.append((answer.status_code, body, sorted(dict(answer.headers)), list(statements)))
        walked += 1
        if seen[0] != seen[1]:
            told.append((method, rule.rule))
    assert told == []
    assert walked > 15


@pytest.mark.parametrize(
    "kind", ["responses", "attachments", "cases", "waves", "evaluations", "back-checks"]
)
def test_n21_no_clock_tells_a_foreign_object_from_none(
    world: World, nowhere: World, client_of: ClientOf, people: People, kind: str
) -> None:
    rule = next(
        rule
        for rule, method in _doors(world, people, "other-lead")
        if method == "GET" and re.fullmatch(rf"/{kind}/<[^>]+>", rule.rule)
    )
    client, foreign, none = client_of("other-lead"), world.address(rule), nowhere.address(rule)
    fastest = {foreign: 9.0, none: 9.0}
    for _ in range(40):  # by turns, so that what else the machine does falls on both
        for address in fastest:
            began = time.perf_counter()
            client.get(address)
            fastest[address] = min(fastest[address], time.perf_counter() - began)
    assert abs(fastest[foreign] / fastest[none] - 1) < 0.25, fastest
