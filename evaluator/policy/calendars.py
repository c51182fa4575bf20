"""Working days with public holidays and the weekend days worked in exchange, and what falls due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from evaluator.policy.terms import Text

WORKING, CALENDAR = "working", "calendar"
DAY_UNITS = (WORKING, CALENDAR)
ONE_DAY = timedelta(days=1)
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class YearOfHolidays:
    """One year as announced: workdays off, and weekend days worked."""

    year: int
    off: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many days that a step may take, and who says so."""

    code: str
    name: Text
    days: int
    unit: str
    source: Text
    tag: str


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a deadline, until midnight; provisional where a year is not announced."""

    on: date
    is_provisional: bool


class WorkingCalendar:
    """Knows which days are worked; a year nobody announced counts Monday to Friday."""

    def __init__(self, years: Iterable[YearOfHolidays]) -> None:
        self._years = {year.year: year for year in years}

    def is_announced(self, day: date) -> bool:
        """Whether the holidays of the day's year are known."""
        return day.year in self._years

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        year = self._years.get(day.year)
        if year and day in year.off:
            return False
        return bool(year and day in year.work) or day.weekday() <= FRIDAY

    def due(self, served_on: date, days: int, unit: str) -> Due:
        """Return when a deadline ends that began on ``served_on``, which is day 0.

        Working days are counted one by one; calendar days end on a working day, if need be the
        next one.
        """
        day, is_sure = served_on, True
        for _counted in range(days):
            day = self._next(day, unit)
            is_sure &= self.is_announced(day)
        while not self.is_working(day):
            day += ONE_DAY
        return Due(day, not (is_sure and self.is_announced(day)))

    def latest_start(self, ends_on: date, days: int, unit: str) -> Due:
        """Return the latest day to begin so that so many days lie between it and ``ends_on``."""
        day = ends_on
        while self.due(day, days, unit).on > ends_on or not self.is_working(day):
            day -= ONE_DAY
        return Due(day, self.due(day, days, unit).is_provisional)

    def _next(self, day: date, unit: str) -> date:
        day += ONE_DAY
        while unit == WORKING and not self.is_working(day):
            day += ONE_DAY
        return day
