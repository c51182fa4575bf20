"""Loading the demo: each scene is registered, put in the field, frozen and scored, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from evaluator.jobs.worker import perform
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import DONE, Job
from evaluator.services.measures import Entry, record_measures
from evaluator.settings import Settings
from reports.demo.interviews import drawn_cases, interviews, outcomes
from reports.demo.people import Cast, enter_people
from reports.demo.register import register_scene
from reports.demo.scenes import Scene
from reports.services.scoring import start_scoring
from surveys.models.cases import COMPLETE, Case
from surveys.models.waves import OPEN, Wave
from surveys.queries.waves import waves_of
from surveys.services.cases import add_cases
from surveys.services.closing import close_wave
from surveys.services.questionnaires import questionnaire_of
from surveys.services.submissions import Submission, submit
from surveys.services.waves import WavePlan, create_wave, open_wave
from surveys.virtual_city.city import City, build_city
from surveys.virtual_city.fieldwork import Fieldwork, conduct_fieldwork
from surveys.virtual_city.measures import administrative_measures
from surveys.virtual_city.sampling import Sample, draw_sample

Progress = Callable[[str, int, int], None]
PRETEST = "演示数据：未做预测试，仅供试用。"


@dataclass(frozen=True)
class Stage:
    """What the loading of the demo needs at every step."""

    sessions: sessionmaker[Session]
    engine: Engine
    settings: Settings
    works: dict[str, Any]
    progress: Progress


def load_demo(stage: Stage, scenes: tuple[Scene, ...], recipients: int = 50_000) -> None:
    """Load the scenes that are not there yet, and finish those that were cut off."""
    city = build_city(scenes[0].seed, recipients)
    for scene in scenes:
        load_scene(stage, city, scene)


def load_scene(stage: Stage, city: City, scene: Scene) -> None:
    """Bring one scene to where it should stand, from wherever it stands."""
    sample = draw_sample(city, scene.seed, scene.contract, scene.completes, scene.design)
    fieldwork = conduct_fieldwork(city, sample, scene.seed, scene.fieldwork)
    with stage.sessions.begin() as session:
        cast = enter_people(session, _clock(scene.locked_at))
        if _evaluation(session, scene) is None:
            stage.progress(scene.title, 0, len(fieldwork.case))
            _open(session, stage, cast, city, scene, sample)
    with stage.sessions() as session:
        is_open = _state(session, scene) == "E2" and _wave(session, scene).state == OPEN
    if is_open:
        _answer(stage, city, scene, sample, fieldwork)
    if not scene.is_finished:
        return
    if is_open:
        _perform(stage, scene, lambda session, evaluation: _close(session, cast, scene))
    with stage.sessions() as session:
        is_frozen = _state(session, scene) == "E3"
    if is_frozen:
        clock = _clock(scene.frozen_at)
        _perform(
            stage,
            scene,
            lambda session, evaluation: start_scoring(session, cast.lead, clock, evaluation),
        )


def _open(
    session: Session, stage: Stage, cast: Cast, city: City, scene: Scene, sample: Sample
) -> None:
    clock = _clock(scene.locked_at)
    evaluation, contracts = register_scene(session, clock, cast, city, scene)
    wanted = WavePlan(
        title="入户访问（演示）",
        questionnaire=scene.template,
        bureau_phone="000-0000 0001（演示）",
        complaint_phone="000-0000 0002（演示）",
        pretest_note=PRETEST,
    )
    wave = create_wave(session, cast.lead, clock, evaluation, wanted)
    drawn = drawn_cases(city, sample, contracts)
    add_cases(session, cast.lead, clock, stage.settings, wave, drawn)
    for place, contract in contracts.items():
        code = city.contractors.contracts[place]
        measured = administrative_measures(city, code, scene.seed, scene.template)
        entries = [
            Entry(
                row.input,
                value=None if row.successes is not None else _decimal(row.value),
                successes=row.successes,
                sampled=row.sampled,
                deviation=_deviation(row.variance, row.sampled),
                evidence="演示数据",
            )
            for row in measured
        ]
        _saved, problems = record_measures(session, cast.lead, clock, evaluation, contract, entries)
        if problems:
            raise ValueError(f"the demo's measures were refused: {problems}")
    open_wave(session, cast.lead, clock, stage.settings, wave)


def _answer(stage: Stage, city: City, scene: Scene, sample: Sample, fieldwork: Fieldwork) -> None:
    """Send the interviews by the path that real ones take; what is there already stays as it is."""
    with stage.sessions.begin() as session:
        wave = _wave(session, scene)
        questionnaire = questionnaire_of(wave.questionnaire)
        cases = list(
            session.scalars(select(Case).where(Case.wave_id == wave.id).order_by(Case.label))
        )
        for case, outcome in zip(cases, outcomes(fieldwork), strict=True):
            if case.disposition != COMPLETE and outcome != COMPLETE:
                case.disposition = outcome
        ids = [case.id for case in cases]
    total = len(fieldwork.case)
    for done, held in enumerate(interviews(city, sample, fieldwork, questionnaire)):
        at = scene.locked_at + timedelta(days=1 + 30 * done / total)
        sent = Submission(
            # The id follows from the case, so that a second loading sends the same again.
            submission_id=ids[held.case][::-1],
            case_id=ids[held.case],
            answers=held.answers,
            circumstances=held.circumstances,
            started_at=at - timedelta(seconds=held.duration_seconds),
        )
        submit(stage.engine, stage.settings, _clock(at), sent)
        if done % 50 == 0:
            stage.progress(scene.title, done, total)
    stage.progress(scene.title, total, total)


def _close(session: Session, cast: Cast, scene: Scene) -> Job:
    job = close_wave(session, cast.lead, _clock(scene.frozen_at), _wave(session, scene))
    if job is None:
        raise ValueError("the demo's wave is the only one, and closing it freezes the data")
    return job


def _perform(stage: Stage, scene: Scene, start: Callable[[Session, Evaluation], Job]) -> None:
    """Start a job of the scene and do it here, as the worker would."""
    with stage.sessions.begin() as session:
        job_id = start(session, _known(session, scene)).id
    perform(job_id, stage.works, stage.sessions, stage.settings, _clock(scene.frozen_at))
    with stage.sessions() as session:
        job = session.get_one(Job, job_id)
        if job.state != DONE:
            raise RuntimeError(f"the demo's job {job.kind} ended as {job.state}: {job.error}")


def _evaluation(session: Session, scene: Scene) -> Evaluation | None:
    wanted = select(Evaluation).where(Evaluation.code == scene.code, Evaluation.is_demo)
    return session.scalars(wanted).one_or_none()


def _known(session: Session, scene: Scene) -> Evaluation:
    found = _evaluation(session, scene)
    if found is None:
        raise LookupError(scene.code)
    return found


def _state(session: Session, scene: Scene) -> str:
    return _known(session, scene).state


def _wave(session: Session, scene: Scene) -> Wave:
    return waves_of(session, _known(session, scene))[0]


def _clock(instant: datetime) -> Callable[[], datetime]:
    return lambda: instant


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))


def _deviation(variance: float | None, sampled: int | None) -> Decimal | None:
    if variance is None or not sampled:
        return None
    return _decimal((variance * sampled) ** 0.5)
