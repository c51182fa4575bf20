"""Passwords: hashing by argon2, and slowing down those who guess."""

import hashlib
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evaluator.errors import NotAllowed, TooManyAttempts
from evaluator.kinds.clocks import Clock
from evaluator.models.accounts import Account, Throttle

FAILURES_ALLOWED = 10
WINDOW = timedelta(minutes=15)
_hasher = PasswordHasher()
# A hash of nothing anyone knows: an unknown login costs the same time as a known one.
_DECOY = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """Return the argon2 hash that is stored."""
    return _hasher.hash(password)


def is_right(account: Account, password: str) -> bool:
    """Whether the password is the account's."""
    return _matches(account.password_hash, password)


def check_credentials(
    session: Session, clock: Clock, login: str, password: str, origin: str
) -> Account:
    """Return the account of these credentials.

    Refuses with ``wrong_credentials`` or, after ten failures in a quarter of an hour from one
    origin for one login, with ``too_many_attempts``. Failures are counted in the database, so
    that all workers count together; the caller commits either way.
    """
    key = hashlib.sha256(f"{origin}\n{login}".encode()).hexdigest()
    counter = _counter(session, clock, key)
    if counter.failures >= FAILURES_ALLOWED:
        left = counter.window_starts_at + WINDOW - clock()
        raise TooManyAttempts("too_many_attempts", minutes=int(left.total_seconds() // 60) + 1)
    account = session.scalars(select(Account).where(Account.login == login)).one_or_none()
    matches = _matches(account.password_hash if account else _DECOY, password)
    if account is None or not matches or not account.is_active:
        # Added up by the database: of two who fail at once neither count is lost.
        counter.failures = Throttle.failures + 1
        session.flush()
        raise NotAllowed("wrong_credentials")
    counter.failures = 0
    session.flush()
    return account


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _counter(session: Session, clock: Clock, key: str) -> Throttle:
    counter = session.get(Throttle, key)
    if counter is None:
        counter = _fresh_counter(session, clock, key)
    elif clock() - counter.window_starts_at > WINDOW:
        counter.window_starts_at = clock()
        counter.failures = 0
    return counter


def _fresh_counter(session: Session, clock: Clock, key: str) -> Throttle:
    """Begin to count; where another worker begins at the same moment, count on from there."""
    try:
        with session.begin_nested():
            counter = Throttle(key=key, window_starts_at=clock(), failures=0)
            session.add(counter)
    except IntegrityError:
        return session.get_one(Throttle, key)
    return counter
