"""Putting a scene of the demo in the field: its wave, its cases, its measures, its interviews."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Contract
from evaluator.services.measures import Entry, record_measures
from reports.demo.interviews import drawn_cases, interviews, outcomes
from reports.demo.people import Cast
from reports.demo.scenes import Scene
from reports.demo.stages import Stage, clock_at, wave_of
from surveys.models.cases import COMPLETE, Case
from surveys.models.waves import Wave
from surveys.services.cases import add_cases
from surveys.services.questionnaires import questionnaire_of
from surveys.services.submissions import Submission, submit
from surveys.services.waves import WavePlan, create_wave, open_wave
from surveys.virtual_city.city import City
from surveys.virtual_city.fieldwork import Fieldwork
from surveys.virtual_city.measures import administrative_measures
from surveys.virtual_city.sampling import Sample

PRETEST = "演示数据：未做预测试，仅供试用。"
SHOWN_EVERY = 100  # interviews between two words about progress


def put_in_field(
    session: Session,
    stage: Stage,
    cast: Cast,
    city: City,
    scene: Scene,
    sample: Sample,
    fieldwork: Fieldwork,
    registered: tuple[Evaluation, Mapping[int, Contract]],
) -> None:
    """Open the scene's wave with its cases, each with how it ended, and enter its measures."""
    clock = clock_at(scene.locked_at)
    evaluation, contracts = registered
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
    _note_outcomes(session, wave, fieldwork)
    for place, contract in contracts.items():
        _measure(session, cast, clock, city, scene, evaluation, place, contract)
    open_wave(session, cast.lead, clock, stage.settings, wave)


def _note_outcomes(session: Session, wave: Wave, fieldwork: Fieldwork) -> None:
    """Note how the cases without an interview ended; the others end when their answers come."""
    cases = _cases(session, wave)
    for case, outcome in zip(cases, outcomes(fieldwork), strict=True):
        if outcome != COMPLETE:
            case.disposition = outcome


def _cases(session: Session, wave: Wave) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.wave_id == wave.id).order_by(Case.label)))


def _measure(
    session: Session,
    cast: Cast,
    clock: Clock,
    city: City,
    scene: Scene,
    evaluation: Evaluation,
    place: int,
    contract: Contract,
) -> None:
    code = city.contractors.contracts[place]
    entries = [
        Entry(
            row.input,
            value=None if row.successes is not None else _decimal(row.value),
            successes=row.successes,
            sampled=row.sampled,
            deviation=_deviation(row.variance, row.sampled),
            evidence="演示数据",
        )
        for row in administrative_measures(city, code, scene.seed, scene.template)
    ]
    _saved, problems = record_measures(session, cast.lead, clock, evaluation, contract, entries)
    if problems:
        raise ValueError(f"the demo's measures were refused: {problems}")


def send_interviews(
    stage: Stage, city: City, scene: Scene, sample: Sample, fieldwork: Fieldwork
) -> None:
    """Send the interviews by the path that real ones take; what is there already stays as it is."""
    with stage.sessions() as session:
        wave = wave_of(session, scene)
        questionnaire = questionnaire_of(wave.questionnaire)
        ids = [case.id for case in _cases(session, wave)]
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
        submit(stage.engine, stage.settings, clock_at(at), sent)
        if done and done % SHOWN_EVERY == 0:
            stage.progress(scene.title, done, total)
    stage.progress(scene.title, total, total)


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))


def _deviation(variance: float | None, sampled: int | None) -> Decimal | None:
    if variance is None or not sampled:
        return None
    return _decimal((variance * sampled) ** 0.5)
