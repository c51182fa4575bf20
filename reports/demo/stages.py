"""What the loading of the demo stands on, and where each of its scenes stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import QUEUED, RUNNING, Job
from evaluator.settings import Settings
from reports.demo.scenes import Scene
from surveys.models.responses import Response
from surveys.models.waves import Wave
from surveys.queries.waves import waves_of

Progress = Callable[[str, int, int], None]
IN_FIELD, FROZEN, SCORED = "E2", "E3", "E4"


@dataclass(frozen=True)
class Stage:
    """What the loading of the demo needs at every step."""

    sessions: sessionmaker[Session]
    engine: Engine
    settings: Settings
    works: dict[str, Any]
    progress: Progress


def clock_at(instant: datetime) -> Clock:
    """Return a clock that stands at an instant of the demo's past."""
    return lambda: instant


def evaluation_of_scene(session: Session, scene: Scene) -> Evaluation | None:
    """Return the evaluation of a scene, if it is registered already."""
    wanted = select(Evaluation).where(Evaluation.code == scene.code, Evaluation.is_demo)
    return session.scalars(wanted).one_or_none()


def known_evaluation(session: Session, scene: Scene) -> Evaluation:
    """Return the evaluation of a scene that is registered."""
    found = evaluation_of_scene(session, scene)
    if found is None:
        raise LookupError(scene.code)
    return found


def wave_of(session: Session, scene: Scene) -> Wave:
    """Return the one wave of a scene."""
    return waves_of(session, known_evaluation(session, scene))[0]


def answers_of(session: Session, scene: Scene) -> int:
    """Return how many interviews of a scene are stored."""
    wave_id = wave_of(session, scene).id
    counted = select(func.count()).select_from(Response).where(Response.wave_id == wave_id)
    return session.scalar(counted) or 0


def waiting_jobs_of(session: Session, scene: Scene) -> list[int]:
    """Return the jobs of a scene that were queued or cut off, in their order."""
    evaluation_id = known_evaluation(session, scene).id
    wanted = select(Job).where(Job.state.in_((QUEUED, RUNNING))).order_by(Job.id)
    return [
        job.id
        for job in session.scalars(wanted)
        if job.parameters.get("evaluation") == evaluation_id
    ]


def is_loaded(session: Session, scene: Scene) -> bool:
    """Whether a scene stands where it should, or where people have brought it since."""
    evaluation = evaluation_of_scene(session, scene)
    if evaluation is None:
        return False
    if scene.is_finished:
        return evaluation.state >= SCORED
    wanted = scene.fieldwork.stop_after or 0
    return evaluation.state > IN_FIELD or answers_of(session, scene) >= wanted
