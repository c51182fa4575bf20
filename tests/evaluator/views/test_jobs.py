"""Background work as people see it: in their language, cancellable, and their own only."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from evaluator.models.jobs import DONE, RUNNING, Job
from evaluator.services.jobs import start_job
from reports.services.run_stages import STAGES
from surveys.services.freezing import STEPS
from tests.web import People

ClientOf = Callable[[str | None], FlaskClient]


@pytest.fixture
def job(session: Session, people: People, clock: Callable[[], datetime]) -> Job:
    started = start_job(session, people.actors["lead"], clock, "score", {"evaluation": 1})
    started.state, started.step, started.done, started.total = RUNNING, STAGES["ranking"], 3, 8
    session.commit()
    return started


def progress(client: FlaskClient, job: Job) -> dict[str, object]:
    answer = client.get(f"/jobs/{job.id}", headers={"Accept": "application/json"})
    told: dict[str, object] = answer.get_json()
    return told


def test_progress_is_told_in_the_reader_s_language(client_of: ClientOf, job: Job) -> None:
    client = client_of("lead")
    page = client.get(f"/jobs/{job.id}?lang=en").text
    assert f'Running<span id="step"> · {STAGES["ranking"]}</span>' in page
    assert '<progress id="progress" max="8" value="3">' in page
    assert progress(client, job)["step"] == STAGES["ranking"]


@pytest.mark.parametrize("step", [*STAGES.values(), *STEPS])
def test_every_step_has_chinese_words(
    client_of: ClientOf, session: Session, job: Job, step: str
) -> None:
    client = client_of("lead")
    client.get(f"/jobs/{job.id}?lang=zh_CN")
    job.step = step
    session.commit()
    told = str(progress(client, job)["step"])
    assert told != step
    assert not any("a" <= letter <= "z" for letter in told)


def test_work_that_has_said_nothing_yet_shows_no_step(
    client_of: ClientOf, session: Session, job: Job
) -> None:
    job.step = ""
    session.commit()
    assert progress(client_of("lead"), job)["step"] == ""
    assert '<span id="step"></span>' in client_of("lead").get(f"/jobs/{job.id}").text


def test_work_can_be_cancelled_while_it_goes_on_and_not_after(
    client_of: ClientOf, session: Session, job: Job
) -> None:
    client = client_of("lead")
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 302
    session.refresh(job)
    assert job.is_cancel_wished

    job.state = DONE
    session.commit()
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 409
    assert '<form class="actions"' not in client.get(f"/jobs/{job.id}").text


@pytest.mark.parametrize("login", ["other-lead", "other-purchaser", "purchaser"])
def test_work_of_another_organisation_does_not_exist(
    client_of: ClientOf, session: Session, job: Job, login: str
) -> None:
    client = client_of(login)
    assert client.get(f"/jobs/{job.id}").status_code == 404
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 404
    session.refresh(job)
    assert not job.is_cancel_wished


def test_a_failure_is_told_in_a_sentence(client_of: ClientOf, session: Session, job: Job) -> None:
    job.state, job.error = "failed", {"code": "no_bundle", "parameters": {}}
    session.commit()
    page = client_of("lead").get(f"/jobs/{job.id}?lang=en").text
    assert "There are no frozen data to be scored yet." in page
