"""Reading scoring runs, their score books and the cases they led to."""

import json
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import NotFound
from evaluator.kinds.actors import Actor
from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Contract
from evaluator.queries.evaluations import evaluation_of
from evaluator.settings import Settings
from reports.models.decisions import DecisionCase
from reports.models.runs import ScoringRun
from scoring.scorebook import FILE, ScoreBook


def runs_of(session: Session, evaluation: Evaluation) -> list[ScoringRun]:
    """Return the runs of an evaluation, newest first."""
    wanted = select(ScoringRun).where(ScoringRun.evaluation_id == evaluation.id)
    return list(session.scalars(wanted.order_by(ScoringRun.id.desc())))


def latest_run(session: Session, evaluation: Evaluation) -> ScoringRun | None:
    """Return the run that stands."""
    return next(iter(runs_of(session, evaluation)), None)


def standing_run(session: Session, evaluation: Evaluation) -> ScoringRun:
    """Return the run that stands; there is nothing to see before the first."""
    run = latest_run(session, evaluation)
    if run is None:
        raise NotFound("not_scored_yet")
    return run


def run_folder(settings: Settings, run: ScoringRun) -> Path:
    """Return the folder in which a run left its results."""
    return settings.folder("runs") / run.folder


def score_book(settings: Settings, run: ScoringRun) -> ScoreBook:
    """Return the score book of a run; a finished run never changes, so it is read once."""
    return _read(run_folder(settings, run) / FILE)


@lru_cache(maxsize=16)
def _read(path: Path) -> ScoreBook:
    return ScoreBook.from_plain(json.loads(path.read_text(encoding="utf-8")))


def cases_of(session: Session, run: ScoringRun) -> list[DecisionCase]:
    """Return the cases of a run, by contract code."""
    wanted = select(DecisionCase).join(Contract).where(DecisionCase.run_id == run.id)
    return list(session.scalars(wanted.order_by(Contract.code)))


def case_of(session: Session, actor: Actor, evaluation_id: int, case_id: int) -> DecisionCase:
    """Return a case of an evaluation that the actor may see."""
    evaluation = evaluation_of(session, actor, evaluation_id)
    case = session.get(DecisionCase, case_id)
    if case is None or case.evaluation_id != evaluation.id:
        raise NotFound("not_found")
    return case
