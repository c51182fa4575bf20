"""Starting, cancelling and finding long work."""

from typing import Any

from sqlalchemy.orm import Session

from evaluator.errors import NotFound, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.jobs import Job


def start_job(
    session: Session, actor: Actor, clock: Clock, kind: str, parameters: dict[str, Any]
) -> Job:
    """Record a job to be done; the view enqueues it after its commit."""
    job = Job(
        kind=kind,
        organisation_id=actor.organisation_id,
        account_id=actor.account_id,
        parameters=parameters,
        created_at=clock(),
    )
    session.add(job)
    session.flush()
    return job


def job_of(session: Session, actor: Actor, job_id: int) -> Job:
    """Return a job of the actor's organisation."""
    job = session.get(Job, job_id)
    if job is None or job.organisation_id != actor.organisation_id:
        raise NotFound("not_found")
    return job


def cancel_job(session: Session, actor: Actor, job_id: int) -> Job:
    """Wish a job to end; the worker notices at its next report."""
    job = job_of(session, actor, job_id)
    if job.is_ended:
        raise NotReady("job_ended")
    job.is_cancel_wished = True
    session.flush()
    return job
