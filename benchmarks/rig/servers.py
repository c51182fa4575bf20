"""The real web server on a port of its own: started, killed, started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

HOUSE = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """The server of an installation with its worker processes."""

    home: Path
    database_url: str
    workers: int = 2
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--worker-class", "sync"]
        command += ["--workers", str(self.workers), "--bind", f"127.0.0.1:{self.port}"]
        command += ["--backlog", "2048", "--log-level", "critical", "--no-control-socket"]
        # In a group of its own, so that one signal ends it with all its workers.
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
            command, cwd=HOUSE, env=self.environment, start_new_session=True
        )
        limit = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < limit:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server does not answer")

    @property
    def environment(self) -> dict[str, str]:
        """What the server and commands beside it are told."""
        return {
            **os.environ,
            "GONGPING_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
        }

    def kill(self) -> None:
        """Kill the server and its workers without a word of warning."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
