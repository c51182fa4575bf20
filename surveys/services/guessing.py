"""Slowing down those who guess links or receipts; a right one always opens."""

from datetime import timedelta

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from evaluator.errors import TooManyAttempts
from evaluator.kinds.clocks import Clock
from evaluator.models.accounts import Throttle

MISSES_ALLOWED = 30
WINDOW = timedelta(minutes=15)


def note_miss(engine: Engine, clock: Clock, key: str) -> None:
    """Count a wrong guess from an origin; refuse after thirty in a quarter of an hour.

    Only wrong guesses are counted and only they are refused: a village that shares one address
    cannot be shut out by somebody who guesses there.
    """
    now = clock()
    fresh = Throttle.window_starts_at > now - WINDOW
    with engine.begin() as connection:
        counted = connection.execute(
            update(Throttle)
            .where(Throttle.key == key, fresh)
            .values(failures=Throttle.failures + 1)
            .execution_options(synchronize_session=False)
        ).rowcount
        if not counted:
            counted = connection.execute(
                update(Throttle)
                .where(Throttle.key == key)
                .values(failures=1, window_starts_at=now)
                .execution_options(synchronize_session=False)
            ).rowcount
    if not counted:
        _begin(engine, clock, key)
        return
    with engine.connect() as connection:
        wanted = select(Throttle.failures).where(Throttle.key == key)
        failures = connection.execute(wanted).scalar_one()
    if failures > MISSES_ALLOWED:
        raise TooManyAttempts("too_many_attempts", minutes=WINDOW.seconds // 60)


def _begin(engine: Engine, clock: Clock, key: str) -> None:
    try:
        with engine.begin() as connection:
            connection.execute(
                insert(Throttle).values(key=key, window_starts_at=clock(), failures=1)
            )
    except IntegrityError:
        pass  # somebody began to count at the same moment; one guess more or less is no matter
