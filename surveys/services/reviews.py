"""Verdicts on responses: one person proposes, another one decides, and then it takes effect."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.services.audit import record_act
from surveys.models.assignments import OPEN as ASSIGNED
from surveys.models.assignments import Assignment
from surveys.models.cases import COMPLETE, ISSUED, Case, Invitation
from surveys.models.responses import MODES, PRESENCES, Response
from surveys.models.reviews import (
    ACCEPT,
    CONFIRMED,
    DECLINED,
    PROPOSED,
    REDO,
    REJECT,
    REPAIR,
    VERDICTS,
    Adjudication,
)
from surveys.models.waves import CLOSED, OPEN, Wave
from surveys.services.questionnaires import questionnaire_of

PERMISSION = "responses.review"
LONGEST_REASON = 1_000
EXCLUDED_BY = {REDO: "redo", REJECT: "rejected"}
WITHDRAWN = "withdrawn"
REPAIRABLE = {"mode": tuple(MODES), "presence": tuple(PRESENCES)}


def propose_verdict(
    session: Session,
    actor: Actor,
    clock: Clock,
    response: Response,
    verdict: str,
    reason: str,
    changes: Mapping[str, Any] | None = None,
) -> Adjudication:
    """Propose what becomes of a response; nothing happens to it yet."""
    actor.require(PERMISSION)
    wave = _reviewable(session, response)
    if verdict not in VERDICTS:
        raise Invalid("verdict_unknown", field="verdict", found=verdict)
    if not reason.strip():
        raise Invalid("reason_needed", field="reason")
    wanted = dict(changes or {}) if verdict == REPAIR else {}
    if verdict == REPAIR:
        _check_changes(wave, wanted)
    if verdict == REDO and wave.state != OPEN:
        raise NotReady("wave_not_open")
    open_one = select(Adjudication.id).where(
        Adjudication.submission_id == response.submission_id, Adjudication.state == PROPOSED
    )
    if session.scalar(open_one) is not None:
        raise Duplicate("verdict_waits")
    proposal = Adjudication(
        wave_id=response.wave_id,
        submission_id=response.submission_id,
        verdict=verdict,
        reason=reason.strip()[:LONGEST_REASON],
        changes=wanted,
        proposed_by_id=actor.account_id,
        proposed_at=clock(),
    )
    session.add(proposal)
    session.flush()
    _record(session, actor, clock, "verdict.propose", proposal)
    return proposal


def decide_verdict(
    session: Session,
    actor: Actor,
    clock: Clock,
    proposal: Adjudication,
    is_confirmed: bool,
    note: str = "",
) -> None:
    """Confirm or decline a proposal; only somebody else than who made it."""
    actor.require(PERMISSION)
    if proposal.state != PROPOSED:
        raise NotReady("verdict_decided")
    if proposal.proposed_by_id == actor.account_id:
        raise NotReady("second_person_needed")
    response = session.get_one(Response, proposal.submission_id)
    wave = _reviewable(session, response)
    if not is_confirmed and not note.strip():
        raise Invalid("reason_needed", field="note")
    if is_confirmed:
        proposal.before = _take_effect(session, wave, response, proposal)
    proposal.state = CONFIRMED if is_confirmed else DECLINED
    proposal.decided_by_id, proposal.decided_at = actor.account_id, clock()
    proposal.note = note.strip()[:LONGEST_REASON]
    session.flush()
    _record(session, actor, clock, "verdict.decide", proposal)


def _reviewable(session: Session, response: Response) -> Wave:
    wave = session.get_one(Wave, response.wave_id)
    if wave.state == CLOSED:
        raise NotReady("wave_is_frozen")
    if response.reason == WITHDRAWN:
        raise NotReady("response_withdrawn")
    return wave


def _check_changes(wave: Wave, changes: Mapping[str, Any]) -> None:
    """Refuse repairs of nothing, of what may not be repaired, and to what does not exist."""
    if not changes:
        raise Invalid("repair_needs_changes", field="changes")
    questions = {
        question.code: question for question in questionnaire_of(wave.questionnaire).questions
    }
    for name, value in changes.items():
        if name in REPAIRABLE:
            allowed: tuple[Any, ...] = REPAIRABLE[name]
        elif name in questions:
            allowed = tuple(questions[name].codes)
        else:
            raise Invalid("repair_unknown", field="changes", found=name)
        if value not in allowed:
            raise Invalid("repair_not_offered", field="changes", found=f"{name} = {value}")


def _take_effect(
    session: Session, wave: Wave, response: Response, proposal: Adjudication
) -> dict[str, Any]:
    """Do what was proposed; return what stood there before."""
    before = {"status": response.status, "reason": response.reason}
    case = None if response.case_id is None else session.get(Case, response.case_id)
    if proposal.verdict == ACCEPT:
        _count(session, response, case)
    elif proposal.verdict == REPAIR:
        before |= _repair(wave, response, proposal.changes)
    else:
        response.status, response.reason = "excluded", EXCLUDED_BY[proposal.verdict]
        # What does not count as an interview leaves its case without one.
        if case is not None:
            case.disposition = ISSUED
        if proposal.verdict == REDO:
            _reopen(session, wave, case)
    session.flush()
    return before


def _count(session: Session, response: Response, case: Case | None) -> None:
    """Let a response count (again), unless another one counts for the same case."""
    if response.status == "accepted":
        return
    if case is not None:
        other = select(Response.submission_id).where(
            Response.case_id == case.id, Response.status == "accepted"
        )
        if session.scalars(other.limit(1)).first() is not None:
            raise Duplicate("case_counted_already")
        case.disposition = COMPLETE
        used = select(Invitation).where(Invitation.case_id == case.id)
        for invitation in session.scalars(used):
            invitation.status = "used"
    response.status, response.reason = "accepted", ""


def _repair(wave: Wave, response: Response, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Put the new values in; the hash stays that of what was sent."""
    questionnaire = questionnaire_of(wave.questionnaire)
    before: dict[str, Any] = {}
    answers = list(response.answers)
    for name, value in changes.items():
        if name in REPAIRABLE:
            before[name] = getattr(response, name)
            setattr(response, name, value)
        else:
            place = questionnaire.position(name)
            before[name] = answers[place]
            answers[place] = value
    response.answers = answers
    return before


def _reopen(session: Session, wave: Wave, case: Case | None) -> None:
    """Give the case back to the field: its link works again, its interviewer sees it again."""
    if wave.state != OPEN or case is None:
        raise NotReady("wave_not_open")
    for invitation in session.scalars(select(Invitation).where(Invitation.case_id == case.id)):
        invitation.status = "open"
    for assignment in session.scalars(select(Assignment).where(Assignment.case_id == case.id)):
        assignment.state, assignment.done_at = ASSIGNED, None


def _record(
    session: Session, actor: Actor, clock: Clock, action: str, proposal: Adjudication
) -> None:
    record_act(
        session,
        actor,
        clock,
        action,
        f"response/{proposal.submission_id}",
        adjudication=proposal.id,
        verdict=proposal.verdict,
        state=proposal.state,
    )
