"""Long work: started, found within the organisation, cancelled until it ended."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import NotFound, NotReady
from evaluator.models.jobs import DONE
from evaluator.services.jobs import cancel_job, job_of, start_job
from tests.web import People

ClockNow = Callable[[], datetime]


def test_a_job_is_cancelled_by_wish(session: Session, people: People, clock: ClockNow) -> None:
    lead = people.actors["lead"]
    job = start_job(session, lead, clock, "freeze", {"evaluation": 1})
    assert cancel_job(session, lead, job.id).is_cancel_wished
    job.state = DONE
    with pytest.raises(NotReady, match="job_ended"):
        cancel_job(session, lead, job.id)


def test_a_foreign_job_is_not_there(session: Session, people: People, clock: ClockNow) -> None:
    job = start_job(session, people.actors["lead"], clock, "freeze", {})
    with pytest.raises(NotFound):
        job_of(session, people.actors["purchaser"], job.id)
