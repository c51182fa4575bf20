"""The lines on an evaluation's page follow the wave from its preparation to the frozen data."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from evaluator.extensions import db
from evaluator.models.evaluations import Evaluation
from surveys.models.waves import Wave
from surveys.views.steps import steps_of
from tests.collection import Field
from tests.web import People

ClientOf = Callable[[str | None], FlaskClient]


def _statuses(app: Flask, people: People, evaluation_id: int, login: str = "lead") -> list[str]:
    with app.test_request_context(), db.sessionmaker() as session:
        evaluation = session.get_one(Evaluation, evaluation_id)
        return [step.status for step in steps_of(session, people.actors[login], evaluation)]


def test_before_a_wave_is_prepared_that_is_the_next_thing(
    app: Flask, people: People, evaluation: Evaluation
) -> None:
    assert _statuses(app, people, evaluation.id) == ["current", "waiting", "waiting"]
    assert _statuses(app, people, evaluation.id, "purchaser")[0] == "waiting"


def test_an_open_wave_is_current_until_its_data_are_frozen(
    app: Flask, field: Field, client_of: ClientOf
) -> None:
    number, people = field.evaluation.id, field.people
    assert _statuses(app, people, number) == ["done", "current", "waiting"]
    field.fill_measures()
    client_of("lead").post(f"/waves/{field.wave.id}/close")
    assert _statuses(app, people, number) == ["done", "done", "done"]


def test_a_planned_wave_waits_to_be_opened(app: Flask, field: Field) -> None:
    field.session.get_one(Wave, field.wave.id).state = "planned"
    field.session.commit()
    assert _statuses(app, field.people, field.evaluation.id) == ["current", "waiting", "waiting"]


def test_who_may_not_see_waves_sees_no_lines_about_them(app: Flask, field: Field) -> None:
    assert _statuses(app, field.people, field.evaluation.id, "admin") == []
