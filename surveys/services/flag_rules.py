"""The rules that raise flags on responses: each with its formula, value and threshold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from evaluator.kinds.clocks import LEGAL_ZONE
from scoring.quality.duplicates import largest_shares
from scoring.quality.straightlining import straight_lines
from scoring.quality.traces import (
    DAY,
    DAY_BEGINS,
    DAY_ENDS,
    FAR_KM,
    MOST_A_DAY,
    SAME_SPOT_KM,
    rounds_of,
    spots_of,
)
from surveys.kinds.documents import Questionnaire

TWICE_AS_FAST = 2.0
CHARACTERS_A_SECOND = 5.0
FEWEST_LABELS = 8
NEARLY_ALL = 0.90
NOT_ASKED = -9
PASSED_BY = 254  # stands for a question that was not asked, where likeness is looked for
SCALES = ("scale5", "stars")
KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Held:
    """What one response is judged by."""

    submission_id: str
    answers: Sequence[Any]
    presence: str
    seconds: int | None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    # The middle of the interviews of the same village, where enough are known.
    village: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """One flag: what was computed by which formula, and the threshold it passed."""

    submission_id: str
    kind: str
    formula: str
    value: float
    threshold: float
    partner: str = ""


def codes_of(questionnaire: Questionnaire, held: Sequence[Held]) -> np.ndarray:
    """Return the coded answers (n, K) of questions with codes; -9 where nothing was asked."""
    places = coded_places(questionnaire)
    rows = [
        [answer if _is_code(answer := one.answers[place]) else NOT_ASKED for place in places]
        for one in held
    ]
    return np.array(rows, dtype=np.int64).reshape(len(held), len(places))


def coded_places(questionnaire: Questionnaire) -> list[int]:
    """Return the places of the questions that are answered by a code."""
    return [place for place, question in enumerate(questionnaire.questions) if question.codes]


def label_columns(questionnaire: Questionnaire) -> np.ndarray:
    """Return which of the coded questions stand on the common scale of labels."""
    coded = [questionnaire.questions[place] for place in coded_places(questionnaire)]
    return np.array([question.kind in SCALES for question in coded], dtype=np.bool_)


def minutes_of(held: Sequence[Held]) -> np.ndarray:
    """Return when each began, in minutes since the first midnight in China; NaN without a time."""
    local = [
        None if one.started_at is None else one.started_at.astimezone(LEGAL_ZONE) for one in held
    ]
    days = [moment.date().toordinal() for moment in local if moment is not None]
    first = min(days, default=0)
    return np.array(
        [
            np.nan
            if moment is None
            else (moment.date().toordinal() - first) * DAY
            + moment.hour * 60
            + moment.minute
            + moment.second / 60
            for moment in local
        ],
        dtype=np.float64,
    )


def points_of(held: Sequence[Held]) -> tuple[np.ndarray, np.ndarray]:
    """Return positions and villages (n, 2) in kilometres on a plane; NaN where unknown."""
    here = np.array(
        [(_number(one.longitude), _number(one.latitude)) for one in held], dtype=np.float64
    ).reshape(len(held), 2)
    home = np.array([one.village or (np.nan, np.nan) for one in held], dtype=np.float64).reshape(
        len(held), 2
    )[:, ::-1]
    narrowing = np.cos(np.radians(np.nan_to_num(here[:, 1])))
    scale = np.stack([narrowing, np.ones(len(held))], axis=1) * KM_A_DEGREE
    return here * scale, home * scale


def flags_of(
    questionnaire: Questionnaire,
    held: Sequence[Held],
    paces: Sequence[float | None],
    is_one_interviewer: bool,
) -> list[Raised]:
    """Return the flags of responses.

    ``paces``: of each, the median seconds a question in its contract; None while too few are
    known. ``is_one_interviewer``: they are all those of one interviewer, so that rounds, spots and
    likeness can be compared; else each was filled in alone.
    """
    if not held:
        return []
    found = [*_speed(questionnaire, held, paces), *_listeners(held)]
    codes = codes_of(questionnaire, held)
    found += _straight(questionnaire, held, codes)
    if is_one_interviewer:
        found += [*_alike(held, codes), *_rounds(held), *_places(held)]
    return sorted(found, key=lambda one: (one.submission_id, one.kind))


def _speed(
    questionnaire: Questionnaire, held: Sequence[Held], paces: Sequence[float | None]
) -> Iterator[Raised]:
    lengths = [len(question.text.get("zh", "")) for question in questionnaire.questions]
    for one, usual in zip(held, paces, strict=True):
        if not one.seconds:
            continue
        asked = [place for place, answer in enumerate(one.answers) if answer is not None]
        if usual and asked:
            index = usual / (one.seconds / len(asked))
            if index >= TWICE_AS_FAST:
                yield Raised(one.submission_id, "fast", "F12-median", index, TWICE_AS_FAST)
        floor = sum(lengths[place] for place in asked) / CHARACTERS_A_SECOND
        if one.seconds < floor:
            yield Raised(one.submission_id, "floor", "F12-floor", float(one.seconds), floor)


def _listeners(held: Sequence[Held]) -> Iterator[Raised]:
    for one in held:
        if one.presence == "staff":
            yield Raised(one.submission_id, "staff_present", "F9", 1.0, 1.0)


def _straight(
    questionnaire: Questionnaire, held: Sequence[Held], codes: np.ndarray
) -> Iterator[Raised]:
    lines = straight_lines(codes[:, label_columns(questionnaire)], fewest=FEWEST_LABELS)
    for row in _rows(lines.is_flagged):
        yield Raised(held[row].submission_id, "straight", "F13-deviation", 0.0, 0.0)


def _alike(held: Sequence[Held], codes: np.ndarray) -> Iterator[Raised]:
    # To be led past a question alike is to be alike; not to know is not.
    nearest = largest_shares(np.where(codes == NOT_ASKED, PASSED_BY, codes), limit=NEARLY_ALL)
    for row in _rows(nearest.is_flagged):
        partner = held[int(nearest.partner[row])].submission_id
        share = float(nearest.share[row])
        yield Raised(held[row].submission_id, "alike", "F13-match", share, NEARLY_ALL, partner)


def _rounds(held: Sequence[Held]) -> Iterator[Raised]:
    started = minutes_of(held)
    seconds = np.array([_number(one.seconds) for one in held])
    rounds = rounds_of(started, seconds, np.zeros(len(held), dtype=np.int64))
    order = sorted(range(len(held)), key=lambda row: float(np.nan_to_num(started[row], nan=-1)))
    for before, row in zip([-1, *order], order, strict=False):
        one = held[row].submission_id
        if rounds.is_overlapping[row]:
            other = held[before].submission_id
            yield Raised(one, "overlap", "F13-overlap", float(rounds.gap[row]), 0.0, other)
        if rounds.is_crowded[row]:
            yield Raised(one, "crowded", "F13-day", float(rounds.held[row]), MOST_A_DAY)
        if rounds.is_at_odd_hours[row]:
            hour = float(rounds.hour[row])
            limit = DAY_BEGINS if hour < DAY_BEGINS else DAY_ENDS
            yield Raised(one, "odd_hours", "F13-hour", hour, limit)


def _places(held: Sequence[Held]) -> Iterator[Raised]:
    points, homes = points_of(held)
    spots = spots_of(points, homes, np.zeros(len(held), dtype=np.int64))
    for row in _rows(spots.is_far):
        distance = float(spots.distance[row])
        yield Raised(held[row].submission_id, "far", "F13-distance", distance, FAR_KM)
    for row in _rows(spots.is_same_spot):
        apart = np.hypot(*(points - points[row]).T)
        apart[row] = np.inf
        yield Raised(
            held[row].submission_id,
            "same_spot",
            "F13-spot",
            float(spots.nearest[row]),
            SAME_SPOT_KM,
            held[int(np.nanargmin(apart))].submission_id,
        )


def _rows(found: np.ndarray) -> list[int]:
    return [int(row) for row in np.flatnonzero(found)]


def _is_code(answer: Any) -> bool:
    return isinstance(answer, int) and not isinstance(answer, bool)


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
