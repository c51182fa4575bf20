"""This room is for counts that the database keeps: equal to the rows whoever writes them."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

import pytest
from sqlalchemy import Engine, delete, func, select, text, update
from sqlalchemy.orm import Session

import wsgi
from evaluator.extensions import db, migrations
from evaluator.settings import Settings
from surveys.models.cases import Case
from surveys.models.counting import CaseTally, ResponseTally, UncheckedResponse, triggers
from surveys.models.responses import Response
from surveys.services.questionnaires import instrument
from surveys.services.submissions import Circumstances, Submission, submit
from tests.collection import Field, full_answers
from tests.web import both_databases

Clock = Callable[[], datetime]


def answered(field: Field, clock: Clock, count: int) -> None:
    """Answer for the first cases of the wave."""
    engine = cast(Engine, field.session.get_bind())
    for number in range(count):
        sent = Submission(
            submission_id=f"{number:032x}",
            case_id=field.cases[number].id,
            answers=full_answers(instrument("T")),
            circumstances=Circumstances("face_to_face", interviewer=f"i-{number % 2}"),
        )
        submit(engine, field.settings, clock, sent)


def counted(session: Session) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """The tallies without shards and empty cells."""
    session.rollback()
    responses = session.execute(
        select(ResponseTally.label, ResponseTally.status, func.sum(ResponseTally.count))
        .where(ResponseTally.kind == "interviewer")
        .group_by(ResponseTally.label, ResponseTally.status)
        .having(func.sum(ResponseTally.count) != 0)
    )
    cases = session.execute(
        select(CaseTally.disposition, func.sum(CaseTally.count))
        .group_by(CaseTally.disposition)
        .having(func.sum(CaseTally.count) != 0)
    )
    return {(who, how): n for who, how, n in responses}, {
        str(code): int(count) for code, count in cases
    }


def rows(session: Session) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """The same, counted from the rows."""
    session.rollback()
    responses = session.execute(
        select(Response.interviewer, Response.status, func.count()).group_by(
            Response.interviewer, Response.status
        )
    )
    cases = session.execute(select(Case.disposition, func.count()).group_by(Case.disposition))
    return {(who, how): n for who, how, n in responses}, {
        str(code): int(count) for code, count in cases
    }


@both_databases
def test_counts_follow_every_kind_of_change(field: Field, clock: Clock) -> None:
    answered(field, clock, 5)
    assert counted(field.session) == rows(field.session)
    assert counted(field.session)[1] == {"1.1": 5, "3.11": 11}
    session = field.session
    session.execute(
        update(Response)
        .where(Response.interviewer == "i-0")
        .values(status="excluded", reason="rejected")
    )
    session.execute(update(Case).values(disposition="2.2"))
    session.commit()
    assert counted(session) == rows(session)
    session.execute(delete(Response).where(Response.interviewer == "i-1"))
    session.commit()
    assert counted(session) == rows(session)


@both_databases
def test_a_new_or_changed_response_is_put_on_the_list_once(field: Field, clock: Clock) -> None:
    answered(field, clock, 3)
    session = field.session
    assert session.scalar(select(func.count()).select_from(UncheckedResponse)) == 3
    session.execute(update(Response).values(duration_seconds=300))
    session.commit()
    assert session.scalar(select(func.count()).select_from(UncheckedResponse)) == 3


@both_databases
def test_a_change_that_is_taken_back_is_not_counted(field: Field, clock: Clock) -> None:
    answered(field, clock, 2)
    before = counted(field.session)
    field.session.execute(update(Response).values(status="excluded", reason="rejected"))
    field.session.rollback()
    assert counted(field.session) == before == rows(field.session)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_both_dialects_count_the_same_events(dialect: str) -> None:
    made = [line for line in triggers(dialect) if line.startswith("CREATE TRIGGER")]
    assert len(made) == 6


@both_databases
def test_an_upgraded_database_counts_too(settings: Settings) -> None:
    application = wsgi.build(settings)
    with application.app_context():
        migrations.upgrade()
        kept = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT tgname FROM pg_trigger",
        }
        with db.engine.connect() as connection:
            found = connection.execute(text(kept[db.engine.dialect.name])).scalars()
            names = {name for name in found if name.startswith("count_")}
        db.engine.dispose()
    assert names == {
        f"count_{table}_{event}"
        for table in ("response", "survey_case")
        for event in ("insert", "update", "delete")
    }
