"""This room is for the rules of flags: each raises at its threshold and not before it."""

from datetime import UTC, datetime, timedelta

import pytest

from surveys.kinds.documents import Questionnaire
from surveys.services.flag_rules import Held, Raised, flags_of
from tests.collection import full_answers

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine o'clock in China
VILLAGE = (42.30, 123.80)


def held(
    questionnaire: Questionnaire,
    name: str,
    seconds: int | None = 600,
    at: datetime | None = None,
    shift: float = 0.0,
    presence: str = "none",
    **answers: int,
) -> Held:
    """An interview with answers that are not all alike."""
    given = {"Q01": 4, "Q04": 3, "Q12": 2, **answers}
    return Held(
        submission_id=name,
        answers=full_answers(questionnaire, **given),
        presence=presence,
        seconds=seconds,
        started_at=at,
        latitude=None if at is None else VILLAGE[0] + shift,
        longitude=None if at is None else VILLAGE[1],
        village=VILLAGE,
    )


def kinds(found: list[Raised], name: str) -> set[str]:
    return {one.kind for one in found if one.submission_id == name}


def test_less_than_half_the_usual_time_is_fast(questionnaire: Questionnaire) -> None:
    one, other = held(questionnaire, "a", 400), held(questionnaire, "b", 250)
    asked = sum(answer is not None for answer in one.answers)
    found = flags_of(questionnaire, [one, other], [600 / asked] * 2, False)
    assert "fast" not in kinds(found, "a")
    assert "fast" in kinds(found, "b")
    flag = next(raised for raised in found if raised.kind == "fast")
    assert (flag.formula, flag.threshold) == ("F12-median", 2.0)
    assert flag.value == pytest.approx(2.4)


def test_nobody_is_fast_while_the_usual_time_is_unknown(questionnaire: Questionnaire) -> None:
    found = flags_of(questionnaire, [held(questionnaire, "a", 250)], [None], False)
    assert "fast" not in kinds(found, "a")


def test_what_cannot_have_been_read_aloud_is_below_the_floor(questionnaire: Questionnaire) -> None:
    rows = [held(questionnaire, "a", 30), held(questionnaire, "b", 900)]
    found = flags_of(questionnaire, rows, [None, None], False)
    assert "floor" in kinds(found, "a")
    assert "floor" not in kinds(found, "b")


def test_the_same_label_throughout_is_a_straight_line(questionnaire: Questionnaire) -> None:
    straight = held(questionnaire, "a", Q01=5, Q04=5, Q12=5)
    found = flags_of(questionnaire, [straight, held(questionnaire, "b")], [None] * 2, False)
    assert "straight" in kinds(found, "a")
    assert "straight" not in kinds(found, "b")


def test_two_equal_interviews_point_at_each_other_only_for_one_interviewer(
    questionnaire: Questionnaire,
) -> None:
    rows = [held(questionnaire, "a"), held(questionnaire, "b")]
    found = flags_of(questionnaire, rows, [None] * 2, True)
    assert {(one.submission_id, one.partner) for one in found if one.kind == "alike"} == {
        ("a", "b"),
        ("b", "a"),
    }
    alone = flags_of(questionnaire, rows, [None] * 2, False)
    assert not any(one.kind == "alike" for one in alone)


def test_two_homes_at_once_overlap(questionnaire: Questionnaire) -> None:
    rows = [
        held(questionnaire, "a", 600, MORNING),
        held(questionnaire, "b", 600, MORNING + timedelta(minutes=5), 0.005),
        held(questionnaire, "c", 600, MORNING + timedelta(minutes=40), 0.01),
    ]
    found = flags_of(questionnaire, rows, [None] * 3, True)
    overlap = [one for one in found if one.kind == "overlap"]
    assert [(one.submission_id, one.partner) for one in overlap] == [("b", "a")]
    assert overlap[0].value == pytest.approx(-5)


def test_night_and_distance_and_one_spot_are_seen(questionnaire: Questionnaire) -> None:
    night = MORNING + timedelta(hours=12)
    rows = [
        held(questionnaire, "a", 600, MORNING, 0.05),
        held(questionnaire, "b", 600, night, 0.0),
        held(questionnaire, "c", 600, night + timedelta(hours=1), 0.0001),
    ]
    found = flags_of(questionnaire, rows, [None] * 3, True)
    assert "far" in kinds(found, "a")
    assert "odd_hours" not in kinds(found, "a")
    assert {"odd_hours", "same_spot"} <= kinds(found, "b") & kinds(found, "c")


def test_thirteen_a_day_are_crowded(questionnaire: Questionnaire) -> None:
    rows = [
        held(questionnaire, f"{n:02d}", 600, MORNING + timedelta(minutes=30 * n), 0.002 * n)
        for n in range(13)
    ]
    assert "crowded" in kinds(flags_of(questionnaire, rows, [None] * 13, True), "00")
    fewer = flags_of(questionnaire, rows[:12], [None] * 12, True)
    assert "crowded" not in kinds(fewer, "00")


def test_staff_within_earshot_is_flagged(questionnaire: Questionnaire) -> None:
    row = held(questionnaire, "a", presence="staff")
    assert "staff_present" in kinds(flags_of(questionnaire, [row], [None], False), "a")


def test_nothing_gives_nothing(questionnaire: Questionnaire) -> None:
    assert flags_of(questionnaire, [], [], True) == []
