"""Finding flags, the interviewers they point at, and the responses to look at next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.models.quality import FLAG_KINDS, InterviewerSign, QualityFlag
from surveys.models.responses import Response
from surveys.models.waves import Wave

PAGE = 50


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """One response on a list: its number, circumstances, state, and the kinds of its flags."""

    submission_id: str
    contract_id: int
    interviewer: str
    mode: str
    status: str
    reason: str
    seconds: int | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponsePage:
    """A page of a long list; ``following`` is where the next one begins, blank at the end."""

    lines: tuple[ResponseLine, ...]
    following: str = ""


def flags_by_response(session: Session, wave: Wave) -> dict[str, str]:
    """Return the kinds of flags of each flagged response, in alphabetical order, with commas."""
    kinds: dict[str, list[str]] = defaultdict(list)
    found = session.execute(
        select(QualityFlag.submission_id, QualityFlag.kind)
        .where(QualityFlag.wave_id == wave.id)
        .order_by(QualityFlag.kind, QualityFlag.submission_id)
    )
    for submission_id, kind in found:
        kinds[submission_id].append(kind)
    return {submission_id: ",".join(names) for submission_id, names in kinds.items()}


def flags_of_responses(
    session: Session, submission_ids: Sequence[str]
) -> dict[str, list[QualityFlag]]:
    """Return the flags of some responses, by kind."""
    found: dict[str, list[QualityFlag]] = defaultdict(list)
    wanted = (
        select(QualityFlag)
        .where(QualityFlag.submission_id.in_(list(submission_ids)))
        .order_by(QualityFlag.submission_id, QualityFlag.kind)
    )
    for flag in session.scalars(wanted):
        found[flag.submission_id].append(flag)
    return found


def flag_counts(session: Session, wave: Wave) -> dict[str, int]:
    """Return how many responses bear each kind of flag, in the order of the kinds."""
    found = session.execute(
        select(QualityFlag.kind, func.count())
        .where(QualityFlag.wave_id == wave.id)
        .group_by(QualityFlag.kind)
        .order_by(QualityFlag.kind)
    )
    counts = {str(kind): int(count) for kind, count in found}
    return {kind: counts[kind] for kind in FLAG_KINDS if kind in counts}


def response_page(
    session: Session,
    wave: Wave,
    after: str = "",
    kind: str = "",
    interviewer: str = "",
    status: str = "",
) -> ResponsePage:
    """Return a page of responses by number, those with a flag of one kind if asked for.

    Pages begin after a number instead of at a count, so that the thousandth costs as little as the
    first.
    """
    wanted = select(Response).where(Response.wave_id == wave.id, Response.submission_id > after)
    if kind:
        marked = select(QualityFlag.submission_id).where(
            QualityFlag.wave_id == wave.id,
            QualityFlag.kind == kind,
            QualityFlag.submission_id > after,
        )
        if not interviewer and not status:
            marked = marked.order_by(QualityFlag.submission_id).limit(PAGE + 1)
        wanted = wanted.where(Response.submission_id.in_(marked))
    if interviewer:
        wanted = wanted.where(Response.interviewer == interviewer)
    if status:
        wanted = wanted.where(Response.status == status)
    rows = list(session.scalars(wanted.order_by(Response.submission_id).limit(PAGE + 1)))
    shown = rows[:PAGE]
    flags = flags_of_responses(session, [row.submission_id for row in shown])
    lines = tuple(
        ResponseLine(
            row.submission_id,
            row.contract_id,
            row.interviewer,
            row.mode,
            row.status,
            row.reason,
            row.duration_seconds,
            tuple(flag.kind for flag in flags.get(row.submission_id, [])),
        )
        for row in shown
    )
    return ResponsePage(lines, shown[-1].submission_id if len(rows) > PAGE else "")


def interviewer_signs(session: Session, wave: Wave) -> list[InterviewerSign]:
    """Return the interviewers, the most suspicious first."""
    wanted = (
        select(InterviewerSign)
        .where(InterviewerSign.wave_id == wave.id)
        .order_by(InterviewerSign.score.desc(), InterviewerSign.interviewer)
    )
    return list(session.scalars(wanted))
