"""What an interviewer has still to do: appointments first, then village by village."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.models.assignments import Assignment, Attempt
from surveys.queries.assignments import open_cases_of


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One open case in an interviewer's hands: how often it was tried, and what was agreed."""

    held: Assignment
    attempts: int
    appointment_at: datetime | None


def visits_of(session: Session, interviewer_id: int) -> list[VisitLine]:
    """Return an interviewer's open cases; only the latest attempt's appointment still stands."""
    held = open_cases_of(session, interviewer_id)
    tried = _attempts(session, [one.case_id for one in held])
    lines = []
    for one in held:
        attempts = tried.get(one.case_id, [])
        agreed = attempts[-1].appointment_at if attempts else None
        lines.append(VisitLine(one, len(attempts), agreed))
    return sorted(lines, key=_order)


def _order(line: VisitLine) -> tuple[bool, float, str, str, str]:
    case, agreed = line.held.case, line.appointment_at
    moment = agreed.timestamp() if agreed else 0.0
    return agreed is None, moment, case.stratum, case.psu, case.label


def _attempts(session: Session, case_ids: Sequence[str]) -> dict[str, list[Attempt]]:
    wanted = select(Attempt).where(Attempt.case_id.in_(case_ids)).order_by(Attempt.at, Attempt.id)
    found: dict[str, list[Attempt]] = {}
    for attempt in session.scalars(wanted):
        found.setdefault(attempt.case_id, []).append(attempt)
    return found
