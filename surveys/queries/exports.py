"""The files that somebody asked for, and those whose day is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.kinds.actors import Actor
from surveys.models.exports import ExportFile
from surveys.models.waves import Wave
from surveys.queries.waves import within_scope


def exports_of(session: Session, actor: Actor, wave: Wave) -> Sequence[ExportFile]:
    """Return an actor's own files of a wave, the newest first."""
    return session.scalars(
        select(ExportFile)
        .where(ExportFile.wave_id == wave.id, ExportFile.account_id == actor.account_id)
        .order_by(ExportFile.id.desc())
    ).all()


def export_of(session: Session, actor: Actor, export_id: int) -> ExportFile:
    """Return an actor's own file of an evaluation that is still theirs to see."""
    wanted = select(ExportFile).join(Wave, ExportFile.wave_id == Wave.id)
    own = wanted.where(ExportFile.id == export_id, ExportFile.account_id == actor.account_id)
    return within_scope(session, actor, own)


def expired_exports(session: Session, now: datetime) -> Sequence[ExportFile]:
    """Return the files whose day is over."""
    return session.scalars(
        select(ExportFile).where(ExportFile.expires_at <= now).order_by(ExportFile.id)
    ).all()
