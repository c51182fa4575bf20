"""Every route, every role, own and foreign objects: nobody passes a door that is not his.

A new route is walked by itself. Where its address holds a new kind of object the walk fails until
`World.values` says which object of the own organisations stands for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import Job
from evaluator.settings import Settings
from evaluator.web.access import mark_of
from surveys.services.cases import DrawnCase, add_cases
from surveys.services.waves import WavePlan, create_wave
from tests.web import NOON, People

ClientOf = Callable[[str | None], FlaskClient]
OWN = ("admin", "lead", "quality", "field", "assessor", "purchaser", "observer")
FOREIGN = ("other-lead", "other-purchaser")
# Routes below objects that only a finished scoring run makes: reports has tests of their doors.
OF_A_RUN = {"case_id:int", "run_id:int", "name:path"}
# The secrets of links are no objects of an organisation: surveys has tests of their doors.
OF_A_LINK = {"token:default", "code:default"}
# The job belongs to the firm, not to the bureau beside it.
OF_THE_FIRM = {"job_id:int"}
REFUSED = {401, 403, 404}


@dataclass(frozen=True)
class World:
    """One object of each kind that an address may name, all of the same pair of organisations."""

    app: Flask
    values: dict[str, Any]

    def rules(self) -> Iterator[tuple[Rule, str]]:
        """Every route but the static files, once for each method."""
        for rule in self.app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                if not rule.endpoint.endswith("static"):
                    yield rule, method

    def address(self, rule: Rule) -> str:
        """The route's address with the objects of this world."""
        values = {}
        for name in rule.arguments:
            kind = kind_of(rule, name)
            words = sorted(getattr(rule._converters[name], "items", ()))
            if words:
                values[name] = words[0]
            elif kind in OF_A_RUN | OF_A_LINK:
                values[name] = 1 if kind.endswith(":int") else "nothing"
            else:
                assert kind in self.values, f"say in World which object {kind} of {rule} names"
                values[name] = self.values[kind]
        with self.app.test_request_context():
            _, path = rule.build(values) or ("", "")
        return str(path)


def kind_of(rule: Rule, name: str) -> str:
    """What a part of an address names, with the converter that reads it."""
    kinds = {"RowNumberConverter": "int", "PathConverter": "path"}
    converter = type(rule._converters[name]).__name__
    return f"{name}:{kinds.get(converter, 'default')}"


def kinds_of(rule: Rule) -> set[str]:
    """All that a route's address names."""
    return {kind_of(rule, name) for name in rule.arguments}


@pytest.fixture
def world(
    app: Flask,
    session: Session,
    settings: Settings,
    people: People,
    clock: Callable[[], datetime],
    locked: Evaluation,
) -> World:
    """An evaluation in the field with a wave, a case and a job."""
    lead, contract = people.actors["lead"], locked.contracts[0]
    plan = WavePlan("第一轮", "T", "024-0000001", "024-0000002", "12位老人试答")
    wave = create_wave(session, lead, clock, locked, plan)
    drawn = [DrawnCase(contract, "A01", "甲镇", "1村")]
    case = add_cases(session, lead, clock, settings, wave, drawn)[0]
    job = Job(
        kind="none",
        organisation_id=people.firm.id,
        account_id=lead.account_id,
        parameters={},
        created_at=NOON,
    )
    session.add(job)
    session.commit()
    values = {
        "programme_id:int": locked.programme_id,
        "evaluation_id:int": locked.id,
        "contract_id:int": contract.id,
        "wave_id:int": wave.id,
        "case_id:default": case.id,
        "job_id:int": job.id,
    }
    return World(app, values)


def _answer(client_of: ClientOf, login: str | None, method: str, address: str) -> int:
    return client_of(login).open(address, method=method).status_code


def test_every_route_says_who_may_use_it(world: World) -> None:
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
def test_in_the_own_organisation_the_role_decides(
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
    """Pages of results are "not found" for those who may see them while there are none."""
    return status == 404 and rule.endpoint.partition(".")[0] in ("scores", "decisions")


@pytest.mark.parametrize("login", FOREIGN)
def test_a_foreign_object_is_as_if_it_did_not_exist(
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
