"""Processes that are kept alive come back when they fall over, and end with their keeper."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evaluator.serving import end_all

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0
# A keeper of one child that notes its number, as `gongping serve` keeps a worker.
KEEPER = """
import pathlib, sys
from evaluator import serving
CHILD = '''
import os, pathlib, sys, time
from evaluator.serving import end_with_parent
end_with_parent()
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(600)
'''
serving.supervise([lambda: serving._start(CHILD, [sys.argv[1]])])
"""


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """Where the child writes its number."""
    return tmp_path / "child"


@pytest.fixture
def keeper(note: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A keeper whose child runs."""
    words = [sys.executable, "-c", KEEPER, str(note)]
    process = subprocess.Popen(words, cwd=ROOT)  # noqa: S603 - our own interpreter and words
    _until(lambda: _number(note) > 0)
    yield process
    process.kill()
    process.wait()


def _number(note: Path) -> int:
    return int(note.read_text() or 0) if note.exists() else 0


def _lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _until(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.02)


def test_a_dead_child_is_started_again(keeper: subprocess.Popen[bytes], note: Path) -> None:
    first = _number(note)
    os.kill(first, signal.SIGKILL)
    _until(lambda: _number(note) not in (0, first))
    assert _lives(_number(note))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_no_child_outlives_its_keeper(
    keeper: subprocess.Popen[bytes], note: Path, number: signal.Signals
) -> None:
    keeper.send_signal(number)
    keeper.wait(timeout=PATIENCE)
    _until(lambda: not _lives(_number(note)))
    assert keeper.returncode == (-number if number == signal.SIGKILL else 0)


def test_a_child_that_does_not_listen_is_killed() -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(); input()"
    before = {number: signal.getsignal(number) for number in (1, 2, 15)}
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
        [sys.executable, "-c", deaf], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdin is not None
    child.stdout.readline()
    try:
        end_all([child], patience=0.2)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        child.stdout.close()
        child.stdin.close()
    assert child.returncode == -signal.SIGKILL
