"""A running platform for journeys: real web workers, a real job worker, an empty database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask

import wsgi
from evaluator.extensions import db, migrations
from evaluator.kinds.clocks import system_clock
from evaluator.settings import settings_from
from reports.demo.people import enter_people

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Platform:
    """The address of a running platform, and its application for what people do elsewhere."""

    address: str
    app: Flask

    def aside(self, work: Callable[[], None]) -> None:
        """Do something within the application, beside the browser.

        In a thread of its own, because the browser's event loop runs in this one.
        """

        def within() -> None:
            with self.app.app_context():
                work()

        with ThreadPoolExecutor(1) as other:
            other.submit(within).result()


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """The platform as `gongping serve` runs it, with the demo's people and nothing else."""
    port = free_port()
    environment = {
        **os.environ,
        "GONGPING_HOME": str(tmp_path / "home"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": "2",
    }
    app = wsgi.build(settings_from(environment))
    platform = Platform(f"http://127.0.0.1:{port}", app)
    platform.aside(_prepare)
    command = [sys.executable, "-c", "import wsgi; wsgi.main()", "serve"]
    log = (tmp_path / "serve.log").open("wb")
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
        command, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        wait_until_it_serves(platform.address, process)
        yield platform
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_SECONDS)
        log.close()
        platform.aside(lambda: db.engine.dispose())


def _prepare() -> None:
    migrations.upgrade()
    enter_people(db.session, system_clock)
    db.session.commit()


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_serves(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait for the first answer; a process that ends before has failed."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        assert process.poll() is None, "the platform ended while it was starting"
        try:
            with urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the platform did not serve in time")
