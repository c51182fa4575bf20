"""Taking in a roster: only under an agreement in force; reviewed before anybody is drawn."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evaluator.errors import NotFound, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import Job
from evaluator.services.audit import record_act
from evaluator.services.jobs import start_job
from evaluator.settings import Settings
from surveys.models.draws import SampleDraw
from surveys.models.rosters import ACCEPTED, DROPPED, READ, Roster, RosterPerson
from surveys.services.entrustments import entrustment_in_force

JOB = "roster.read"


def upload_roster(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    evaluation: Evaluation,
    name: str,
    save: Callable[[Path], Any],
) -> tuple[Roster, Job]:
    """Keep a list to be read by the worker; ``save`` puts it where it is told."""
    actor.require("rosters.upload")
    entrustment = entrustment_in_force(session, clock, evaluation)
    number = 1 + (
        session.scalar(select(func.max(Roster.number)).where(Roster.evaluation_id == evaluation.id))
        or 0
    )
    roster = Roster(
        evaluation_id=evaluation.id,
        entrustment_id=entrustment.id,
        number=number,
        file_name=Path(name).name[:200],
        file_digest="",
        state=READ,
        read_by_id=actor.account_id,
        read_at=clock(),
    )
    session.add(roster)
    session.flush()
    path = waiting_file(settings, roster.id)
    save(path)
    path.chmod(0o600)
    roster.file_digest = digest_of_file(path)
    subject = f"evaluation/{evaluation.id}"
    record_act(
        session, actor, clock, "roster.upload", subject, number=number, digest=roster.file_digest
    )
    job = start_job(session, actor, clock, JOB, {"roster": roster.id})
    return roster, job


def accept_roster(session: Session, actor: Actor, clock: Clock, roster: Roster) -> None:
    """Take a reviewed roster into use; the one before it stays, for what was drawn from it."""
    actor.require("rosters.accept")
    if roster.state != READ or not roster.people:
        raise NotReady("roster_wrong_state", found=roster.state, allowed=[READ])
    entrustment_in_force(session, clock, roster.evaluation)
    roster.digest = digest_of_people(session, roster)
    roster.state, roster.accepted_at = ACCEPTED, clock()
    subject = f"evaluation/{roster.evaluation_id}"
    record_act(
        session,
        actor,
        clock,
        "roster.accept",
        subject,
        number=roster.number,
        people=roster.people,
        digest=roster.digest,
    )
    session.flush()


def drop_roster(session: Session, actor: Actor, clock: Clock, roster: Roster) -> None:
    """Drop a roster from which nobody was drawn; its people are deleted."""
    actor.require("rosters.accept")
    drawn = session.scalar(select(SampleDraw.id).where(SampleDraw.roster_id == roster.id))
    if drawn is not None or roster.state == DROPPED:
        raise NotReady("roster_in_use")
    session.execute(delete(RosterPerson).where(RosterPerson.roster_id == roster.id))
    roster.state = DROPPED
    subject = f"evaluation/{roster.evaluation_id}"
    record_act(session, actor, clock, "roster.drop", subject, number=roster.number)
    session.flush()


def rosters_of(session: Session, evaluation: Evaluation) -> list[Roster]:
    """Return the rosters of an evaluation, newest first."""
    wanted = select(Roster).where(Roster.evaluation_id == evaluation.id)
    return list(session.scalars(wanted.order_by(Roster.number.desc())))


def roster_in_use(session: Session, evaluation: Evaluation) -> Roster | None:
    """Return the newest accepted roster."""
    return next((r for r in rosters_of(session, evaluation) if r.state == ACCEPTED), None)


def roster_in(evaluation: Evaluation, session: Session, number: int) -> Roster:
    """Return a roster of an evaluation by its number."""
    found = session.scalars(
        select(Roster).where(Roster.evaluation_id == evaluation.id, Roster.number == number)
    ).one_or_none()
    if found is None:
        raise NotFound("not_found")
    return found


def digest_of_people(session: Session, roster: Roster) -> str:
    """Return the hash of a roster: its people under their codes, and where they belong."""
    found = hashlib.sha256()
    wanted = (
        select(
            RosterPerson.code,
            RosterPerson.contract_id,
            RosterPerson.township,
            RosterPerson.village,
            RosterPerson.aid_type,
            RosterPerson.household_key,
        )
        .where(RosterPerson.roster_id == roster.id)
        .order_by(RosterPerson.code)
        .execution_options(yield_per=5_000)
    )
    for row in session.execute(wanted):
        found.update("\t".join(str(value) for value in row).encode() + b"\n")
    return found.hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def waiting_file(settings: Settings, roster_id: int) -> Path:
    """Return where a list waits to be read; it goes when it was."""
    return settings.folder("uploads") / f"roster-{roster_id}"


def forget_file(settings: Settings, roster_id: int) -> None:
    """Take away a list that was read, and what was made on the way."""
    waiting_file(settings, roster_id).unlink(missing_ok=True)
    shutil.rmtree(settings.folder("uploads") / f"roster-{roster_id}.work", ignore_errors=True)
