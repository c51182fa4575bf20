"""Files that leave: each kind is a right of its own, belongs to one person and goes after a day."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from evaluator.errors import Invalid, NotAllowed, NotFound
from evaluator.extensions import db
from evaluator.jobs.context import JobContext
from evaluator.models.jobs import Job
from surveys.exports.columns import SCOPES
from surveys.models.exports import ExportFile
from surveys.services.exports import (
    FOLDER,
    KEPT,
    ask_for_export,
    delete_expired,
    file_of,
    permission_for,
    write_export,
)
from tests.collection import Field
from tests.web import NOON, both_databases

RIGHTS = {
    "answers": {"lead", "quality"},
    "paradata": {"lead", "quality"},
    "cases": {"lead", "field"},
    "structure": {"lead", "quality", "field", "assessor"},
}


def _ask(field: Field, login: str, scope: str = "structure", form: str = "CSV") -> Job:
    actor = field.people.actors[login]
    return ask_for_export(
        field.session, actor, field.clock, field.settings, field.wave, scope, form, "zh"
    )


def _write(app: Flask, field: Field, job: Job) -> ExportFile:
    field.session.commit()
    with app.app_context():
        context = JobContext(
            job.id,
            job.parameters,
            field.people.actors["lead"],
            db.sessionmaker,
            field.settings,
            field.clock,
        )
        write_export(context)
        # Once more, as after a restart: the finished file stays the one there is.
        write_export(context)
    field.session.expire_all()
    return field.session.scalars(select(ExportFile)).one()


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_n22_each_scope_is_a_right_of_its_own(field: Field, scope: str) -> None:
    for login, actor in field.people.actors.items():
        if login.startswith("other"):
            continue
        assert actor.may(permission_for(scope)) == (login in RIGHTS[scope]), login
    outsiders = {"purchaser", "observer", "interviewer", "admin"}
    for login in outsiders:
        with pytest.raises(NotAllowed):
            _ask(field, login, scope)


@both_databases
def test_n22_a_file_is_its_owners_alone_expires_and_is_deleted(app: Flask, field: Field) -> None:
    kept = _write(app, field, _ask(field, "lead", "answers"))
    lead, quality = field.people.actors["lead"], field.people.actors["quality"]
    found, path = file_of(field.session, lead, field.clock, field.settings, kept.id)
    assert path.is_file()
    assert len(list(field.settings.folder(FOLDER).iterdir())) == 1
    assert found.digest
    for stranger in (quality, field.people.actors["other-lead"]):
        with pytest.raises(NotFound):
            file_of(field.session, stranger, field.clock, field.settings, kept.id)

    def a_day_later() -> object:
        return NOON + KEPT

    with pytest.raises(NotFound, match="export_gone"):
        file_of(field.session, lead, a_day_later, field.settings, kept.id)  # type: ignore[arg-type]  # a clock
    assert delete_expired(field.session, lambda: NOON + KEPT - timedelta(1), field.settings) == 0
    assert delete_expired(field.session, lambda: NOON + KEPT, field.settings) == 1
    assert list(field.settings.folder(FOLDER).iterdir()) == []
    assert field.session.scalars(select(ExportFile)).all() == []


def test_a_format_that_a_scope_does_not_have_is_refused_with_what_it_has(field: Field) -> None:
    with pytest.raises(Invalid, match="export_unknown") as refused:
        _ask(field, "lead", "answers", "DDI-Codebook")
    assert "SPSS" in refused.value.parameters["allowed"]
    with pytest.raises(Invalid, match="export_unknown"):
        _ask(field, "lead", "identities")


def test_a_file_of_structure_is_written_without_any_answer(app: Flask, field: Field) -> None:
    kept = _write(app, field, _ask(field, "assessor"))
    text = (field.settings.folder(FOLDER) / kept.stored_as).read_text("utf-8-sig")
    assert "Q12" in text
    assert kept.rows > 100
