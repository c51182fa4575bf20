"""Answers can be taken back by receipt while the wave is open, and not afterwards."""

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from evaluator.extensions import db
from surveys.kinds.documents import Questionnaire
from surveys.models.cases import Case
from surveys.models.responses import Response
from surveys.services.submissions import Circumstances, Submission, submit
from surveys.services.withdrawals import withdraw_response
from tests.collection import Field, full_answers


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def _receipt(engine: Engine, field: Field, questionnaire: Questionnaire, number: int) -> str:
    answers = full_answers(questionnaire, Q21="说过的话")
    case = field.cases[number].id
    sent = Submission(f"{number:032x}", case, answers, Circumstances("self_web"))
    return submit(engine, field.settings, field.clock, sent).receipt


def test_what_was_said_is_deleted_and_the_row_stays_excluded(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    receipt = _receipt(engine, field, questionnaire, 0)
    _receipt(engine, field, questionnaire, 1)
    assert withdraw_response(engine, field.settings, receipt.lower())
    assert not withdraw_response(engine, field.settings, receipt)
    field.session.rollback()
    gone, kept = field.session.scalars(select(Response).order_by(Response.submission_id))
    assert (gone.status, gone.reason) == ("excluded", "withdrawn")
    assert set(gone.answers) == {None}
    assert (kept.status, "说过的话" in kept.answers) == ("accepted", True)
    case = field.session.get_one(Case, field.cases[0].id, populate_existing=True)
    assert case.disposition == "2.11"


def test_a_wrong_receipt_and_a_closed_wave_take_nothing_back(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    receipt = _receipt(engine, field, questionnaire, 0)
    assert not withdraw_response(engine, field.settings, "0000-0000-0000")
    field.wave.state = "closing"
    field.session.commit()
    assert not withdraw_response(engine, field.settings, receipt)
