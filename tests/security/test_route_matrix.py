"""Every route, every role, own and foreign objects: nobody passes a door that is not his.

A new route is walked by itself. Where its address holds a new kind of object the walk fails until
`World.values` says which object of the own organisations stands for it.
"""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from evaluator.web.access import mark_of
from tests.security.world import OF_A_RUN, OF_THE_FIRM, World, kinds_of
from tests.web import People

ClientOf = Callable[[str | None], FlaskClient]
OWN = ("admin", "lead", "quality", "field", "assessor", "interviewer", "purchaser", "observer")
FOREIGN = ("other-lead", "other-purchaser")
REFUSED = {401, 403, 404}


def _answer(client_of: ClientOf, login: str | None, method: str, address: str) -> int:
    return client_of(login).open(address, method=method).status_code


def test_n20_every_route_says_who_may_use_it(world: World) -> None:
    without = [rule.endpoint for rule, _ in world.rules() if not mark_of(world.app, rule.endpoint)]
    assert without == []


def test_nobody_passes_without_signing_in(world: World, client_of: ClientOf) -> None:
    passed = []
    for rule, method in world.rules():
        mark = mark_of(world.app, rule.endpoint)
        if mark is None or mark.kind in ("public", "link"):
            continue
        status = _answer(client_of, None, method, world.address(rule))
        if status not in ({302} if method == "GET" else {401}):
            passed.append((method, rule.rule, status))
    assert passed == []


def test_link_doors_open_to_no_invented_secret(world: World, client_of: ClientOf) -> None:
    opened = []
    for rule, method in world.rules():
        mark = mark_of(world.app, rule.endpoint)
        if mark is not None and mark.kind == "link" and rule.arguments:
            status = _answer(client_of, None, method, world.address(rule))
            if status not in REFUSED | {400, 410, 429}:
                opened.append((method, rule.rule, status))
    assert opened == []


@pytest.mark.parametrize("login", OWN)
def test_n20_in_the_own_organisation_the_role_decides(
    world: World, client_of: ClientOf, people: People, login: str
) -> None:
    actor, wrong = people.actors[login], []
    for rule, method in world.rules():
        mark = mark_of(world.app, rule.endpoint)
        if mark is None or mark.kind != "permission" or kinds_of(rule) & OF_A_RUN:
            continue
        status = _answer(client_of, login, method, world.address(rule))
        passes = status not in REFUSED and status < 500
        if passes != actor.may(mark.permission) and not _has_nothing_yet(rule, status):
            wrong.append((method, rule.rule, status))
    assert wrong == []


def _has_nothing_yet(rule: Rule, status: int) -> bool:
    """Results while there are none, and a case that nobody holds, are "not found" for anybody."""
    # Surveys has a test of the doors of a case that an interviewer holds.
    return status == 404 and rule.endpoint.partition(".")[0] in ("scores", "decisions", "visits")


@pytest.mark.parametrize("login", FOREIGN)
def test_n21_a_foreign_object_is_as_if_it_did_not_exist(
    world: World, client_of: ClientOf, people: People, login: str
) -> None:
    actor, wrong = people.actors[login], []
    for rule, method in world.rules():
        mark = mark_of(world.app, rule.endpoint)
        if mark is None or mark.kind in ("public", "link") or not rule.arguments:
            continue
        status = _answer(client_of, login, method, world.address(rule))
        may = mark.kind == "signed_in" or actor.may(mark.permission)
        if status != (404 if may else 403):
            wrong.append((method, rule.rule, status))
    assert wrong == []


def test_a_job_of_the_firm_is_not_the_bureau_s(world: World, client_of: ClientOf) -> None:
    for rule, method in world.rules():
        if kinds_of(rule) & OF_THE_FIRM:
            assert _answer(client_of, "purchaser", method, world.address(rule)) == 404
            assert _answer(client_of, "lead", method, world.address(rule)) in (200, 302)
