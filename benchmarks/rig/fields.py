"""A field of open cases: a locked evaluation whose wave is open, with as many links as wanted."""

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

import wsgi
from evaluator.extensions import db, migrations
from evaluator.kinds.clocks import system_clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.organisations import Organisation
from evaluator.models.programmes import Contract, Programme
from evaluator.policy.ready_sets import ready_draft
from evaluator.settings import Settings, settings_from
from reports.demo.people import Cast, enter_people
from scoring.canonical import to_plain
from scoring.plan import Plan
from surveys.kinds.documents import Questionnaire
from surveys.models.cases import Case, Invitation
from surveys.models.waves import OPEN, Wave
from surveys.services.links import proof_of, token_hash, token_of
from surveys.services.questionnaires import instrument, publish_questionnaire

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Link:
    """What the holder of one personal link has: the secret, and the proof its pages carry."""

    case_id: str
    token: str
    proof: str


@dataclass(frozen=True)
class OpenField:
    """An installation with one open wave."""

    app: Flask
    settings: Settings
    questionnaire: Questionnaire
    wave_id: int
    links: Sequence[Link]


@contextmanager
def open_field(
    home: Path, database_url: str, cases: int, contracts: int = 6
) -> Iterator[OpenField]:
    """Make an installation with one open wave of so many cases."""
    settings = settings_from({"GONGPING_HOME": str(home), "DATABASE_URL": database_url})
    app = wsgi.build(settings)
    with app.app_context():
        logging.getLogger("alembic").setLevel(logging.WARNING)
        migrations.upgrade()
        cast = enter_people(db.session, system_clock)
        wave, hired = _wave(db.session, cast, contracts)
        links = list(_cases(db.session, settings, wave, hired, cases))
        wave_id = wave.id
        db.session.commit()
        db.engine.dispose()
        yield OpenField(app, settings, instrument("T"), wave_id, links)
        db.session.close()
        db.engine.dispose()


def _wave(session: Session, cast: Cast, count: int) -> tuple[Wave, list[Contract]]:
    now = system_clock()
    programme = _programme(session, cast, now)
    hired = _contracts(session, programme, count)
    plain = {"evaluation": "E1", "title": {"zh": "评价", "en": "E"}, **ready_draft("T")}
    plan = Plan.from_plain({**plain, "is_demo": True})
    evaluation = Evaluation(
        programme_id=programme.id,
        code="E1",
        title="测速",
        is_demo=True,
        period_starts_on=date(2026, 1, 1),
        period_ends_on=date(2026, 6, 30),
        state="E2",
        plan=to_plain(plan),
        plan_digest=plan.digest,
        locked_at=now,
        created_at=now,
        contracts=hired,
    )
    session.add(evaluation)
    version = publish_questionnaire(session, system_clock, instrument("T"))
    wave = Wave(
        evaluation=evaluation,
        questionnaire_id=version.id,
        title="第一轮",
        state=OPEN,
        pretest_note="测速",
        created_at=now,
        opened_at=now,
    )
    session.add(wave)
    session.flush()
    return wave, hired


def _programme(session: Session, cast: Cast, now: datetime) -> Programme:
    programme = Programme(
        code="P1",
        title="测速",
        purchaser_id=cast.bureau.id,
        assessor_id=cast.lead.organisation_id,
        is_demo=True,
        created_at=now,
    )
    session.add(programme)
    session.flush()
    return programme


def _contracts(session: Session, programme: Programme, count: int) -> list[Contract]:
    contractor = Organisation(kind="contractor", name="测速社工", is_demo=True)
    session.add(contractor)
    session.flush()
    contracts = [
        Contract(
            programme_id=programme.id,
            contractor_id=contractor.id,
            code=f"C{number:04d}",
            name=f"合同{number}",
            area="虚拟县",
            service_kind="T",
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            amount=Decimal(100000),
            served_population=500,
        )
        for number in range(count)
    ]
    session.add_all(contracts)
    session.flush()
    return contracts


def _cases(
    session: Session, settings: Settings, wave: Wave, contracts: Sequence[Contract], count: int
) -> Iterator[Link]:
    """Add cases by the thousand, as statements: as many objects would take minutes."""
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))
        links = [_link(settings) for _ in numbers]
        session.execute(
            insert(Case),
            [
                {
                    "id": link.case_id,
                    "wave_id": wave.id,
                    "contract_id": contracts[number % len(contracts)].id,
                    "label": f"N{number:07d}",
                    "stratum": f"镇{number % 7}",
                    "psu": f"村{number % 40}",
                    "covariates": {},
                }
                for number, link in zip(numbers, links, strict=True)
            ],
        )
        session.execute(
            insert(Invitation),
            [{"case_id": link.case_id, "token_hash": token_hash(link.token)} for link in links],
        )
        yield from links


def _link(settings: Settings) -> Link:
    case_id = secrets.token_hex(16)
    token = token_of(settings, case_id)
    return Link(case_id, token, proof_of(settings, token))
