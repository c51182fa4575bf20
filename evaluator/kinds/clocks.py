"""Clocks: time is always passed in, so that every deadline can be tested."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
LEGAL_ZONE = ZoneInfo("Asia/Shanghai")


def system_clock() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def legal_day(instant: datetime) -> date:
    """Return the date in China on which an instant falls; legal days are counted there."""
    return instant.astimezone(LEGAL_ZONE).date()
