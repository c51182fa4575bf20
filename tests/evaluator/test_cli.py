"""What the commands of the foundation refuse: serving well-known passwords to other machines."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

import wsgi
from evaluator.cli import serve, upgrade_database
from evaluator.extensions import db
from evaluator.settings import settings_from
from reports.demo.people import enter_people


def _app(home: Path, environment: dict[str, str]) -> Flask:
    return wsgi.build(settings_from({"GONGPING_HOME": str(home), **environment}))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the demo's accounts."""
    app = _app(tmp_path, {})
    with app.app_context():
        upgrade_database()
        enter_people(db.session, lambda: datetime(2026, 11, 23, tzinfo=UTC))
        db.session.commit()
        db.session.close()
        db.engine.dispose()
    return tmp_path


def test_the_database_is_readable_by_its_owner_only(home: Path) -> None:
    assert (home / "gongping.sqlite3").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "environment",
    [{"HOST": "0.0.0.0"}, {"HOST": "192.0.2.7"}, {"PUBLIC_URL": "https://pingjia.example.cn"}],  # noqa: S104 - refused, not bound
)
def test_demo_accounts_are_not_served_to_other_machines(
    home: Path, environment: dict[str, str]
) -> None:
    app = _app(home, environment)
    result = CliRunner().invoke(serve, obj=ScriptInfo(create_app=lambda: app))
    with app.app_context():
        db.engine.dispose()
    assert result.exit_code == 1
    assert "assessor" in result.output
    assert "--demo-anyway" in result.output
