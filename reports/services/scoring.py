"""A scoring run as background work: frozen bundle in; score book, report and cases out."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.errors import NotReady
from evaluator.jobs.context import JobContext
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import QUEUED, RUNNING, Job
from evaluator.queries.evaluations import evaluation_of
from evaluator.services.audit import record_act
from evaluator.services.jobs import start_job
from evaluator.states.engine import Transition, move, require_state
from reports.models.decisions import DecisionCase
from reports.models.runs import ScoringRun
from reports.queries.runs import cases_of, latest_run
from reports.services.run_stages import Report, along_the_run
from scoring.canonical import hash_of
from surveys.queries.bundles import frozen_bundle_of

if TYPE_CHECKING:
    from scoring.scorebook import ScoreBook

JOB = "score"
LANGUAGES = ("zh", "en")  # of the reports, in the order of their folders
TRANSITIONS = (Transition("score", ("E3", "E4"), "E4", "scores.run"),)


def start_scoring(session: Session, actor: Actor, clock: Clock, evaluation: Evaluation) -> Job:
    """Queue the scoring of the evaluation's frozen bundle.

    Once a decision rests on a run, no other run may take its place. Whoever starts while a run is
    on its way is led to that one: two who press at once start one run.
    """
    actor.require("scores.run")
    require_state(evaluation, "E3", "E4")
    if frozen_bundle_of(session, evaluation) is None:
        raise NotReady("no_bundle")
    _require_undecided(session, evaluation)
    _hold(session, evaluation)
    parameters = {"evaluation": evaluation.id}
    on_its_way = select(Job).where(
        Job.kind == JOB, Job.state.in_((QUEUED, RUNNING)), Job.is_cancel_wished.is_(False)
    )
    for job in session.scalars(on_its_way.order_by(Job.id)):
        if job.parameters == parameters:
            return job
    return start_job(session, actor, clock, JOB, parameters)


def _hold(session: Session, evaluation: Evaluation) -> None:
    """Hold the evaluation's row until the end of the transaction, so that others wait."""
    session.execute(
        update(Evaluation)
        .where(Evaluation.id == evaluation.id)
        .values(state=Evaluation.state)
        .execution_options(synchronize_session=False)
    )


def score_evaluation(context: JobContext) -> dict[str, Any]:
    """Do the work of the job: score, write the report, record run and cases."""
    with context.sessions() as session:
        done = session.scalars(
            select(ScoringRun).where(ScoringRun.job_id == context.job_id)
        ).one_or_none()
        if done is not None:
            # The worker was stopped after the run was recorded: nothing is left to do.
            return _result(done.evaluation_id)
        evaluation = _evaluation(session, context)
        bundle = frozen_bundle_of(session, evaluation)
        if bundle is None:
            raise NotReady("no_bundle")
        path = context.settings.folder("bundles") / bundle.folder
    name = f"evaluation-{context.parameters['evaluation']}-job-{context.job_id}"
    with _folder_kept_if_recorded(context.settings.folder("runs") / name) as folder:
        book = compute(context, path, folder)
        with context.sessions.begin() as session:
            evaluation = _evaluation(session, context)
            _require_undecided(session, evaluation)
            run = record_run(session, context, evaluation, book, name)
            move(evaluation, "score", TRANSITIONS, context.actor)
            record_act(
                session,
                context.actor,
                context.clock,
                "scores.run",
                f"evaluation/{evaluation.id}",
                bundle=run.bundle_digest,
                plan=run.plan_digest,
                book=run.book_digest,
            )
    return _result(int(context.parameters["evaluation"]))


@contextmanager
def _folder_kept_if_recorded(folder: Path) -> Iterator[Path]:
    """Give the folder of a run; what was not recorded to the end does not stay."""
    if folder.exists():
        # Left by an attempt that was cut off before it was recorded.
        shutil.rmtree(folder)
    is_recorded = False
    try:
        yield folder
        is_recorded = True
    finally:
        if not is_recorded:
            shutil.rmtree(folder, ignore_errors=True)


def compute(context: JobContext, bundle_path: Path, folder: Path) -> "ScoreBook":
    """Score a bundle and write results and reports into a new folder."""
    # The libraries of numbers and pictures are heavy and are needed in the worker only.
    from reports.documents.report import write_report
    from scoring.bundle import read_bundle
    from scoring.evaluate import evaluate
    from scoring.output import write_output
    from scoring.scorebook import REPORTS
    from scoring.sensitivity.analysis import is_quick, sensitivity

    tell = along_the_run(context.report)
    tell("read", 0, 1)
    bundle = read_bundle(bundle_path)
    book = evaluate(bundle, workers=1, progress=tell)
    others = sensitivity(bundle, progress=tell) if is_quick(bundle) else None
    tell("write", 0, 1)
    write_output(book, bundle.plan, bundle_path, folder, others)
    for locale, name in zip(LANGUAGES, REPORTS, strict=True):
        write_report(folder, locale, _of_stage(tell, name), name)
    tell("record", 0, 1)
    return book


def _of_stage(tell: Report, stage: str) -> Report:
    return lambda _step, done, total: tell(stage, done, total)


def record_run(
    session: Session, context: JobContext, evaluation: Evaluation, book: "ScoreBook", folder: str
) -> ScoringRun:
    """Record a finished run and the case of every contract in it."""
    run = ScoringRun(
        evaluation_id=evaluation.id,
        job_id=context.job_id,
        folder=folder,
        bundle_digest=book.bundle_hash,
        plan_digest=book.plan_hash,
        book_digest=hash_of(book),
        account_id=context.actor.account_id,
        created_at=context.clock(),
    )
    session.add(run)
    session.flush()
    ids = {contract.code: contract.id for contract in evaluation.contracts}
    for row in book.contracts:
        session.add(
            DecisionCase(
                evaluation_id=evaluation.id,
                contract_id=ids[row.contract],
                run_id=run.id,
                decision_class=row.decision.decision_class,
                proposal=row.decision.proposal,
                needs_explanation=row.decision.needs_explanation,
                reasons=list(row.decision.reasons),
            )
        )
    session.flush()
    return run


def _require_undecided(session: Session, evaluation: Evaluation) -> None:
    run = latest_run(session, evaluation)
    if run is not None and any(case.decision for case in cases_of(session, run)):
        raise NotReady("decisions_rest_on_run")


def _evaluation(session: Session, context: JobContext) -> Evaluation:
    return evaluation_of(session, context.actor, int(context.parameters["evaluation"]))


def _result(evaluation_id: int) -> dict[str, Any]:
    return {"address": f"/evaluations/{evaluation_id}/ranking"}
