"""Loading the demo: each scene is registered, put in the field, frozen and scored, once."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from evaluator.jobs.worker import perform
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import DONE, Job
from evaluator.settings import Settings
from reports.demo.field import put_in_field, send_interviews
from reports.demo.people import Cast, enter_people
from reports.demo.register import register_scene
from reports.demo.scenes import Scene
from reports.demo.stages import (
    FROZEN,
    IN_FIELD,
    Stage,
    clock_at,
    evaluation_of_scene,
    is_loaded,
    known_evaluation,
    waiting_jobs_of,
    wave_of,
)
from reports.services.scoring import start_scoring
from surveys.models.waves import OPEN
from surveys.queries.waves import open_cases_of
from surveys.services.closing import close_wave, freeze_again
from surveys.services.links import token_of
from surveys.virtual_city.city import City, build_city
from surveys.virtual_city.fieldwork import conduct_fieldwork
from surveys.virtual_city.sampling import draw_sample

Start = Callable[[Session, Evaluation], Job | None]


def load_demo(stage: Stage, scenes: tuple[Scene, ...], recipients: int = 50_000) -> None:
    """Load the scenes that are not there yet, and finish those that were cut off."""
    with stage.sessions() as session:
        missing = [scene for scene in scenes if not is_loaded(session, scene)]
    if not missing:
        return
    city = build_city(scenes[0].seed, recipients)
    for scene in missing:
        load_scene(stage, city, scene)


def link_to_try(session: Session, settings: Settings, scenes: tuple[Scene, ...]) -> str | None:
    """Return the address at which one of the invented beneficiaries can still answer."""
    for scene in scenes:
        wave = wave_of(session, scene)
        waiting = open_cases_of(session, wave)
        if wave.state == OPEN and waiting:
            return f"{settings.public_url}/r/{token_of(settings, waiting[0].id)}"
    return None


def load_scene(stage: Stage, city: City, scene: Scene) -> None:
    """Bring one scene to where it should stand, from wherever it stands."""
    clock = clock_at(scene.locked_at)
    sample = draw_sample(city, scene.seed, scene.contract, scene.completes, scene.design)
    fieldwork = conduct_fieldwork(city, sample, scene.seed, scene.fieldwork)
    stage.progress(scene.title, 0, len(fieldwork.case))
    with stage.sessions.begin() as session:
        cast = enter_people(session, clock)
        if evaluation_of_scene(session, scene) is None:
            registered = register_scene(session, clock, cast, city, scene)
            put_in_field(session, stage, cast, city, scene, sample, fieldwork, registered)
    with stage.sessions() as session:
        is_open = wave_of(session, scene).state == OPEN
    if is_open:
        send_interviews(stage, city, scene, sample, fieldwork)
    if scene.is_finished:
        _finish(stage, scene, cast)


def _finish(stage: Stage, scene: Scene, cast: Cast) -> None:
    """Close, freeze and score; a job that was cut off is taken up before another is started."""
    with stage.sessions() as session:
        waiting = waiting_jobs_of(session, scene)
    for job_id in waiting:
        _perform(stage, scene, job_id)
    clock = clock_at(scene.frozen_at)

    def freeze(session: Session, evaluation: Evaluation) -> Job | None:
        wave = wave_of(session, scene)
        if wave.state == OPEN:
            return close_wave(session, cast.lead, clock, wave)
        return freeze_again(session, cast.lead, clock, evaluation)

    def score(session: Session, evaluation: Evaluation) -> Job | None:
        return start_scoring(session, cast.lead, clock, evaluation)

    _start(stage, scene, IN_FIELD, freeze)
    _start(stage, scene, FROZEN, score)


def _start(stage: Stage, scene: Scene, state: str, start: Start) -> None:
    """Where the scene stands in a state, start the job that leads out of it and do it here."""
    with stage.sessions.begin() as session:
        evaluation = known_evaluation(session, scene)
        job = start(session, evaluation) if evaluation.state == state else None
        job_id = None if job is None else job.id
    if job_id is not None:
        _perform(stage, scene, job_id)


def _perform(stage: Stage, scene: Scene, job_id: int) -> None:
    perform(job_id, stage.works, stage.sessions, stage.settings, clock_at(scene.frozen_at))
    with stage.sessions() as session:
        job = session.get_one(Job, job_id)
        if job.state != DONE:
            raise RuntimeError(f"the demo's job {job.kind} ended as {job.state}: {job.error}")
