"""Preparing a wave and opening it: not before the plan is locked, nor on an unsafe address."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock, legal_day
from evaluator.models.evaluations import Evaluation
from evaluator.services.audit import record_act
from evaluator.services.plans import plan_of
from evaluator.settings import Settings
from evaluator.states.engine import Transition, move, require_state
from surveys.models.cases import Case
from surveys.models.waves import OPEN, PLANNED, Wave
from surveys.services.questionnaires import (
    gaps_for,
    instrument,
    publish_questionnaire,
    questionnaire_of,
)

PERMISSION = "waves.manage"
TRANSITIONS = (
    Transition("open_wave", ("E1", "E2"), "E2", PERMISSION),
    Transition("freeze", ("E2",), "E3", PERMISSION),
)


@dataclass(frozen=True, slots=True)
class WavePlan:
    """What is decided about a wave before it opens."""

    title: str
    questionnaire: str
    bureau_phone: str
    complaint_phone: str
    pretest_note: str
    closes_on: date | None = None


def create_wave(
    session: Session, actor: Actor, clock: Clock, evaluation: Evaluation, wanted: WavePlan
) -> Wave:
    """Prepare a wave with its questionnaire; people may be added, nobody is asked yet."""
    actor.require(PERMISSION)
    require_state(evaluation, "E0", "E1", "E2")
    if not wanted.pretest_note.strip():
        raise Invalid("pretest_needed", field="pretest_note")
    if wanted.closes_on is not None and wanted.closes_on < legal_day(clock()):
        raise Invalid("closes_in_the_past", field="closes_on", found=wanted.closes_on)
    version = publish_questionnaire(session, clock, instrument(wanted.questionnaire))
    wave = Wave(
        evaluation=evaluation,
        questionnaire=version,
        title=wanted.title,
        bureau_phone=wanted.bureau_phone,
        complaint_phone=wanted.complaint_phone,
        pretest_note=wanted.pretest_note,
        closes_on=wanted.closes_on,
        created_at=clock(),
        state=PLANNED,
    )
    session.add(wave)
    session.flush()
    record_act(
        session,
        actor,
        clock,
        "wave.create",
        f"wave/{wave.id}",
        questionnaire=version.digest,
        pretest=wanted.pretest_note,
    )
    return wave


def open_wave(session: Session, actor: Actor, clock: Clock, settings: Settings, wave: Wave) -> None:
    """Open a wave: its links work from now on, and the evaluation is in the field."""
    actor.require(PERMISSION)
    if wave.state != PLANNED:
        raise NotReady("wave_wrong_state", found=wave.state, allowed=[PLANNED])
    evaluation = wave.evaluation
    plan = plan_of(evaluation)
    if not (settings.is_public_address_safe or evaluation.is_demo):
        raise NotReady("address_not_safe", found=settings.public_url)
    gaps = gaps_for(plan, questionnaire_of(wave.questionnaire))
    if gaps:
        raise NotReady("questionnaire_lacks_items", found=gaps)
    cases = session.scalar(select(func.count()).where(Case.wave_id == wave.id)) or 0
    if cases == 0:
        raise NotReady("wave_without_cases")
    move(evaluation, "open_wave", TRANSITIONS, actor)
    wave.state, wave.opened_at = OPEN, clock()
    record_act(session, actor, clock, "wave.open", f"wave/{wave.id}", cases=cases)
    session.flush()
