"""Fixtures for tests of the web: an application, people of several organisations, clients."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import wsgi
from evaluator.extensions import db
from evaluator.kinds.actors import Actor
from evaluator.models.accounts import Account, Membership
from evaluator.models.base import Base
from evaluator.models.organisations import Organisation
from evaluator.settings import Settings

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PASSWORD = "a password of tests"
# A cheap argon2 hash of it, made once: hashing for every account would take most of the time.
PASSWORD_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$bOknIfo250TCTcriJzX36g$jg8lzCNgoYmjGm1lVDUCEes3MAMPYsFGYdmfzXg+3xU"
)


@dataclass(frozen=True)
class People:
    """Accounts by login, and the organisations they belong to."""

    actors: dict[str, Actor]
    bureau: Organisation
    firm: Organisation
    other_bureau: Organisation
    other_firm: Organisation


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database; tests that matter on both are parametrised with `both_databases`."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'gongping.sqlite3'}"


both_databases = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of an installation that lives in a temporary folder."""
    return Settings(home=tmp_path / "home", database_url=database_url, is_testing=True)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on an empty database, at noon of one day."""
    application = wsgi.build(settings)
    application.config["CLOCK"] = lambda: NOON
    with application.app_context():
        Base.metadata.create_all(db.engine)
    yield application
    with application.app_context():
        db.session.close()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session beside those of the requests, as another process would have it."""
    with app.app_context():
        beside = db.sessionmaker()
    yield beside
    beside.close()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that stands at noon."""
    return lambda: NOON


@pytest.fixture
def people(session: Session) -> People:
    """A bureau and its assessor firm with people in each role, and a foreign pair beside them."""
    organisations = {
        name: Organisation(kind=kind, name=f"虚拟{name}")
        for name, kind in (
            ("民政局", "bureau"),
            ("评估公司", "assessor"),
            ("外县民政局", "bureau"),
            ("外县评估公司", "assessor"),
        )
    }
    session.add_all(organisations.values())
    session.flush()
    bureau, firm, other_bureau, other_firm = organisations.values()
    wanted = [
        ("admin", firm, "administrator"),
        ("lead", firm, "lead"),
        ("quality", firm, "quality"),
        ("field", firm, "field"),
        ("assessor", firm, "assessor"),
        ("interviewer", firm, "interviewer"),
        ("purchaser", bureau, "purchaser"),
        ("observer", bureau, "observer"),
        ("other-lead", other_firm, "lead"),
        ("other-purchaser", other_bureau, "purchaser"),
    ]
    actors = {login: _actor(session, login, at, role) for login, at, role in wanted}
    session.commit()
    return People(actors, bureau, firm, other_bureau, other_firm)


def _actor(session: Session, login: str, at: Organisation, role: str) -> Actor:
    account = Account(
        login=login,
        name=f"{login} 演示",
        password_hash=PASSWORD_HASH,
        created_at=NOON,
        memberships=[Membership(organisation_id=at.id, role=role)],
    )
    session.add(account)
    session.flush()
    return Actor(account.id, account.name, at.id, frozenset({role}))


@pytest.fixture
def client_of(app: Flask, people: People) -> Callable[[str | None], FlaskClient]:
    """Return a client that is signed in as one of the people, or as nobody."""
    app.config["WTF_CSRF_ENABLED"] = False

    def make(login: str | None) -> FlaskClient:
        client = app.test_client()
        if login is not None:
            actor = people.actors[login]
            with client.session_transaction() as cookie:
                cookie["_user_id"] = f"{actor.account_id}:0"
                cookie["_fresh"] = True
                cookie["organisation"] = actor.organisation_id
        return client

    return make
