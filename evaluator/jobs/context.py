"""What the work of a job is given: its parameters, a database, a clock, and a way to report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.jobs import Job
from evaluator.settings import Settings


class JobCancelled(Exception):  # noqa: N818 - an event, not a fault
    """Someone wished this job to end."""


@dataclass(frozen=True, slots=True)
class RoundContext:
    """What a round is given: small work that falls due by itself and belongs to nobody."""

    sessions: sessionmaker[Session]
    settings: Settings
    clock: Clock


@dataclass(frozen=True)
class JobContext:
    """Handed to the work of a job; ``report`` tells progress and notices a wish to cancel."""

    job_id: int
    parameters: Mapping[str, Any]
    actor: Actor
    sessions: sessionmaker[Session]
    settings: Settings
    clock: Clock

    def report(self, step: str, done: int, total: int) -> None:
        """Store progress in a transaction of its own; raise where the job is to be cancelled."""
        with self.sessions.begin() as session:
            session.execute(
                update(Job)
                .where(Job.id == self.job_id)
                .values(step=step, done=done, total=total, seen_at=self.clock())
            )
            job = session.get(Job, self.job_id)
            if job is not None and job.is_cancel_wished:
                raise JobCancelled
