"""Asking for a file, writing it in the background, handing it to its owner, deleting it."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotFound
from evaluator.jobs.context import JobContext, RoundContext
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.jobs import Job
from evaluator.services.audit import record_act
from evaluator.services.jobs import start_job
from evaluator.settings import Settings
from surveys.exports.columns import SCOPES
from surveys.exports.formats import FORMATS, TABLE_WRITERS, write_structure
from surveys.exports.rows import AT_ONCE, Table, table_of
from surveys.models.exports import ExportFile
from surveys.models.waves import Wave
from surveys.queries.exports import expired_exports, export_of
from surveys.services.questionnaires import questionnaire_of

JOB = "export_wave"
FOLDER = "exports"
KEPT = timedelta(hours=24)


def permission_for(scope: str) -> str:
    """Return the right that a scope needs; each has its own."""
    return f"exports.{scope}"


def ask_for_export(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    wave: Wave,
    scope: str,
    form: str,
    language: str,
) -> Job:
    """Ask for a file of a wave; it is written in the background and belongs to who asked."""
    if scope not in SCOPES:
        raise Invalid("export_unknown", field="scope", found=scope, allowed=sorted(SCOPES))
    actor.require(permission_for(scope))
    offered = sorted(name for name, one in FORMATS.items() if scope in one.scopes)
    if form not in offered:
        raise Invalid("export_unknown", field="format", found=form, allowed=offered)
    delete_expired(session, clock, settings)
    job = start_job(session, actor, clock, JOB, {})
    now = clock()
    wanted = ExportFile(
        wave_id=wave.id,
        account_id=actor.account_id,
        job_id=job.id,
        scope=scope,
        format=form,
        language=language,
        asked_at=now,
        expires_at=now + KEPT,
    )
    session.add(wanted)
    session.flush()
    job.parameters = {"export_id": wanted.id}
    record_act(session, actor, clock, "export.ask", f"wave/{wave.id}", scope=scope, format=form)
    session.flush()
    return job


def write_export(context: JobContext) -> dict[str, Any]:
    """Do the work of the job: write the file, then let it be seen."""
    with context.sessions() as session:
        wanted = session.get_one(ExportFile, context.parameters["export_id"])
        if wanted.is_ready:
            return {"export_id": wanted.id}
        questionnaire = questionnaire_of(wanted.wave.questionnaire)
        facts = (wanted.scope, wanted.format, wanted.wave_id, wanted.language)
        engine = session.get_bind()
    if not isinstance(engine, Engine):
        raise TypeError("an export reads from an engine")
    scope, form, wave_id, language = facts
    folder = context.settings.folder(FOLDER)
    stored = f"{secrets.token_hex(16)}.{FORMATS[form].ending}"
    unfinished = folder / f".{stored}"
    try:
        with engine.connect() as connection:
            if scope == "structure":
                cases = table_of("answers", wave_id, questionnaire).count(connection)
                rows = write_structure(form, unfinished, questionnaire, cases, language)
            else:
                table = table_of(scope, wave_id, questionnaire)
                told = _told(context, table, table.rows(connection), table.count(connection))
                rows = TABLE_WRITERS[form](unfinished, table.columns, told, language)
        unfinished.rename(folder / stored)
    finally:
        unfinished.unlink(missing_ok=True)
    with context.sessions.begin() as session:
        wanted = session.get_one(ExportFile, context.parameters["export_id"])
        wanted.stored_as, wanted.rows = stored, rows
        wanted.digest = _digest(folder / stored)
    return {"export_id": context.parameters["export_id"]}


def _told(
    context: JobContext, table: Table, rows: Iterator[Sequence[Any]], total: int
) -> Iterator[Sequence[Any]]:
    """Pass rows on and tell how many have gone by."""
    context.report("Writing the file", 0, total)
    for number, row in enumerate(rows, start=1):
        if number % (4 * AT_ONCE) == 0:
            context.report("Writing the file", number, total)
        yield row


def file_of(
    session: Session, actor: Actor, clock: Clock, settings: Settings, export_id: int
) -> tuple[ExportFile, Path]:
    """Return a file to its owner; everybody else is told that there is nothing."""
    found = export_of(session, actor, export_id)
    actor.require(permission_for(found.scope))
    path = settings.folder(FOLDER) / found.stored_as
    if not found.is_ready or found.expires_at <= clock() or not path.is_file():
        raise NotFound("export_gone")
    record_act(session, actor, clock, "export.fetch", f"wave/{found.wave_id}", scope=found.scope)
    session.flush()
    return found, path


def delete_expired(session: Session, clock: Clock, settings: Settings) -> int:
    """Delete the files whose day is over, and their rows; return how many."""
    gone = expired_exports(session, clock())
    folder = settings.folder(FOLDER)
    for one in gone:
        if one.stored_as:
            (folder / one.stored_as).unlink(missing_ok=True)
        session.delete(one)
    session.flush()
    return len(gone)


def sweep_exports(context: RoundContext) -> None:
    """Do the round: delete the files whose day is over."""
    with context.sessions.begin() as session:
        delete_expired(session, context.clock, context.settings)


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
