"""Lines of the log tell where something went wrong and open no door."""

import io
import logging
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from evaluator.web.log_lines import Discreet, blackened
from surveys.services.links import proof_of
from tests.collection import Field

TOKEN = "0a1b2c3d4e5f6g7h8j9k0m1n2p"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"Error handling request POST /r/{TOKEN}/q/Q12", "Error handling request POST /r/…/q/Q12"),
        ("GET /r/short?lang=en", "GET /r/…?lang=en"),
        ("receipt 0A1B-2C3D-4E5F", "receipt …"),
        ("GET /cases/00112233445566778899aabbccddeeff/entry", "GET /cases/…/entry"),
        ("job 12 (freeze) failed in record_decision", "job 12 (freeze) failed in record_decision"),
    ],
)
def test_n28_secrets_are_blackened(line: str, shown: str) -> None:
    assert blackened(line) == shown


def test_a_trace_is_blackened_too() -> None:
    out, logger = io.StringIO(), logging.Logger("test")
    logger.addHandler(logging.StreamHandler(out))
    logger.addFilter(Discreet())
    try:
        raise LookupError(f"no /r/{TOKEN}")
    except LookupError:
        logger.exception("at %s", f"/r/{TOKEN}/send")
    assert TOKEN not in out.getvalue()
    assert "at /r/…/send" in out.getvalue()
    assert "LookupError: no /r/…" in out.getvalue()


def test_n28_a_fault_on_a_respondent_s_page_is_logged_without_its_link(
    client_of: Callable[[str | None], FlaskClient],
    field: Field,
    app: Flask,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    app.config["CLOCK"] = None  # whatever asks for the time breaks down
    proof = proof_of(field.settings, field.token())
    answer = client_of(None).post(f"/r/{field.token()}/begin", data={"proof": proof})
    assert answer.status_code == 500
    assert "/r/…/begin" in caplog.text
    assert field.token() not in caplog.text
    assert proof not in caplog.text
