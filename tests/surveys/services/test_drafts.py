"""Drafts: two starts make one, two pages at once keep both answers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from evaluator.extensions import db
from surveys.kinds.documents import Questionnaire
from surveys.models.responses import Draft
from surveys.services.drafts import begin_draft, draft_of, save_answer
from tests.collection import Field
from tests.web import both_databases


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@both_databases
def test_many_starts_at_once_make_one_draft(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    case = field.cases[0].id
    with ThreadPoolExecutor(8) as pool:
        begun = pool.map(
            lambda _: begin_draft(engine, field.clock, case, questionnaire).submission_id, range(8)
        )
        assert len(set(begun)) == 1
    assert field.session.scalar(select(func.count()).select_from(Draft)) == 1


@both_databases
def test_answers_of_pages_that_are_sent_at_once_are_all_kept(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    case = field.cases[0].id
    begin_draft(engine, field.clock, case, questionnaire)
    places = [questionnaire.position(code) for code in ("Q01", "Q03", "Q04", "Q05", "Q12")]
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda at: save_answer(engine, case, questionnaire, at, 4), places))
    kept = draft_of(engine, case)
    assert kept is not None
    assert [kept.answers[place] for place in places] == [4] * 5
    assert kept.reached == max(places) + 1


def test_what_is_asked_no_longer_stays_in_the_draft_and_does_not_count(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    case = field.cases[0].id
    begin_draft(engine, field.clock, case, questionnaire)
    for code, answer in (("Q18a", 1), ("Q18b", 1), ("Q18c", 0), ("Q18a", 0)):
        save_answer(engine, case, questionnaire, questionnaire.position(code), answer)
    kept = draft_of(engine, case)
    assert kept is not None
    counted = questionnaire.without_unasked(kept.answers)
    places = [questionnaire.position(code) for code in ("Q18a", "Q18b", "Q18c")]
    assert [kept.answers[place] for place in places] == [0, 1, 0]
    assert [counted[place] for place in places] == [0, None, None]


def test_a_draft_that_was_submitted_meanwhile_is_not_brought_back(
    engine: Engine, field: Field, questionnaire: Questionnaire
) -> None:
    assert save_answer(engine, field.cases[0].id, questionnaire, 0, 1) is None
