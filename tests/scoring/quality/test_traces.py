"""This room is for the traces of interviews: haste, odd hours, one spot for many homes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.quality.traces import DAY, rounds_of, spots_of


def test_an_interview_that_begins_before_the_other_ended_overlaps() -> None:
    found = rounds_of([600.0, 605.0, 660.0], [600.0, 300.0, 300.0], ["a", "a", "a"])
    assert found.gap.tolist() == [np.inf, -5.0, 50.0]
    assert found.is_overlapping.tolist() == [False, True, False]
    assert found.is_rushed.tolist() == [False, True, False]


def test_the_rounds_of_two_interviewers_do_not_meet() -> None:
    found = rounds_of([600.0, 601.0], [600.0, 600.0], ["a", "b"])
    assert not found.is_overlapping.any()


def test_a_new_day_begins_without_a_gap() -> None:
    found = rounds_of([1050.0, DAY + 520.0], [600.0, 600.0], ["a", "a"])
    assert np.isinf(found.gap).all()


def test_thirteen_interviews_on_one_day_are_crowded_twelve_are_not() -> None:
    started = [500.0 + 30 * n for n in range(13)] + [DAY + 500.0 + 30 * n for n in range(12)]
    found = rounds_of(started, [300.0] * 25, ["a"] * 25)
    assert found.is_crowded.tolist() == [True] * 13 + [False] * 12


def test_early_morning_and_evening_are_odd_hours() -> None:
    found = rounds_of([6 * 60.0, 9 * 60.0, 19 * 60.0], [300.0] * 3, ["a", "b", "c"])
    assert found.is_at_odd_hours.tolist() == [True, False, True]


def test_what_has_no_time_bears_no_sign() -> None:
    found = rounds_of([np.nan, 600.0], [np.nan, 600.0], ["a", "a"])
    assert found.is_measured.tolist() == [False, True]
    assert not found.is_rushed.any()


@given(st.lists(st.floats(0, 5 * DAY), min_size=1, max_size=30))
def test_the_order_of_the_rows_does_not_matter(started: list[float]) -> None:
    order = np.argsort([hash((n, 7)) for n in range(len(started))], kind="stable")
    begin = np.unique(np.array(started))
    order = order[order < len(begin)]
    one = rounds_of(begin, np.full(len(begin), 300.0), ["a"] * len(begin))
    other = rounds_of(begin[order], np.full(len(begin), 300.0), ["a"] * len(begin))
    assert np.array_equal(one.gap[order], other.gap)


def test_one_spot_for_two_homes_is_seen_only_for_one_interviewer() -> None:
    points, homes = [[0.0, 0.0], [0.01, 0.0]], [[0.0, 0.0], [0.0, 0.0]]
    assert spots_of(points, homes, ["a", "a"]).is_same_spot.all()
    assert not spots_of(points, homes, ["a", "b"]).is_same_spot.any()


def test_three_kilometres_from_the_village_is_far() -> None:
    found = spots_of([[3.0, 0.0], [1.0, 0.0], [np.nan, np.nan]], [[0.0, 0.0]] * 3, ["a"] * 3)
    assert found.is_far.tolist() == [True, False, False]


def test_columns_of_other_lengths_are_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        rounds_of([1.0], [1.0, 2.0], ["a"])
    with pytest.raises(MethodError, match="wrong_shape"):
        rounds_of([1.0], [1.0], ["a", "b"])
    with pytest.raises(MethodError, match="wrong_shape"):
        spots_of([[0.0, 0.0]], [[0.0, 0.0]], ["a", "b"])
