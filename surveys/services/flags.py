"""Raising flags as responses arrive, and on all of them again before data are frozen."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, sessionmaker

from evaluator.kinds.clocks import Clock
from surveys.models.cases import Case
from surveys.models.counting import UncheckedResponse
from surveys.models.quality import InterviewTrace, QualityFlag
from surveys.models.responses import Response
from surveys.models.waves import Wave
from surveys.services.back_checks import draw_back_checks
from surveys.services.questionnaires import questionnaire_of

if TYPE_CHECKING:
    from surveys.services.flag_rules import Held, Raised

AT_ONCE = 500  # new responses in one transaction: writers of answers never wait long
FEWEST_FOR_MEDIAN = 20
MOST_FOR_MEDIAN = 2_000
FEWEST_FOR_VILLAGE = 3
WITHDRAWN = "withdrawn"  # nothing is left to judge


def flag_new_responses(sessions: sessionmaker[Session], clock: Clock) -> int:
    """Raise flags on everything that arrived or changed, some at a time; return how many."""
    count = 0
    while True:
        with sessions.begin() as session:
            wave_id = session.scalar(select(func.min(UncheckedResponse.wave_id)))
            if wave_id is None:
                return count
            count += flag_some(session, clock, session.get_one(Wave, wave_id))


def flag_some(session: Session, clock: Clock, wave: Wave) -> int:
    """Take some unchecked responses of a wave off the list and judge their interviewers' anew."""
    wanted = (
        select(UncheckedResponse.submission_id)
        .where(UncheckedResponse.wave_id == wave.id)
        .order_by(UncheckedResponse.submission_id)
        .limit(AT_ONCE)
    )
    taken = list(session.scalars(wanted))
    # Taken off first: what changes meanwhile is put on the list again and not forgotten.
    session.execute(delete(UncheckedResponse).where(UncheckedResponse.submission_id.in_(taken)))
    _judge(session, clock, wave, taken)
    draw_back_checks(session, clock, wave, taken)
    return len(taken)


def flag_all(session: Session, clock: Clock, wave: Wave) -> None:
    """Judge every response of a wave with what is known in the end: medians, pairs, villages."""
    session.execute(delete(UncheckedResponse).where(UncheckedResponse.wave_id == wave.id))
    everything = session.scalars(
        select(Response.submission_id)
        .where(Response.wave_id == wave.id)
        .order_by(Response.submission_id)
    )
    _judge(session, clock, wave, list(everything))


def _judge(session: Session, clock: Clock, wave: Wave, taken: Sequence[str]) -> None:
    alone: list[str] = []
    interviewers: set[str] = set()
    for some in _parts(taken):
        found = select(Response.submission_id, Response.interviewer).where(
            Response.submission_id.in_(some)
        )
        for submission_id, interviewer in session.execute(found):
            if interviewer:
                interviewers.add(interviewer)
            else:
                alone.append(submission_id)
    paces: dict[int, float | None] = {}
    for interviewer in sorted(interviewers):
        of_them = Response.interviewer == interviewer
        _judge_group(session, clock, wave, _held(session, wave, of_them), paces, True)
    for some in _parts(sorted(alone)):
        rows = _held(session, wave, Response.submission_id.in_(some))
        _judge_group(session, clock, wave, rows, paces, False)


def _judge_group(
    session: Session,
    clock: Clock,
    wave: Wave,
    rows: list[tuple[int, "Held"]],
    paces: dict[int, float | None],
    is_one_interviewer: bool,
) -> None:
    """Replace the flags of responses that are judged together."""
    # The numeric libraries are heavy and needed in the worker only.
    from surveys.services.flag_rules import flags_of

    for contract_id in {contract_id for contract_id, _ in rows} - paces.keys():
        paces[contract_id] = usual_pace(session, wave, contract_id)
    held = [one for _, one in rows]
    usual = [paces[contract_id] for contract_id, _ in rows]
    found = flags_of(questionnaire_of(wave.questionnaire), held, usual, is_one_interviewer)
    _store(session, clock, wave, [one.submission_id for one in held], found)


def _store(
    session: Session, clock: Clock, wave: Wave, judged: Sequence[str], found: Iterable["Raised"]
) -> None:
    for some in _parts(judged):
        session.execute(delete(QualityFlag).where(QualityFlag.submission_id.in_(some)))
    now = clock()
    rows = [
        {
            "submission_id": one.submission_id,
            "wave_id": wave.id,
            "kind": one.kind,
            "formula": one.formula,
            "value": one.value,
            "threshold": one.threshold,
            "partner": one.partner,
            "raised_at": now,
        }
        for one in found
    ]
    if rows:
        session.execute(insert(QualityFlag), rows)


def usual_pace(session: Session, wave: Wave, contract_id: int) -> float | None:
    """Return the median seconds a question in a contract; None while too few are timed."""
    timed = session.execute(
        select(Response.duration_seconds, Response.answers)
        .where(Response.wave_id == wave.id, Response.contract_id == contract_id)
        .where(Response.status == "accepted", Response.duration_seconds > 0)
        .order_by(Response.submission_id)
        .limit(MOST_FOR_MEDIAN)
    ).all()
    paces = sorted(
        seconds / asked
        for seconds, answers in timed
        if (asked := sum(answer is not None for answer in answers))
    )
    return paces[len(paces) // 2] if len(paces) >= FEWEST_FOR_MEDIAN else None


def _held(session: Session, wave: Wave, which: Any) -> list[tuple[int, "Held"]]:
    """Return responses with their traces, in one order, each with its contract."""
    found = session.execute(
        select(Response, InterviewTrace, Case.stratum, Case.psu)
        .outerjoin(InterviewTrace, InterviewTrace.submission_id == Response.submission_id)
        .outerjoin(Case, Case.id == Response.case_id)
        .where(Response.wave_id == wave.id, Response.reason != WITHDRAWN, which)
        .order_by(Response.submission_id)
    ).all()
    villages: dict[tuple[int, str, str], tuple[float, float] | None] = {}
    rows = []
    for response, trace, stratum, psu in found:
        place = (response.contract_id, stratum or "", psu or "")
        if trace is not None and trace.latitude is not None and place not in villages:
            villages[place] = village_of(session, wave, *place)
        rows.append((response.contract_id, held_of(response, trace, villages.get(place))))
    return rows


def held_of(
    response: Response, trace: InterviewTrace | None, village: tuple[float, float] | None
) -> "Held":
    """Return what a response is judged by."""
    from surveys.services.flag_rules import Held

    return Held(
        submission_id=response.submission_id,
        answers=response.answers,
        presence=response.presence,
        seconds=response.duration_seconds,
        started_at=None if trace is None else trace.started_at,
        ended_at=None if trace is None else trace.ended_at,
        latitude=None if trace is None else trace.latitude,
        longitude=None if trace is None else trace.longitude,
        village=village,
    )


def village_of(
    session: Session, wave: Wave, contract_id: int, stratum: str, psu: str
) -> tuple[float, float] | None:
    """Return the median position of the interviews in a village: where it must about be."""
    if not psu:
        return None
    points = session.execute(
        select(InterviewTrace.latitude, InterviewTrace.longitude)
        .join(Response, Response.submission_id == InterviewTrace.submission_id)
        .join(Case, Case.id == Response.case_id)
        .where(Case.wave_id == wave.id, Case.contract_id == contract_id)
        .where(Case.stratum == stratum, Case.psu == psu, InterviewTrace.latitude.is_not(None))
        .order_by(InterviewTrace.submission_id)
        .limit(MOST_FOR_MEDIAN)
    ).all()
    if len(points) < FEWEST_FOR_VILLAGE:
        return None
    middle = len(points) // 2
    north = sorted(float(row.latitude or 0) for row in points)
    east = sorted(float(row.longitude or 0) for row in points)
    return north[middle], east[middle]


def _parts(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """Cut a long list: a statement holds only so many values."""
    return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))
