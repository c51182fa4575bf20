"""Closing a wave: no more answers, then the freezing of what there is, once."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.errors import NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import QUEUED, RUNNING, Job
from evaluator.services.audit import record_act
from evaluator.services.jobs import start_job
from evaluator.services.measures import missing_inputs
from scoring.canonical import hash_of
from surveys.models.responses import Response
from surveys.models.waves import CLOSING, OPEN, PLANNED, Wave
from surveys.queries.bundles import frozen_bundle_of
from surveys.queries.waves import waves_of
from surveys.services.waves import PERMISSION

JOB = "freeze"


def close_wave(session: Session, actor: Actor, clock: Clock, wave: Wave) -> Job | None:
    """Close a wave to answers; when it was the last one, start the job that freezes the data.

    Refuses with the list of missing measures, for data without them cannot be scored. Of two who
    close at once, the second is told that it is being done.
    """
    actor.require(PERMISSION)
    if wave.state != OPEN:
        raise NotReady("wave_wrong_state", found=wave.state, allowed=[OPEN])
    others = [other for other in waves_of(session, wave.evaluation) if other.id != wave.id]
    is_last = not any(other.state in (OPEN, PLANNED) for other in others)
    if is_last:
        require_measures(session, wave.evaluation)
    taken = session.execute(
        update(Wave)
        .where(Wave.id == wave.id, Wave.state == OPEN)
        .values(state=CLOSING, closed_at=clock())
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]  # an UPDATE always returns a cursor result
        raise NotReady("wave_wrong_state", found=CLOSING, allowed=[OPEN])
    session.refresh(wave)
    record_act(session, actor, clock, "wave.close", f"wave/{wave.id}", **seal_of(session, wave))
    return start_job(session, actor, clock, JOB, _parameters(wave.evaluation)) if is_last else None


def freeze_again(session: Session, actor: Actor, clock: Clock, evaluation: Evaluation) -> Job:
    """Start the freezing anew after it failed; refuse while it runs or where it is done."""
    actor.require(PERMISSION)
    if frozen_bundle_of(session, evaluation) is not None:
        raise NotReady("frozen_already")
    waves = waves_of(session, evaluation)
    if not waves or any(wave.state != CLOSING for wave in waves):
        raise NotReady("waves_still_open")
    running = select(Job).where(Job.kind == JOB, Job.state.in_((QUEUED, RUNNING)))
    if any(job.parameters == _parameters(evaluation) for job in session.scalars(running)):
        raise NotReady("freezing_already")
    require_measures(session, evaluation)
    return start_job(session, actor, clock, JOB, _parameters(evaluation))


def seal_of(session: Session, wave: Wave) -> dict[str, Any]:
    """Return count and digest of a wave's submissions: what the audit chain holds them to."""
    wanted = select(Response.digest).where(Response.wave_id == wave.id)
    digests = sorted(session.scalars(wanted))
    return {"responses": len(digests), "digest": hash_of(digests)}


def require_measures(session: Session, evaluation: Evaluation) -> None:
    """Refuse to freeze while a measure that the plan asks for is missing."""
    missing = missing_inputs(session, evaluation)
    if missing:
        listed = [f"{contract.code} {code}" for contract, code in missing]
        raise NotReady("measures_missing", found=listed, count=len(listed))


def _parameters(evaluation: Evaluation) -> dict[str, Any]:
    return {"evaluation": evaluation.id}
