"""An upgraded database is the one that the models describe, on both kinds of database."""

from pathlib import Path

import pytest

import wsgi
from evaluator.extensions import db, migrations
from evaluator.settings import Settings
from tests.architecture.house import HOUSE, no_fault_in
from tests.web import both_databases


@pytest.fixture
def upgraded(settings: Settings) -> list[tuple[object, ...]]:
    """What still differs from the models after all migrations ran on an empty database."""
    application = wsgi.build(settings)
    with application.app_context():
        migrations.upgrade()
        differences = migrations.compare_metadata()
        migrations.upgrade()  # a second time changes nothing and does not fail
        db.engine.dispose()
    return differences


@both_databases
def test_migrations_lead_to_the_models(upgraded: list[tuple[object, ...]]) -> None:
    no_fault_in(upgraded)


def test_there_are_migrations_and_each_says_what_it_does() -> None:
    versions: list[Path] = sorted((HOUSE / "evaluator" / "migrations").rglob("*.py"))
    assert versions != []
    bare = [path.name for path in versions if not path.read_text().startswith('"""')]
    no_fault_in(bare)
