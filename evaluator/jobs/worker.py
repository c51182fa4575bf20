"""The worker: takes jobs from the queue, does them, and leaves each in a clear end state."""

import logging
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from evaluator.errors import DomainError
from evaluator.jobs.context import JobCancelled, JobContext
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.accounts import Account
from evaluator.models.jobs import CANCELLED, DONE, FAILED, QUEUED, RUNNING, Job
from evaluator.queries.accounts import actor_of
from evaluator.settings import Settings
from scoring.errors import ScoringError

ATTEMPTS_ALLOWED = 3
log = logging.getLogger("gongping.jobs")


def perform(
    job_id: int,
    works: dict[str, Any],
    sessions: sessionmaker[Session],
    settings: Settings,
    clock: Clock,
) -> None:
    """Do one job; whatever happens, its row says how it ended."""
    context = _begin(job_id, sessions, settings, clock)
    if context is None:
        return
    kind = context.parameters["kind"]
    try:
        result = works[kind](context)
    except JobCancelled:
        _end(context, CANCELLED)
    except (DomainError, ScoringError) as error:
        _end(context, FAILED, error={"code": error.code, "parameters": _plain(error.parameters)})
    except Exception as error:
        log.exception("job %s (%s) failed", job_id, kind)
        _end(context, FAILED, error={"code": "unexpected", "parameters": {"found": repr(error)}})
    else:
        _end(context, DONE, result=result or {})


def waiting_jobs(session: Session) -> list[int]:
    """Return the jobs that a worker which starts anew must take up: queued or cut off."""
    return list(
        session.scalars(select(Job.id).where(Job.state.in_((QUEUED, RUNNING))).order_by(Job.id))
    )


def _begin(
    job_id: int, sessions: sessionmaker[Session], settings: Settings, clock: Clock
) -> JobContext | None:
    with sessions.begin() as session:
        job = session.get(Job, job_id)
        if job is None or job.is_ended:
            return None
        if job.is_cancel_wished:
            job.state, job.ended_at = CANCELLED, clock()
            return None
        if job.attempts >= ATTEMPTS_ALLOWED:
            job.state, job.ended_at = FAILED, clock()
            job.error = {"code": "job_gave_up", "parameters": {"found": job.attempts}}
            return None
        job.state, job.started_at, job.seen_at = RUNNING, clock(), clock()
        job.attempts += 1
        parameters = {**job.parameters, "kind": job.kind}
        return JobContext(job_id, parameters, _actor(session, job), sessions, settings, clock)


def _actor(session: Session, job: Job) -> Actor:
    account = session.get_one(Account, job.account_id)
    actor = actor_of(account, job.organisation_id)
    return actor or Actor(account.id, account.name, job.organisation_id, frozenset())


def _end(
    context: JobContext,
    state: str,
    result: dict[str, Any] | None = None,
    error: dict[str, Any] | None = None,
) -> None:
    with context.sessions.begin() as session:
        job = session.get_one(Job, context.job_id)
        job.state, job.result, job.error = state, result, error
        job.ended_at = context.clock()


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    """Keep what JSON can hold; the rest as text."""
    kinds = (str, int, float, bool, type(None))
    return {k: v if isinstance(v, kinds) else str(v) for k, v in parameters.items()}
