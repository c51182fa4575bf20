"""The present request's actor, clock, settings and session, in the words of the services."""

from datetime import datetime
from typing import cast

from flask import current_app, g, session
from flask_login import current_user
from sqlalchemy.orm import Session

from evaluator.errors import NotSignedIn
from evaluator.extensions import db, login
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock, system_clock
from evaluator.models.accounts import Account
from evaluator.queries import accounts
from evaluator.settings import Settings


class SignedInAccount:
    """What the sign-in mechanics need to know of an account."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Identify the account and its epoch: raising the epoch ends all older sessions."""
        return f"{self.account.id}:{self.account.session_epoch}"


@login.user_loader  # type: ignore[untyped-decorator]  # the library ships no types
def load_account(identity: str) -> SignedInAccount | None:
    """Return the account of a session, unless it was signed out everywhere."""
    number, _, epoch = identity.partition(":")
    account = accounts.account(database(), int(number)) if number.isdigit() else None
    if account is None or str(account.session_epoch) != epoch:
        return None
    return SignedInAccount(account)


def current_actor() -> Actor | None:
    """Return who asks, or nothing where nobody is signed in."""
    if "actor" not in g:
        signed_in = current_user.is_authenticated
        g.actor = (
            accounts.actor_of(current_user.account, session.get("organisation"))
            if signed_in
            else None
        )
    return cast(Actor | None, g.actor)


def the_actor() -> Actor:
    """Return who asks; refuse where nobody is signed in."""
    actor = current_actor()
    if actor is None:
        raise NotSignedIn("not_signed_in")
    return actor


def database() -> Session:
    """Return the request's database session."""
    return db.session


def settings() -> Settings:
    """Return the installation's settings."""
    return cast(Settings, current_app.config["GONGPING"])


def clock() -> Clock:
    """Return the clock that services are given."""
    return cast(Clock, current_app.config.get("CLOCK", system_clock))


def now() -> datetime:
    """Return the present instant by the application's clock."""
    return clock()()
