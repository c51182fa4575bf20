"""What is sent reaches the database as a value, never as part of a statement."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.datastructures import ImmutableMultiDict

from evaluator.extensions import db
from tests.collection import Field
from tests.security.world import World
from tests.web import both_databases

ClientOf = Callable[[str | None], FlaskClient]
SIGN = "zqx"
HOSTILE = (
    f"{SIGN}' OR '1'='1",
    f'{SIGN}"; DROP TABLE response; --',
    f"{SIGN}') UNION VALUES (1) --",
    f"{SIGN}` \\' /* %s ? :1 */",
)


class Insistent(ImmutableMultiDict[str, str]):
    """What was sent, as if every field that a view asks for held the same hostile text."""

    text = HOSTILE[0]

    def __contains__(self, key: object) -> bool:
        """Have everything."""
        return True

    def __bool__(self) -> bool:
        """Never be empty."""
        return True

    def __getitem__(self, key: str) -> str:
        """Give the hostile text."""
        return self.text

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # noqa: A002 - as there
        """Give the hostile text, read as the view wishes."""
        try:
            return self.text if type is None else type(self.text)
        except ValueError:
            return default

    def getlist(self, key: str, type: Any = None) -> list[Any]:  # noqa: A002 - as there
        """Give it as the only value."""
        value = self.get(key, None, type)
        return [] if value is None else [value]


@pytest.fixture
def statements(app: Flask) -> Iterator[list[tuple[str, str]]]:
    """Every statement that the database is given, with its values."""
    given: list[tuple[str, str]] = []

    def keep(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        given.append((statement, repr(values)))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", keep)
    yield given
    event.remove(engine, "before_cursor_execute", keep)


@pytest.mark.parametrize("text", HOSTILE)
def test_n17_no_field_of_any_page_becomes_part_of_a_statement(
    world: World,
    client_of: ClientOf,
    statements: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
) -> None:
    monkeypatch.setattr(Insistent, "text", text)
    monkeypatch.setattr(Request, "parameter_storage_class", Insistent)
    broken = []
    for rule, method in world.rules():
        answer = client_of("lead").open(world.address(rule), method=method)
        answer.close()
        if answer.status_code >= 500:
            broken.append((method, rule.rule, answer.status_code))
    assert broken == []
    assert [statement for statement, _ in statements if SIGN in statement] == []
    assert sum(SIGN in values for _, values in statements) >= 5, "the walk reached no statement"


@both_databases
@pytest.mark.parametrize("name", ["kind", "interviewer", "status", "after"])
def test_n17_a_filter_finds_what_it_names_and_nothing_by_force(
    client_of: ClientOf, field: Field, name: str
) -> None:
    lead = client_of("lead")
    address = f"/waves/{field.wave.id}/responses"
    for text in HOSTILE:
        page = lead.get(address, query_string={name: text})
        assert page.status_code == 200
        assert "/responses/" not in page.text.partition("<main")[2].replace(address, "")
    assert lead.get(f"/waves/{field.wave.id}/links", query_string={"page": HOSTILE[0]}).text
