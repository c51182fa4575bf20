"""A database that is full, read-only or restored: nothing typed is lost, nothing is feigned."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, func, select, text

from evaluator.extensions import db
from scoring.canonical import hash_of
from surveys.models.responses import Draft, Response
from surveys.services.links import proof_of
from surveys.services.questionnaires import instrument
from tests.collection import Field, full_answers
from tests.web import both_databases

TYPED = re.compile(r'<textarea name="([^"]+)" hidden>\n([^<]*)</textarea>')


def _typed(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in TYPED.findall(page)}


def _send_form(field: Field) -> dict[str, str]:
    """The form of somebody at the last step."""
    answers = full_answers(instrument("T"))
    return {
        "proof": proof_of(field.settings, field.token()),
        "submission_id": "0" * 31 + "a",
        "answers": json.dumps(answers, ensure_ascii=False),
    }


@contextmanager
def _on_every_connection(app: Flask, statement: str) -> Iterator[None]:
    """Let the database refuse to write, by a rule of its own, for a while."""
    with app.app_context():
        engine = db.engine

    def set_rule(connection: Any, *_: object) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        connection.commit()

    engine.dispose()
    event.listen(engine, "connect", set_rule)
    try:
        yield
    finally:
        event.remove(engine, "connect", set_rule)
        engine.dispose()


def _full(app: Flask) -> str:
    """The rule by which the file may not grow by a page any more."""
    with app.app_context(), db.engine.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
    return f"PRAGMA max_page_count = {pages}"


def _refuses_and_holds_the_answers(app: Flask, field: Field, rule: str) -> None:
    form = _send_form(field)
    # Far more than what may be left on the pages that are there.
    form["answers"] = form["answers"].replace("谢谢", "谢" * 1900)
    phone = app.test_client(use_cookies=False)
    address = f"/r/{field.token()}/send"
    field.session.rollback()
    with _on_every_connection(app, rule):
        refused = phone.post(address, data=form)
    assert refused.status_code == 503
    assert "data-receipt" not in refused.text
    held = _typed(refused.text)
    assert held == form
    field.session.rollback()
    assert field.session.scalar(select(func.count()).select_from(Response)) == 0
    kept = phone.post(address, data=held)
    assert kept.status_code == 200
    assert "data-receipt" in kept.text
    field.session.rollback()
    assert field.session.scalar(select(func.count()).select_from(Response)) == 1


def test_n10_a_full_disk_stores_nothing_and_hands_the_answers_back(
    app: Flask, field: Field
) -> None:
    # Small pages would leave room; the long answer needs pages that may not be added.
    _refuses_and_holds_the_answers(app, field, _full(app))


@both_databases
def test_n10_a_read_only_database_hands_the_answers_back(app: Flask, field: Field) -> None:
    with app.app_context():
        is_sqlite = db.engine.dialect.name == "sqlite"
    rule = "PRAGMA query_only = ON" if is_sqlite else "SET default_transaction_read_only = on"
    _refuses_and_holds_the_answers(app, field, rule)


def test_n10_a_page_that_could_not_be_saved_keeps_what_was_typed(app: Flask, field: Field) -> None:
    phone = app.test_client(use_cookies=False)
    form = {"proof": _send_form(field)["proof"], "Q00": "1", "go": "on"}
    address = f"/r/{field.token()}/q/Q00"
    with _on_every_connection(app, "PRAGMA query_only = ON"):
        refused = phone.post(address, data=form)
    assert refused.status_code == 503
    assert _typed(refused.text) == form
    assert phone.post(address, data=form).status_code == 302
    field.session.rollback()
    assert field.session.scalars(select(Draft)).one().answers[0] == 1


def test_n10_passwords_are_not_handed_back(app: Flask, field: Field) -> None:
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    with _on_every_connection(app, "PRAGMA query_only = ON"):
        refused = client.post("/sign-in", data={"login": "lead", "password": "secret words"})
    assert refused.status_code == 503
    assert "secret words" not in refused.text


def _digests(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = connection.execute("SELECT submission_id, answers FROM response ORDER BY submission_id")
    return [(row[0], hash_of(row[1])) for row in rows]


def test_n12_a_restored_copy_holds_every_response_with_an_equal_hash(
    app: Flask, field: Field, tmp_path: Path
) -> None:
    phone = app.test_client(use_cookies=False)
    form = _send_form(field)
    assert phone.post(f"/r/{field.token()}/send", data=form).status_code == 200
    stored = str(field.settings.database_url).removeprefix("sqlite:///")
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(stored) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        before = _digests(source)
    restored = tmp_path / "restored.sqlite3"
    shutil.copy(copy, restored)
    with sqlite3.connect(restored) as connection:
        assert _digests(connection) == before
    assert len(before) == 1
