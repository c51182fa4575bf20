"""A server killed between any two steps of a visit loses nothing that it acknowledged."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPException
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from surveys.models.responses import Draft, Receipt, Response, ResponseConflict
from tests.collection import Field
from tests.web import both_databases

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0


class _Stay(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the caller, as somebody who loses the network in between."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


@dataclass
class Server:
    """The real server, as it runs in an installation, on a port of its own."""

    home: Path
    database_url: str
    port: int
    process: subprocess.Popen[bytes] | None = None
    opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(_Stay)
    )

    def start(self) -> None:
        """Start and wait until it answers."""
        environment = {
            **os.environ,
            "GONGPING_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
        }
        command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--workers", "2"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--log-level", "error"]
        command += ["--no-control-socket"]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
            command, cwd=ROOT, env=environment, start_new_session=True
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if self.ask("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """Kill the server and its workers without a word of warning."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, page and where the answer leads."""
        data = None if form is None else urllib.parse.urlencode(form).encode()
        address = f"http://127.0.0.1:{self.port}{path}"
        try:
            with self.opener.open(address, data, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode(), ""
        except urllib.error.HTTPError as answer:
            with answer:
                lead = answer.headers.get("Location", "")
                return answer.code, answer.read().decode(), lead


@pytest.fixture
def server(app: Flask, field: Field) -> Iterator[Server]:
    """A running server on the same database as the fixtures."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Server(field.settings.home, field.settings.database_url, port)
    running.start()
    yield running
    running.kill()


def _hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def _form(page: str) -> dict[str, str]:
    choice = re.search(r'<input type="radio" name="(\w+)" value="(-?\d+)"', page)
    return _hidden(page) | ({choice[1]: choice[2]} if choice else {})


def _walk(server: Server, token: str, before: Callable[[int], None]) -> tuple[str, dict[str, str]]:
    """Go from the link to the review; ``before`` is called ahead of every request."""
    before(0)
    form = _hidden(server.ask(f"/r/{token}")[1])
    before(1)
    address = server.ask(f"/r/{token}/begin", form)[2]
    step = 2
    while not address.endswith("/review"):
        before(step)
        page = server.ask(address)[1]
        before(step + 1)
        status, _, address = server.ask(address, _form(page))
        assert status == 302
        step += 2
    before(step)
    return address, _hidden(server.ask(address)[1])


def _receipt(page: str) -> str:
    found = re.search(r"data-receipt>([0-9A-Z-]+)<", page)
    assert found is not None, page
    return found[1]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_n02_a_kill_between_any_two_steps_loses_no_answer(server: Server, field: Field) -> None:
    token = field.token()

    def kill_sometimes(step: int) -> None:
        # Every seventh boundary: begin, after a page was shown, after an answer was acknowledged.
        if step % 7 == 3:
            server.kill()
            server.start()

    _, form = _walk(server, token, kill_sometimes)
    field.session.rollback()
    draft = field.session.scalars(select(Draft)).one()
    acknowledged = [answer for answer in draft.answers if answer is not None]
    assert len(acknowledged) == 27
    server.kill()
    server.start()
    receipt = _receipt(server.ask(f"/r/{token}/send", form)[1])
    server.kill()
    server.start()
    assert _receipt(server.ask(f"/r/{token}/send", form)[1]) == receipt
    field.session.rollback()
    response = field.session.scalars(select(Response)).one()
    assert [answer for answer in response.answers if answer is not None] == acknowledged
    assert field.session.scalar(select(func.count()).select_from(Draft)) == 0
    assert "<form" not in server.ask(f"/r/{token}")[1]


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("delay", [0.0, 0.002, 0.005, 0.01, 0.03])
def test_n02_a_kill_in_the_middle_of_the_last_step_ends_with_one_whole_response(
    server: Server, field: Field, delay: float
) -> None:
    token = field.token()
    _, form = _walk(server, token, lambda _: None)

    def send() -> str | None:
        try:
            return server.ask(f"/r/{token}/send", form)[1]
        except (OSError, HTTPException):  # cut off before the answer, or within it
            return None

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(send)
        time.sleep(delay)
        server.kill()
        page = first.result()
    server.start()
    again = _receipt(server.ask(f"/r/{token}/send", form)[1])
    if page is not None:
        assert _receipt(page) == again
    field.session.rollback()
    assert len(field.session.scalars(select(Response)).all()) == 1
    assert field.session.scalar(select(func.count()).select_from(Receipt)) == 1
    assert field.session.scalar(select(func.count()).select_from(Draft)) == 0


@pytest.mark.slow
@pytest.mark.timeout(240)
@both_databases
def test_n01_fifty_at_once_over_the_wire_store_one_response(server: Server, field: Field) -> None:
    token = field.token()
    _, form = _walk(server, token, lambda _: None)

    def send(_: int) -> tuple[int, str]:
        status, page, _lead = server.ask(f"/r/{token}/send", form)
        return status, re.sub(r'nonce="[^"]*"', "", page)

    with ThreadPoolExecutor(50) as pool:
        pages = set(pool.map(send, range(50)))
    assert len(pages) == 1
    assert next(iter(pages))[0] == 200
    field.session.rollback()
    for table, count in ((Response, 1), (Receipt, 1), (ResponseConflict, 0), (Draft, 0)):
        assert field.session.scalar(select(func.count()).select_from(table)) == count
