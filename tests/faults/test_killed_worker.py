"""A job worker killed in the middle of its work: the platform starts it anew, and it ends once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from evaluator.extensions import db, migrations
from evaluator.models.jobs import DONE, RUNNING, Job
from evaluator.services.audit import broken_position
from reports.models.decisions import DecisionCase
from reports.models.runs import ScoringRun
from reports.services.run_stages import STAGES
from reports.services.scoring import start_scoring
from scoring.bundle import read_bundle
from scoring.verification import verify_output
from surveys.kinds.documents import Questionnaire
from surveys.models.bundles import FrozenBundle
from surveys.services.closing import close_wave
from surveys.services.freezing import STEPS
from surveys.services.submissions import Circumstances, Submission, submit
from tests.collection import Field, full_answers
from tests.journeys.live import free_port
from tests.web import both_databases

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


@pytest.fixture
def answered(app: Flask, field: Field, questionnaire: Questionnaire) -> Field:
    """A wave with ten answers whose measures are all entered."""
    field.fill_measures()
    with app.app_context():
        migrations.stamp()
        for number, case in enumerate(field.cases[:10]):
            sent = Submission(
                f"{number:032x}",
                case.id,
                full_answers(questionnaire, Q04=number % 5 + 1),
                Circumstances("face_to_face", interviewer="i-1"),
            )
            submit(db.engine, field.settings, field.clock, sent)
    return field


@contextmanager
def _served(field: Field) -> Iterator[int]:
    """The platform as it is served in an installation; gives the number of its keeper."""
    environment = {
        **os.environ,
        "GONGPING_HOME": str(field.settings.home),
        "DATABASE_URL": field.settings.database_url,
        "PORT": str(free_port()),
        "WORKERS": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", "import wsgi; wsgi.main()", "serve"], cwd=ROOT, env=environment
    )
    try:
        yield process.pid
    finally:
        family = _children(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0
    assert len(family) >= 2
    _until(lambda: not any(map(_lives, family)))


def _words(number: int) -> list[bytes]:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def _lives(number: int) -> bool:
    return bool(_words(number)) and _words(number) != [b""]


def _children(number: int) -> list[int]:
    """Return all processes below one."""
    direct = Path(f"/proc/{number}/task/{number}/children")
    try:
        found = [int(text) for text in direct.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return found + [below for child in found for below in _children(child)]


def _worker(keeper: int) -> int:
    return next(number for number in _children(keeper) if b"work" in _words(number))


def _until(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.005)


def _done_though_killed(field: Field, job: Job, step: str) -> None:
    """Let the platform do a job, and kill the worker at a step of it."""
    session = field.session
    session.commit()

    def now() -> Job:
        session.rollback()
        session.refresh(job)
        return job

    with _served(field) as keeper:
        _until(lambda: now().state == RUNNING and job.step == step)
        os.kill(_worker(keeper), signal.SIGKILL)
        _until(lambda: now().is_ended)
    assert (job.state, job.attempts, job.error) == (DONE, 2, None)


@pytest.mark.slow
@pytest.mark.timeout(280)
@both_databases
@pytest.mark.parametrize(
    ("freezing", "scoring"),
    [(STEPS[0], STAGES["responses"]), (STEPS[1], STAGES["report"])],
)
def test_a_worker_killed_while_it_freezes_or_scores_leaves_one_bundle_and_one_run(
    answered: Field, freezing: str, scoring: str
) -> None:
    field, lead = answered, answered.people.actors["lead"]
    session, home = field.session, field.settings
    freeze = close_wave(session, lead, field.clock, field.wave)
    assert freeze is not None
    _done_though_killed(field, freeze, freezing)
    bundle = session.scalars(select(FrozenBundle)).one()
    assert [path.name for path in home.folder("bundles").iterdir()] == [bundle.folder]
    assert read_bundle(home.folder("bundles") / bundle.folder).digest == bundle.digest
    assert (bundle.responses, field.evaluation.state) == (10, "E3")

    _done_though_killed(field, start_scoring(session, lead, field.clock, field.evaluation), scoring)
    run = session.scalars(select(ScoringRun)).one()
    assert [path.name for path in home.folder("runs").iterdir()] == [run.folder]
    assert verify_output(home.folder("runs") / run.folder).is_same
    assert session.scalar(select(func.count()).select_from(DecisionCase)) == 2
    assert broken_position(session, lead.organisation_id) is None
