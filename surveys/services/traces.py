"""Keeping when and where an interviewer held an interview."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotFound
from surveys.models.counting import UncheckedResponse
from surveys.models.quality import InterviewTrace
from surveys.models.responses import Response


@dataclass(frozen=True, slots=True)
class TraceFacts:
    """What a device noted; the position only where the interviewer's phone gave one."""

    started_at: datetime
    ended_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    accuracy_metres: float | None = None


def keep_trace(session: Session, submission_id: str, facts: TraceFacts) -> InterviewTrace:
    """Keep the trace of an interview, once; its flags are computed anew.

    Refuses one of a response that somebody filled in alone: nothing is noted about respondents.
    """
    response = session.get(Response, submission_id)
    if response is None:
        raise NotFound("not_found")
    if not response.interviewer:
        raise Invalid("trace_without_interviewer")
    if facts.ended_at < facts.started_at or (facts.latitude is None) != (facts.longitude is None):
        raise Invalid("trace_impossible")
    known = session.get(InterviewTrace, submission_id)
    if known is not None:
        return known
    trace = InterviewTrace(
        submission_id=submission_id,
        started_at=facts.started_at,
        ended_at=facts.ended_at,
        latitude=facts.latitude,
        longitude=facts.longitude,
        accuracy_metres=facts.accuracy_metres,
    )
    session.add(trace)
    session.merge(UncheckedResponse(submission_id=submission_id, wave_id=response.wave_id))
    session.flush()
    return trace
