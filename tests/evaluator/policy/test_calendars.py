"""Working days, holidays and the days worked in exchange."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.policy.calendars import CALENDAR, WORKING, Due
from evaluator.policy.packs import pack

CALENDAR_OF_ALL = pack().calendar


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_an_announced_year_agrees_with_an_independent_list(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert CALENDAR_OF_ALL.is_working(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("served_on", "days", "unit", "ends_on"),
    [
        # A Sunday worked in exchange counts; the day of service is day 0.
        (date(2026, 9, 18), 5, WORKING, date(2026, 9, 24)),
        # Spring festival: nine days off between two worked Saturdays.
        (date(2026, 2, 13), 2, WORKING, date(2026, 2, 24)),
        # Calendar days that end in the October holidays end on the first working day after.
        (date(2026, 9, 5), 30, CALENDAR, date(2026, 10, 8)),
        (date(2026, 4, 30), 1, WORKING, date(2026, 5, 6)),
    ],
)
def test_a_deadline_knows_holidays_and_exchanged_days(
    served_on: date, days: int, unit: str, ends_on: date
) -> None:
    assert CALENDAR_OF_ALL.due(served_on, days, unit) == Due(ends_on, is_provisional=False)


def test_a_deadline_into_a_year_not_announced_is_provisional() -> None:
    found = CALENDAR_OF_ALL.due(date(2026, 12, 28), 7, WORKING)
    assert found == Due(date(2027, 1, 6), is_provisional=True)
    assert not CALENDAR_OF_ALL.due(date(2026, 12, 21), 5, WORKING).is_provisional


@given(
    ends_on=st.dates(date(2026, 2, 1), date(2026, 12, 31)),
    days=st.integers(1, 40),
    unit=st.sampled_from([WORKING, CALENDAR]),
)
def test_the_latest_start_is_in_time_and_a_working_day_later_is_not(
    ends_on: date, days: int, unit: str
) -> None:
    start = CALENDAR_OF_ALL.latest_start(ends_on, days, unit).on
    assert CALENDAR_OF_ALL.due(start, days, unit).on <= ends_on
    later = CALENDAR_OF_ALL.due(start, 1, WORKING).on
    assert CALENDAR_OF_ALL.due(later, days, unit).on > ends_on
