"""Closing and freezing: once, whole, and only with all measures."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from evaluator.errors import NotAllowed, NotReady
from evaluator.extensions import db
from evaluator.jobs.context import JobContext
from evaluator.models.audit import AuditEntry
from evaluator.models.jobs import Job
from scoring.bundle import read_bundle
from scoring.engine import estimate
from surveys.kinds.documents import Questionnaire
from surveys.models.bundles import FrozenBundle
from surveys.queries.bundles import frozen_bundle_of
from surveys.services.closing import close_wave, freeze_again
from surveys.services.freezing import freeze
from surveys.services.submissions import Circumstances, Submission, submit
from tests.collection import Field, full_answers
from tests.web import both_databases

ContextOf = Callable[[Job], JobContext]


@pytest.fixture
def answered(app: Flask, field: Field, questionnaire: Questionnaire) -> Field:
    """Ten answers, one of them by somebody else, one with staff listening."""
    with app.app_context():
        for number, case in enumerate(field.cases[:10]):
            around = Circumstances(
                "face_to_face",
                is_proxy=number == 3,
                presence="staff" if number == 4 else "none",
                interviewer="i-1",
            )
            answers = full_answers(questionnaire, Q04=number % 5 + 1, Q12=-3 if number == 5 else 5)
            sent = Submission(f"{number:032x}", case.id, answers, around)
            submit(db.engine, field.settings, field.clock, sent)
    return field


@pytest.fixture
def context_of(app: Flask, field: Field) -> ContextOf:
    def make(job: Job) -> JobContext:
        with app.app_context():
            sessions = db.sessionmaker
        parameters = {**job.parameters, "kind": job.kind}
        lead = field.people.actors["lead"]
        return JobContext(job.id, parameters, lead, sessions, field.settings, field.clock)

    return make


def _closed(field: Field) -> Job:
    job = close_wave(field.session, field.people.actors["lead"], field.clock, field.wave)
    field.session.commit()
    assert job is not None
    return job


@both_databases
def test_closing_the_last_wave_freezes_what_was_answered(
    answered: Field, context_of: ContextOf
) -> None:
    answered.fill_measures()
    result = freeze(context_of(_closed(answered)))
    answered.session.expire_all()
    record = frozen_bundle_of(answered.session, answered.evaluation)
    assert record is not None
    assert (record.responses, record.accepted, record.cases) == (10, 10, 16)
    assert (answered.evaluation.state, answered.wave.state) == ("E3", "closed")
    bundle = read_bundle(answered.settings.folder("bundles") / record.folder)
    assert bundle.digest == record.digest == result["digest"]
    assert bundle.plan.digest == answered.evaluation.plan_digest
    estimates = {row.contract: row for row in estimate(bundle).contracts}
    # Of ten submitted, the one with staff listening is counted but not scored.
    assert (estimates["C1"].submitted, estimates["C1"].answers) == (10, 9)


def test_the_bundle_holds_codes_and_weights_but_no_words_and_no_people(
    answered: Field, context_of: ContextOf
) -> None:
    answered.fill_measures()
    freeze(context_of(_closed(answered)))
    record = frozen_bundle_of(answered.session, answered.evaluation)
    assert record is not None
    bundle = read_bundle(answered.settings.folder("bundles") / record.folder)
    from pyarrow import parquet

    table = parquet.read_table(bundle.response_parts()[0])
    names = table.column_names
    assert "item:Q21" not in names
    assert {"item:Q02n", "item:Q00", "adjuster:age", "adjuster:schooling"} <= set(names)
    assert sorted(set(table["base_weight"].to_pylist())) == [2.0]
    assert -3 in table["item:Q12"].to_pylist()
    assert sum(table["is_proxy"].to_pylist()) == 1
    assert len(set(table["person_key"].to_pylist())) == 10
    sample, frame = bundle.sample(), bundle.frame()
    assert sample is not None
    assert frame is not None
    assert sorted(set(sample["disposition"].to_pylist())) == ["1.1", "3.11"]
    assert frame["population"].to_pylist() == [24, 4]
    assert bundle.absent_reason("margins.parquet") == "no_margins"
    assert [path.name for path in (bundle.path / "questionnaires").iterdir()]


def test_missing_measures_are_listed_and_nothing_is_closed(answered: Field) -> None:
    with pytest.raises(NotReady) as refusal:
        _closed(answered)
    assert refusal.value.code == "measures_missing"
    found = refusal.value.parameters["found"]
    assert isinstance(found, list)
    assert "C1 T-B101" in found
    answered.session.rollback()
    assert answered.wave.state == "open"
    assert answered.session.scalar(select(func.count()).select_from(Job)) == 0


@both_databases
def test_two_closes_at_once_make_one_job_and_one_bundle(
    app: Flask, answered: Field, context_of: ContextOf
) -> None:
    answered.fill_measures()
    lead = answered.people.actors["lead"]

    def close(_: int) -> int | None:
        with app.app_context(), db.sessionmaker() as session:
            wave = session.get_one(type(answered.wave), answered.wave.id)
            try:
                job = close_wave(session, lead, answered.clock, wave)
                session.commit()
            except NotReady:
                return None
            return None if job is None else job.id

    wave_id = answered.wave.id
    assert wave_id
    with ThreadPoolExecutor(2) as pool:
        jobs = [job for job in pool.map(close, range(2)) if job is not None]
    assert len(jobs) == 1
    job = answered.session.get_one(Job, jobs[0])
    first = freeze(context_of(job))
    assert freeze(context_of(job)) == first
    assert answered.session.scalar(select(func.count()).select_from(FrozenBundle)) == 1
    assert len(list(answered.settings.folder("bundles").iterdir())) == 1


def test_what_a_killed_run_left_behind_is_replaced(answered: Field, context_of: ContextOf) -> None:
    answered.fill_measures()
    job = _closed(answered)
    left = answered.settings.folder("bundles") / f"evaluation-{answered.evaluation.id}-{job.id}"
    left.mkdir()
    (left / "plan.json").write_text("half")
    result = freeze(context_of(job))
    assert read_bundle(Path(left)).digest == result["digest"]


def test_a_failed_freezing_leaves_nothing_and_can_be_started_again(
    answered: Field, context_of: ContextOf
) -> None:
    answered.fill_measures()
    lead = answered.people.actors["lead"]
    with pytest.raises(NotReady, match="waves_still_open"):
        freeze_again(answered.session, lead, answered.clock, answered.evaluation)
    job = _closed(answered)
    with pytest.raises(NotReady, match="freezing_already"):
        freeze_again(answered.session, lead, answered.clock, answered.evaluation)
    job.state = "failed"
    answered.session.commit()
    again = freeze_again(answered.session, lead, answered.clock, answered.evaluation)
    answered.session.commit()
    freeze(context_of(again))
    answered.session.expire_all()
    with pytest.raises(NotReady, match="frozen_already"):
        freeze_again(answered.session, lead, answered.clock, answered.evaluation)


def test_only_those_who_manage_waves_close_them(answered: Field) -> None:
    with pytest.raises(NotAllowed):
        close_wave(
            answered.session, answered.people.actors["assessor"], answered.clock, answered.wave
        )


@both_databases
def test_every_answer_that_was_acknowledged_while_the_wave_closed_is_in_the_bundle(
    app: Flask, field: Field, questionnaire: Questionnaire, context_of: ContextOf
) -> None:
    field.fill_measures()
    answers = full_answers(questionnaire)
    cases = [case.id for case in field.cases]
    with app.app_context():
        engine = db.engine

    def send(number: int) -> bool:
        sent = Submission(f"{number:032x}", cases[number], answers, Circumstances("self_web"))
        try:
            submit(engine, field.settings, field.clock, sent)
        except NotReady:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        sending = [pool.submit(send, number) for number in range(8)]
        sending[1].result()
        late = [pool.submit(send, number) for number in range(8, len(cases))]
        job = _closed(field)
        acknowledged = sum(future.result() for future in sending + late)
    freeze(context_of(job))
    field.session.expire_all()
    record = frozen_bundle_of(field.session, field.evaluation)
    assert record is not None
    assert record.responses == acknowledged


def test_closing_seals_the_count_and_the_digest_of_the_answers(answered: Field) -> None:
    answered.fill_measures()
    _closed(answered)
    entry = answered.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "wave.close")
    ).one()
    assert entry.details["responses"] == 10
    assert len(entry.details["digest"]) == 64
