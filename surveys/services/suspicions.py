"""Summing up what speaks for made-up interviews, interviewer by interviewer."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evaluator.kinds.clocks import Clock
from surveys.models.cases import Case
from surveys.models.quality import InterviewerSign, InterviewTrace
from surveys.models.responses import Response
from surveys.models.reviews import DONE, BackCheck
from surveys.models.waves import Wave
from surveys.queries.tallies import responses_by_interviewer
from surveys.services.flags import FEWEST_FOR_VILLAGE, WITHDRAWN, held_of
from surveys.services.questionnaires import questionnaire_of

if TYPE_CHECKING:
    import numpy as np

    from scoring.quality.signs import Interviews
    from surveys.services.flag_rules import Held

FEWEST_TO_COMPARE = 2  # interviewers; a single one has nobody to be compared with
MOST_INTERVIEWS = 200_000  # compared at once, in memory; flags are raised on any number
Row = tuple[Response, InterviewTrace | None, BackCheck | None, str]


def sum_up_interviewers(session: Session, clock: Clock, wave: Wave) -> int:
    """Replace the signs of a wave's interviewers; return how many are suspected."""
    # The numeric libraries are heavy and needed in the worker only.
    from scoring.quality.calibration import LIMIT
    from scoring.quality.fabrication import suspicions

    session.execute(delete(InterviewerSign).where(InterviewerSign.wave_id == wave.id))
    counts = responses_by_interviewer(session, wave)
    held = sum(every for every, _ in counts.values())
    if len(counts) < FEWEST_TO_COMPARE or held > MOST_INTERVIEWS:
        return 0
    rows = _rows(session, wave)
    if len({response.interviewer for response, *_ in rows}) < FEWEST_TO_COMPARE:
        return 0
    found = suspicions(_interviews(wave, rows))
    session.add_all(
        InterviewerSign(
            wave_id=wave.id,
            interviewer=one.interviewer,
            interviews=one.interviews,
            score=one.score,
            threshold=LIMIT,
            is_suspected=one.is_suspected,
            strongest=" ".join(one.strongest[:3]),
            computed_at=clock(),
        )
        for one in found
    )
    session.flush()
    return sum(one.is_suspected for one in found)


def _rows(session: Session, wave: Wave) -> list[Row]:
    found = session.execute(
        select(Response, InterviewTrace, BackCheck, Case.psu)
        .outerjoin(InterviewTrace, InterviewTrace.submission_id == Response.submission_id)
        .outerjoin(BackCheck, BackCheck.submission_id == Response.submission_id)
        .outerjoin(Case, Case.id == Response.case_id)
        .where(Response.wave_id == wave.id, Response.interviewer != "")
        .where(Response.reason != WITHDRAWN)
        .order_by(Response.submission_id)
    )
    return [(response, trace, check, psu or "") for response, trace, check, psu in found]


def _interviews(wave: Wave, rows: Sequence[Row]) -> "Interviews":
    import numpy as np

    from scoring.quality.signs import Interviews
    from surveys.services import flag_rules as rules

    questionnaire = questionnaire_of(wave.questionnaire)
    villages = _villages(rows)
    held: list[Held] = [
        held_of(response, trace, villages.get((response.contract_id, psu)))
        for response, trace, _, psu in rows
    ]
    checks = [check if check and check.state == DONE else None for _, _, check, _ in rows]
    points, homes = rules.points_of(held)
    seconds = [np.nan if one.seconds is None else float(one.seconds) for one in held]
    return Interviews(
        codes=rules.codes_of(questionnaire, held),
        is_label=rules.label_columns(questionnaire),
        interviewers=_names([response.interviewer for response, *_ in rows]),
        contracts=_names([str(response.contract_id) for response, *_ in rows]),
        seconds=np.array(seconds),
        started=rules.minutes_of(held),
        points=points,
        homes=homes,
        is_visit=np.array([response.mode == "face_to_face" for response, *_ in rows]),
        is_checked=np.array([check is not None for check in checks]),
        is_denied=np.array([check is not None and check.is_held is False for check in checks]),
        differing=np.array([0 if check is None else check.differing for check in checks]),
    )


def _villages(rows: Sequence[Row]) -> dict[tuple[int, str], tuple[float, float]]:
    """Return the median position of each village with enough interviews."""
    points: dict[tuple[int, str], list[tuple[float, float]]] = defaultdict(list)
    for response, trace, _, psu in rows:
        if psu and trace is not None and trace.latitude is not None:
            place = (trace.latitude, float(trace.longitude or 0.0))
            points[response.contract_id, psu].append(place)
    return {
        key: (
            sorted(north for north, _ in found)[len(found) // 2],
            sorted(east for _, east in found)[len(found) // 2],
        )
        for key, found in points.items()
        if len(found) >= FEWEST_FOR_VILLAGE
    }


def _names(values: Sequence[str]) -> "np.ndarray":
    import numpy as np

    return np.array(values, dtype=str)
