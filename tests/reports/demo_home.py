"""Fixtures for tests of results: a small demo, loaded once, and a copy of it for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import wsgi
from evaluator.extensions import db
from evaluator.jobs.mount import works_of
from evaluator.kinds.actors import Actor
from evaluator.models.accounts import Account, Membership
from evaluator.models.base import Base
from evaluator.models.evaluations import Evaluation
from evaluator.models.organisations import Organisation
from evaluator.queries.accounts import actor_of
from evaluator.settings import Settings, settings_from
from reports.demo.load import load_demo
from reports.demo.scenes import Scene, scenes
from reports.demo.stages import Stage
from reports.models.decisions import DecisionCase
from reports.queries.runs import cases_of, latest_run
from tests.web import NOON, PASSWORD_HASH

SCENES: tuple[Scene, ...] = scenes(0.15)
ONE, SIX, IN_FIELD = (scene.code for scene in SCENES)
RECIPIENTS = 4_000
# Who is no party to the demo: other organisations, and the contractor who is judged.
STRANGERS = (
    ("other-purchaser", "bureau", "purchaser"),
    ("other-lead", "assessor", "lead"),
    ("contractor", "contractor", "contractor"),
)


def settings_at(home: Path) -> Settings:
    """Settings of an installation in a folder, whose jobs are done at once."""
    plain = settings_from({"GONGPING_HOME": str(home)})
    return Settings(home=plain.home, database_url=plain.database_url, is_testing=True)


def stage_of(app: Flask) -> Stage:
    """What the loading of the demo needs, within an application's context."""
    settings = app.config["GONGPING"]
    return Stage(db.sessionmaker, db.engine, settings, works_of(app), lambda *_: None)


def build(home: Path) -> Flask:
    """An application with the tables of an empty database."""
    app = wsgi.build(settings_at(home))
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["CLOCK"] = lambda: NOON
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def dispose(app: Flask) -> None:
    """Let go of an application's database."""
    with app.app_context():
        db.session.close()
        db.engine.dispose()


@dataclass(frozen=True)
class Demo:
    """A loaded demo: its application, a session beside the requests, and its people."""

    app: Flask
    session: Session

    @property
    def settings(self) -> Settings:
        """The settings of its installation."""
        settings: Settings = self.app.config["GONGPING"]
        return settings

    def clock(self) -> datetime:
        """Noon, always."""
        return NOON

    def actor(self, login: str) -> Actor:
        """The person behind a login."""
        wanted = select(Account).where(Account.login == login)
        found = actor_of(self.session.scalars(wanted).one())
        assert found is not None
        return found

    def evaluation(self, code: str) -> Evaluation:
        """The evaluation of a scene."""
        return self.session.scalars(select(Evaluation).where(Evaluation.code == code)).one()

    def cases(self, code: str) -> list[DecisionCase]:
        """The decision cases of a scene."""
        run = latest_run(self.session, self.evaluation(code))
        assert run is not None
        return cases_of(self.session, run)

    def client(self, login: str, language: str = "en") -> FlaskClient:
        """A browser in which this person is signed in."""
        actor, client = self.actor(login), self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"{actor.account_id}:0"
            cookie["_fresh"] = True
            cookie["organisation"] = actor.organisation_id
            cookie["locale"] = language
        return client


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an installation with a small demo, loaded once; nobody writes there."""
    home = tmp_path_factory.mktemp("demo") / "home"
    app = build(home)
    with app.app_context():
        load_demo(stage_of(app), SCENES, RECIPIENTS)
        _enter_strangers(db.sessionmaker)
    dispose(app)
    return home


@pytest.fixture
def demo(demo_folder: Path, tmp_path: Path) -> Iterator[Demo]:
    """A demo of one's own."""
    shutil.copytree(demo_folder, tmp_path / "home")
    app = build(tmp_path / "home")
    with app.app_context():
        session = db.sessionmaker()
    yield Demo(app, session)
    session.close()
    dispose(app)


def _enter_strangers(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        for login, kind, role in STRANGERS:
            organisation = Organisation(kind=kind, name=f"外县{login}")
            session.add(organisation)
            session.flush()
            membership = Membership(organisation_id=organisation.id, role=role)
            session.add(
                Account(
                    login=login,
                    name=login,
                    password_hash=PASSWORD_HASH,
                    created_at=NOON,
                    memberships=[membership],
                )
            )
