"""Recording tries to reach somebody, once each however often they are sent, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import LEGAL_ZONE, Clock
from evaluator.settings import Settings
from surveys.models.assignments import Attempt
from surveys.models.cases import COMPLETE, DISPOSITIONS, ISSUED, Case
from surveys.models.responses import MODES
from surveys.models.waves import OPEN
from surveys.queries.assignments import assignment_of, attempts_of
from surveys.services.assignments import finish_assignment, held_by
from surveys.services.vault import sealer_for, unseal

LONGEST_NOTE = 500
# A phone whose clock is a little ahead is no reason to lose an attempt.
CLOCK_SLACK = timedelta(minutes=15)
# After these nobody calls again: they ended it, or there is nobody to call on.
FINAL = ("2.11", "2.31", "2.32", "2.33", "4.1")
# Outcomes that only several tries make believable.
NEED_TRIES = ("2.2", "3.2", ISSUED)
FEWEST_TRIES = 3
FEWEST_DAYPARTS = 2


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One try as it was noted, perhaps days ago and without a network."""

    client_id: str
    at: datetime
    mode: str
    disposition: str
    note: str = ""
    appointment_at: datetime | None = None


def record_attempt(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    case: Case,
    facts: AttemptFacts,
) -> Attempt:
    """Record a try of the interviewer who holds the case; the same one sent again is that one."""
    if not actor.may("cases.assign"):
        actor.require("cases.visit")
        held_by(session, actor, case)
    known = session.scalars(
        select(Attempt).where(Attempt.client_id == facts.client_id)
    ).one_or_none()
    if known is not None:
        return _same(known, case, facts)
    if case.wave.state != OPEN:
        raise NotReady("wave_not_open")
    _check(clock, facts)
    attempt = Attempt(
        case_id=case.id,
        interviewer_id=actor.account_id,
        at=facts.at,
        mode=facts.mode,
        disposition=facts.disposition,
        appointment_at=facts.appointment_at,
        client_id=facts.client_id,
    )
    if facts.note.strip():
        sealer = sealer_for(session, settings, clock, case.wave.evaluation_id)
        attempt.sealed_note = sealer.seal(_subject(facts.client_id), facts.note.strip())
    session.add(attempt)
    session.flush()
    _conclude(session, clock, case)
    session.flush()
    return attempt


def note_of(session: Session, settings: Settings, attempt: Attempt) -> str:
    """Return what was noted with an attempt."""
    if attempt.sealed_note is None:
        return ""
    return unseal(session, settings, _subject(attempt.client_id), attempt.sealed_note)


def dayparts(attempts: Sequence[Attempt]) -> set[str]:
    """Return in which parts of the day it was tried: before noon, before six, in the evening."""
    hours = [attempt.at.astimezone(LEGAL_ZONE).hour for attempt in attempts]
    return {"morning" if h < 12 else "afternoon" if h < 18 else "evening" for h in hours}


def is_tried_enough(attempts: Sequence[Attempt]) -> bool:
    """Whether nobody can say that they might have been met with a little more effort."""
    return len(attempts) >= FEWEST_TRIES and len(dayparts(attempts)) >= FEWEST_DAYPARTS


def _conclude(session: Session, clock: Clock, case: Case) -> None:
    """Give the case the outcome of its latest try; offline tries may arrive in any order."""
    if case.disposition == COMPLETE:
        return
    latest = attempts_of(session, case.id)[-1]
    case.disposition = latest.disposition
    held = assignment_of(session, case.id)
    if held is not None and latest.disposition in FINAL:
        finish_assignment(clock, held)


def _same(known: Attempt, case: Case, facts: AttemptFacts) -> Attempt:
    if (known.case_id, known.disposition) != (case.id, facts.disposition):
        raise Duplicate("attempt_known", found=facts.client_id)
    return known


def _check(clock: Clock, facts: AttemptFacts) -> None:
    if facts.mode not in MODES:
        raise Invalid("unknown_mode", field="mode", found=facts.mode, allowed=list(MODES))
    # A completed interview is known by its answers, never by somebody's word.
    allowed = [code for code in DISPOSITIONS if code not in (COMPLETE, ISSUED)]
    if facts.disposition not in allowed:
        found = facts.disposition
        raise Invalid("outcome_not_recordable", field="disposition", found=found, allowed=allowed)
    if facts.at > clock() + CLOCK_SLACK:
        raise Invalid("attempt_in_the_future", field="at", found=facts.at.isoformat())
    if not 8 <= len(facts.client_id) <= 32:
        raise Invalid("text_too_long", field="client_id", found=len(facts.client_id), allowed=32)
    if len(facts.note) > LONGEST_NOTE:
        raise Invalid("text_too_long", field="note", found=len(facts.note), allowed=LONGEST_NOTE)


def _subject(client_id: str) -> str:
    return f"attempt/{client_id}"
