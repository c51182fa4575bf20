"""The processes of a running platform: started, kept alive, and never left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

import click

from evaluator.settings import Settings

# Set for the children of `gongping serve`: the number of the process that looks after them.
KEEPER = "GONGPING_KEEPER"
_SIGNAL_AT_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG of Linux
PATIENCE_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.5
# A process that ends again and again is started ever more slowly, so that the log stays readable.
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0

Start = Callable[[], "subprocess.Popen[bytes]"]


def start_web(settings: Settings) -> "subprocess.Popen[bytes]":
    """Start the web server with its workers."""
    # Processes, not threads: SQLite serialises writers, and threads would queue behind its lock.
    words = ["gunicorn", "wsgi:app", "--worker-class", "sync"]
    words += ["--workers", str(settings.workers), "--bind", f"{settings.host}:{settings.port}"]
    words += ["--timeout", "120", "--log-level", "warning", "--no-control-socket"]
    return _start("from evaluator.serving import run_web; run_web()", words[1:])


def start_worker() -> "subprocess.Popen[bytes]":
    """Start the worker that does the jobs."""
    return _start("import wsgi; wsgi.main()", ["work"])


def run_web() -> None:
    """Be the web server; ends with the process that started it."""
    from gunicorn.app.wsgiapp import run

    end_with_parent()
    run(prog="gunicorn")


def _start(code: str, words: Sequence[str]) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, KEEPER: str(os.getpid())}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
        [sys.executable, "-c", code, *words], env=environment
    )


def end_with_parent() -> None:
    """Ask the system to end this process with the keeper that started it, even if that is killed.

    Else a killed keeper would leave a server on the port and a worker on the queue, and the next
    one could not start or would do jobs twice. Does nothing for a process started by hand.
    """
    keeper = os.environ.get(KEEPER)
    if keeper is None or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_SIGNAL_AT_DEATH_OF_PARENT, signal.SIGTERM)
    if os.getppid() != int(keeper):  # it had ended before we asked
        raise SystemExit(1)


class _Kept:
    """One process that is to run, and what is needed to start it again."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.process = start()
        self.started_at = time.monotonic()
        self.pause = LOOK_EVERY_SECONDS

    def look(self) -> None:
        """Start the process again if it ended, after a pause that grows while it keeps ending."""
        ended = self.process.poll()
        lived = time.monotonic() - self.started_at
        if ended is None or lived < self.pause:
            return
        self.pause = (
            LOOK_EVERY_SECONDS
            if lived > STEADY_SECONDS
            else min(2 * self.pause, LONGEST_PAUSE_SECONDS)
        )
        click.echo(f"restarting a process that ended with {ended}", err=True)
        self.process, self.started_at = self.start(), time.monotonic()


def supervise(starts: Sequence[Start]) -> None:
    """Keep these processes running; end them all when this one is told to stop."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    kept: list[_Kept] = []
    with contextlib.suppress(KeyboardInterrupt):
        try:
            kept.extend(_Kept(start) for start in starts)
            while True:
                time.sleep(LOOK_EVERY_SECONDS)
                for one in kept:
                    one.look()
        finally:
            end_all([one.process for one in kept])


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def end_all(processes: "Sequence[subprocess.Popen[bytes]]", patience: float | None = None) -> None:
    """Ask processes to end, wait for them, and kill what does not listen."""
    # Asked twice, people mean the same: nothing may interrupt the tidying up.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    limit = time.monotonic() + (PATIENCE_SECONDS if patience is None else patience)
    for process in processes:
        try:
            process.wait(timeout=max(0.0, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
