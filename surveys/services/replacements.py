"""Replacing a case that is lost: only by rule, only with the next of the reserve."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.services.audit import record_act
from evaluator.settings import Settings
from evaluator.wording.texts import N_
from surveys.models.assignments import DONE, OPEN, Assignment, CaseReplacement
from surveys.models.cases import COMPLETE, Case
from surveys.models.draws import RESERVE, DrawnUnit
from surveys.models.waves import OPEN as WAVE_OPEN
from surveys.queries.assignments import assignment_of, attempts_of
from surveys.services.attempts import FEWEST_TRIES, is_tried_enough
from surveys.services.draws import draw_of, make_cases

PERMISSION = "cases.assign"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case may be replaced: the outcomes that prove it, and whether one try is enough."""

    name: str
    dispositions: tuple[str, ...]
    needs_tries: bool = False


REASONS = {
    "died": Reason(N_("Has died"), ("2.31",)),
    "not_served": Reason(N_("Has moved away or was never served"), ("4.1",)),
    "unable": Reason(N_("Cannot answer, and nobody can for them"), ("2.32", "2.33")),
    "refused": Reason(N_("Refused"), ("2.11", "2.12")),
    "not_reached": Reason(N_("Not reached after enough tries"), ("2.2", "3.2"), needs_tries=True),
}


def replace_case(
    session: Session, actor: Actor, clock: Clock, settings: Settings, case: Case, reason: str
) -> Case:
    """Let the next of the reserve stand in for a lost case; the lost one keeps its outcome."""
    actor.require(PERMISSION)
    _require_lost(session, case, reason)
    draw = draw_of(session, case.wave)
    lost = session.scalars(select(DrawnUnit).where(DrawnUnit.case_id == case.id)).one_or_none()
    if draw is None or lost is None:
        raise NotReady("no_reserve")
    unit = _next_reserve(session, lost)
    (new,) = make_cases(session, clock, settings, draw, [unit])
    session.add(
        CaseReplacement(
            lost_case_id=case.id,
            new_case_id=new.id,
            reason=reason,
            replaced_by_id=actor.account_id,
            replaced_at=clock(),
        )
    )
    _hand_over(session, actor, clock, case, new)
    record_act(session, actor, clock, "case.replace", f"case/{case.id}", reason=reason, by=new.id)
    session.flush()
    return new


def reasons_for(session: Session, case: Case) -> list[str]:
    """Return the reasons for which a case may be replaced as things stand."""
    if replacement_of(session, case) is not None or case.disposition == COMPLETE:
        return []
    attempts = attempts_of(session, case.id)
    return [
        code
        for code, rule in REASONS.items()
        if attempts
        and case.disposition in rule.dispositions
        and (not rule.needs_tries or is_tried_enough(attempts))
    ]


def replacement_of(session: Session, case: Case) -> CaseReplacement | None:
    """Return what stands in for a case."""
    wanted = select(CaseReplacement).where(CaseReplacement.lost_case_id == case.id)
    return session.scalars(wanted).one_or_none()


def reserves_left(session: Session, lost: DrawnUnit) -> list[DrawnUnit]:
    """Return the reserves of a unit's stratum, or of its village, in the order of their use."""
    wanted = select(DrawnUnit).where(
        DrawnUnit.draw_id == lost.draw_id,
        DrawnUnit.role == RESERVE,
        DrawnUnit.case_id.is_(None),
        DrawnUnit.contract_id == lost.contract_id,
        DrawnUnit.stratum == lost.stratum,
    )
    if lost.psus_drawn is not None:
        wanted = wanted.where(DrawnUnit.psu == lost.psu)
    return list(session.scalars(wanted.order_by(DrawnUnit.position)))


def _next_reserve(session: Session, lost: DrawnUnit) -> DrawnUnit:
    left = reserves_left(session, lost)
    if not left:
        raise NotReady("reserve_used_up", where=lost.stratum or lost.psu, found=0, allowed=1)
    return left[0]


def _require_lost(session: Session, case: Case, reason: str) -> None:
    if case.wave.state != WAVE_OPEN:
        raise NotReady("wave_not_open")
    if reason not in REASONS:
        raise Invalid("unknown_reason", field="reason", found=reason, allowed=list(REASONS))
    if replacement_of(session, case) is not None:
        raise NotReady("replaced_already")
    if reason not in reasons_for(session, case):
        raise NotReady("not_lost_by_rule", found=case.disposition, allowed=FEWEST_TRIES)


def _hand_over(session: Session, actor: Actor, clock: Clock, lost: Case, new: Case) -> None:
    """Give the new case to whoever held the lost one."""
    held = assignment_of(session, lost.id)
    if held is None:
        return
    session.add(
        Assignment(
            case_id=new.id,
            interviewer_id=held.interviewer_id,
            state=OPEN,
            due_on=held.due_on,
            assigned_by_id=actor.account_id,
            assigned_at=clock(),
        )
    )
    held.state = DONE
    held.done_at = clock()
