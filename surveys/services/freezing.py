"""Freezing an evaluation's data into a bundle: whole or not at all, once."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evaluator.errors import NotReady
from evaluator.jobs.context import JobContext
from evaluator.models.evaluations import Evaluation
from evaluator.services.audit import record_act
from evaluator.services.plans import plan_of
from evaluator.states.engine import move
from evaluator.wording.texts import N_
from surveys.models.bundles import FrozenBundle
from surveys.models.waves import CLOSED, CLOSING
from surveys.queries.bundles import frozen_bundle_of
from surveys.queries.waves import waves_of
from surveys.services.closing import require_measures
from surveys.services.flags import flag_all
from surveys.services.suspicions import sum_up_interviewers
from surveys.services.waves import TRANSITIONS

if TYPE_CHECKING:
    from scoring.bundle import Bundle

STEPS = (N_("Gathering the answers"), N_("Writing the bundle"), N_("Recording it"))


def freeze(context: JobContext) -> dict[str, Any]:
    """Do the job: gather, write, record; a repeated run of the same job finds the work done."""
    context.report(STEPS[0], 0, len(STEPS))
    folder = f"evaluation-{context.parameters['evaluation']}-{context.job_id}"
    path = context.settings.folder("bundles") / folder
    with context.sessions() as session:
        evaluation = session.get_one(Evaluation, context.parameters["evaluation"])
        done = frozen_bundle_of(session, evaluation)
        if done is not None:
            return _result(done)
        _require_closing(session, evaluation)
        require_measures(session, evaluation)
        # What a killed run of this very job left behind was never recorded and is of no use.
        shutil.rmtree(path, ignore_errors=True)
        for wave in waves_of(session, evaluation):
            flag_all(session, context.clock, wave)
            sum_up_interviewers(session, context.clock, wave)
        # Progress is stored on a connection of its own, which must not wait for this one.
        session.commit()
        context.report(STEPS[1], 1, len(STEPS))
        bundle = write(session, context, evaluation, path)
        context.report(STEPS[2], 2, len(STEPS))
        try:
            record = _record(session, context, evaluation, bundle)
            session.commit()
        except (IntegrityError, NotReady):
            # Another job recorded its bundle first: one evaluation has one.
            session.rollback()
            shutil.rmtree(path, ignore_errors=True)
            record = _recorded(session, evaluation)
        return _result(record)


def write(session: Session, context: JobContext, evaluation: Evaluation, path: Path) -> "Bundle":
    """Write the bundle of an evaluation to ``path``."""
    # The libraries of tables are heavy and are needed in the worker only.
    from scoring.bundle import write_bundle
    from surveys.services import bundle_tables as tables
    from surveys.services import sample_tables as samples

    waves = waves_of(session, evaluation)
    plan = plan_of(evaluation)
    sample = samples.sample(session, waves)
    frame = samples.frame(session, waves)
    absent = {"margins.parquet": "no_margins", "audit.jsonl": "kept_by_the_platform"}
    absent |= {} if sample is not None else {"sample.parquet": "no_frame"}
    absent |= {} if frame is not None else {"frame.parquet": "no_frame"}
    absent |= {"draws.json": "drawn_elsewhere"}
    return write_bundle(
        path,
        plan=plan,
        contracts=tables.contracts(evaluation),
        responses=tables.responses(session, context.settings, plan, waves),
        measures=tables.measures(session, evaluation),
        frame=frame,
        sample=sample,
        draws=samples.draws(session, waves) or None,
        frame_list=samples.frame_list(session, waves),
        questionnaires=tables.questionnaires(waves),
        findings=[],
        absent=absent,
    )


def _require_closing(session: Session, evaluation: Evaluation) -> None:
    states = [wave.state for wave in waves_of(session, evaluation)]
    if not states or any(state != CLOSING for state in states):
        raise NotReady("waves_still_open")


def _record(
    session: Session, context: JobContext, evaluation: Evaluation, bundle: "Bundle"
) -> FrozenBundle:
    # The state is read anew: the writing took time, and another job may have been faster.
    session.refresh(evaluation)
    move(evaluation, "freeze", TRANSITIONS, context.actor)
    for wave in waves_of(session, evaluation):
        wave.state = CLOSED
    counts = _counts(bundle)
    record = FrozenBundle(
        evaluation_id=evaluation.id,
        folder=bundle.path.name,
        digest=bundle.digest,
        frozen_at=context.clock(),
        **counts,
    )
    session.add(record)
    record_act(
        session,
        context.actor,
        context.clock,
        "bundle.freeze",
        f"evaluation/{evaluation.id}",
        digest=bundle.digest,
        **counts,
    )
    session.flush()
    return record


def _counts(bundle: "Bundle") -> dict[str, int]:
    from pyarrow import parquet

    statuses: list[str] = []
    for part in bundle.response_parts():
        statuses += parquet.read_table(part, columns=["status"])["status"].to_pylist()
    drawn = bundle.sample()
    return {
        "responses": len(statuses),
        "accepted": statuses.count("accepted"),
        "cases": 0 if drawn is None else drawn.num_rows,
    }


def _recorded(session: Session, evaluation: Evaluation) -> FrozenBundle:
    record = frozen_bundle_of(session, evaluation)
    if record is None:
        raise NotReady("freezing_failed")
    return record


def _result(record: FrozenBundle) -> dict[str, Any]:
    return {
        "digest": record.digest,
        "responses": record.responses,
        "address": f"/evaluations/{record.evaluation_id}/waves",
    }
