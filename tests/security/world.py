"""One object of each kind that an address may name, and the addresses of all routes with them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from evaluator.extensions import db
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import Job
from evaluator.settings import Settings
from surveys.kinds.questions import Question
from surveys.models.cases import Case
from surveys.models.responses import Response, ResponseConflict
from surveys.models.reviews import Adjudication, BackCheck
from surveys.models.rosters import Roster
from surveys.services.attachments import store_attachment
from surveys.services.cases import DrawnCase, add_cases
from surveys.services.waves import WavePlan, create_wave
from tests.rosters import entrust
from tests.surveys.uploads import samples
from tests.web import NOON, People

# Routes below objects that only a finished scoring run makes: reports has tests of their doors.
OF_A_RUN = {"case_id:int", "run_id:int", "name:path"}
# A file belongs to one person, not to an organisation: surveys has a test of its door.
OF_A_RUN |= {"export_id:int"}
# The secrets of links are no objects of an organisation: surveys has tests of their doors.
OF_A_LINK = {"token:default", "code:default"}
SIGNATURE = Question("sign", "signature", {"zh": "签名", "en": "Signature"})
# The job belongs to the firm, not to the bureau beside it.
OF_THE_FIRM = {"job_id:int"}


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


def signature_of(app: Flask, settings: Settings, case_id: str) -> str:
    """The name of a file that answers a question of a case."""
    file = ("a.png", samples.png())
    with app.app_context():
        return store_attachment(db.engine, settings, lambda: NOON, case_id, SIGNATURE, file)


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
    job = _job(session, people)
    entrustment = entrust(session, settings, people, locked)
    roster = Roster(
        evaluation_id=locked.id,
        entrustment_id=entrustment.id,
        number=1,
        file_name="名单.csv",
        file_digest="0" * 64,
        read_by_id=lead.account_id,
        read_at=NOON,
    )
    session.add(roster)
    reviewed = _reviewed(session, people, case)
    session.commit()
    values = {
        "attachment_name:default": signature_of(app, settings, case.id),
        "programme_id:int": locked.programme_id,
        "evaluation_id:int": locked.id,
        "contract_id:int": contract.id,
        "contractor_id:int": contract.contractor_id,
        "wave_id:int": wave.id,
        "number:int": roster.number,
        "case_id:default": case.id,
        "job_id:int": job.id,
        **reviewed,
        "account_id:int": people.actors["observer"].account_id,
    }
    return World(app, values)


def _job(session: Session, people: People) -> Job:
    """A job that nobody does."""
    job = Job(
        kind="none",
        organisation_id=people.firm.id,
        account_id=people.actors["lead"].account_id,
        parameters={},
        created_at=NOON,
    )
    session.add(job)
    return job


def _reviewed(session: Session, people: People, case: Case) -> dict[str, Any]:
    """A response with a proposal and a back-check, and a conflicting copy of it."""
    place = {"wave_id": case.wave_id, "case_id": case.id, "digest": "0" * 64}
    answers: list[Any] = [None] * len(case.wave.questionnaire.document["questions"])
    response = Response(
        submission_id="5" * 32,
        contract_id=case.contract_id,
        answers=answers,
        mode="phone",
        received_on=NOON.date(),
        **place,
    )
    session.add(response)
    session.flush()
    copy = ResponseConflict(
        submission_id="6" * 32,
        content={"answers": answers, "mode": "phone"},
        received_on=NOON.date(),
        **place,
    )
    proposal = Adjudication(
        wave_id=case.wave_id,
        submission_id=response.submission_id,
        verdict="accept",
        reason="看过",
        proposed_by_id=people.actors["quality"].account_id,
        proposed_at=NOON,
    )
    check = BackCheck(
        submission_id=response.submission_id,
        wave_id=case.wave_id,
        interviewer="i-1",
        drawn_at=NOON,
    )
    session.add_all([copy, proposal, check])
    session.flush()
    return {
        "submission_id:default": response.submission_id,
        "conflict_id:int": copy.id,
        "adjudication_id:int": proposal.id,
    }
