"""Submissions: stored once however often they are sent, never overwritten, never lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from evaluator.errors import NotReady
from evaluator.extensions import db
from surveys.kinds.documents import Questionnaire
from surveys.models.cases import Case, Invitation
from surveys.models.responses import Draft, Receipt, Response, ResponseConflict
from surveys.models.waves import CLOSING
from surveys.queries.receipts import is_receipt_known
from surveys.services.drafts import begin_draft
from surveys.services.links import receipt_hash
from surveys.services.submissions import Circumstances, Outcome, Submission, submit
from tests.collection import Field, full_answers
from tests.web import both_databases


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def _sent(field: Field, questionnaire: Questionnaire, number: int = 0) -> Submission:
    return Submission(
        f"{number:032x}",
        field.cases[number].id,
        full_answers(questionnaire),
        Circumstances("paper"),
    )


def _submit(engine: Engine, field: Field, sent: Submission) -> Outcome:
    return submit(engine, field.settings, field.clock, sent)


def test_a_submission_burns_the_link_stores_the_response_and_removes_the_draft(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    begin_draft(engine, field.clock, field.cases[0].id, questionnaire)
    outcome = _submit(engine, field, _sent(field, questionnaire))
    assert is_receipt_known(engine, receipt_hash(field.settings, outcome.receipt))
    field.session.rollback()
    stored = field.session.scalars(select(Response)).one()
    assert stored.answers == full_answers(questionnaire)
    assert (stored.status, stored.contract_id) == ("accepted", field.contracts[0].id)
    assert field.session.scalar(select(func.count()).select_from(Draft)) == 0
    case = field.session.get_one(Case, field.cases[0].id, populate_existing=True)
    assert case.disposition == "1.1"
    used = select(Invitation.case_id).where(Invitation.status == "used")
    assert field.session.scalars(used).all() == [case.id]


@both_databases
def test_fifty_at_once_store_one_response_and_get_one_receipt(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    sent = _sent(field, questionnaire)
    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(lambda _: _submit(engine, field, sent), range(50)))
    assert len(set(outcomes)) == 1
    assert not outcomes[0].is_conflict
    for table in (Response, Receipt):
        assert field.session.scalar(select(func.count()).select_from(table)) == 1
    assert field.session.scalar(select(func.count()).select_from(ResponseConflict)) == 0


@both_databases
def test_other_answers_under_the_same_id_are_kept_beside_and_change_nothing(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    sent = _sent(field, questionnaire)
    other = replace(sent, answers=full_answers(questionnaire, Q12=1))
    first = _submit(engine, field, sent)
    for _ in range(2):
        assert _submit(engine, field, other).is_conflict
    assert _submit(engine, field, sent) == first
    kept = field.session.scalars(select(ResponseConflict)).one()
    assert kept.content["answers"] == other.answers
    assert field.session.scalars(select(Response.answers)).one() == sent.answers


@both_databases
def test_two_different_people_with_one_link_at_once_give_one_response_and_conflicts(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    copies = [replace(_sent(field, questionnaire), submission_id=f"{n:032x}") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda sent: _submit(engine, field, sent), copies))
    assert sum(not outcome.is_conflict for outcome in outcomes) == 1
    assert field.session.scalar(select(func.count()).select_from(Response)) == 1
    assert field.session.scalar(select(func.count()).select_from(ResponseConflict)) == 7


@both_databases
def test_a_closed_wave_takes_nothing_but_still_knows_its_receipts(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    first = _submit(engine, field, _sent(field, questionnaire))
    field.wave.state = CLOSING
    field.session.commit()
    with pytest.raises(NotReady, match="wave_not_open"):
        _submit(engine, field, _sent(field, questionnaire, 1))
    assert _submit(engine, field, _sent(field, questionnaire)) == first
    assert field.session.scalar(select(func.count()).select_from(Response)) == 1
