"""The demo: loaded whole, loaded once, and finished from wherever it was cut off."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from evaluator.extensions import db
from evaluator.models.base import Base
from evaluator.models.jobs import Job
from evaluator.queries.evaluations import evaluations_of
from evaluator.services.plans import signatures_of
from reports.demo.load import link_to_try, load_demo
from reports.demo.stages import Stage, answers_of, is_loaded
from reports.queries.runs import latest_run, score_book
from surveys.models.cases import COMPLETE, Case
from tests.reports.demo_home import (
    IN_FIELD,
    ONE,
    RECIPIENTS,
    SCENES,
    SIX,
    Demo,
    build,
    dispose,
    stage_of,
)


def rows_of(demo: Demo) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with demo.app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table)).all()]
            for table in Base.metadata.sorted_tables
        }


def files_of(demo: Demo) -> dict[str, int]:
    paths = (path for path in demo.settings.home.rglob("*") if path.is_file())
    return {path.name: path.stat().st_mtime_ns for path in paths if ".sqlite3" not in path.name}


def test_one_contract_and_six_are_finished_and_a_third_is_in_the_field(demo: Demo) -> None:
    states = {row.code: row.state for row in evaluations_of(demo.session, demo.actor("lead"))}
    assert states == {ONE: "E4", SIX: "E4", IN_FIELD: "E2"}
    assert [len(demo.evaluation(code).contracts) for code in (ONE, SIX, IN_FIELD)] == [1, 6, 1]
    one, _six, third = SCENES
    assert answers_of(demo.session, one) == one.completes == 60
    assert answers_of(demo.session, third) == third.fieldwork.stop_after


def test_everything_says_that_it_is_a_demonstration(demo: Demo) -> None:
    for code in (ONE, SIX, IN_FIELD):
        evaluation = demo.evaluation(code)
        assert evaluation.is_demo
        assert evaluation.programme.is_demo
        assert "演示" in evaluation.title
        run = latest_run(demo.session, evaluation)
        assert run is None or score_book(demo.settings, run).is_demo


def test_the_plans_are_signed_by_two_people(demo: Demo) -> None:
    for code in (ONE, SIX, IN_FIELD):
        evaluation = demo.evaluation(code)
        assert (
            len({row.signature.account_id for row in signatures_of(demo.session, evaluation)}) == 2
        )
        assert evaluation.plan_digest


def test_one_contract_is_judged_without_a_ranking(demo: Demo) -> None:
    run = latest_run(demo.session, demo.evaluation(ONE))
    assert run is not None
    book = score_book(demo.settings, run)
    assert book.ranking.reason == "single_contract"
    assert book.contracts[0].printed_total is not None


def test_a_second_loading_changes_nothing(demo: Demo) -> None:
    rows, files = rows_of(demo), files_of(demo)

    with demo.app.app_context():
        load_demo(stage_of(demo.app), SCENES, RECIPIENTS)

    assert rows_of(demo) == rows
    assert files_of(demo) == files


def test_what_people_did_since_stays(demo: Demo) -> None:
    evaluation = demo.evaluation(IN_FIELD)
    waiting = demo.session.scalars(
        select(Case).where(Case.disposition != COMPLETE).order_by(Case.id)
    ).first()
    assert waiting is not None
    waiting.disposition = "refused"
    evaluation.title = "改过的题目（演示）"
    demo.session.commit()

    with demo.app.app_context():
        load_demo(stage_of(demo.app), SCENES, RECIPIENTS)

    demo.session.expire_all()
    assert waiting.disposition == "refused"
    assert demo.evaluation(IN_FIELD).title == "改过的题目（演示）"


class Killed(BaseException):
    """The loading was ended from outside."""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    app = build(tmp_path / "empty")
    yield app
    dispose(app)


def killed_at(number: int) -> Callable[..., None]:
    looks = count(1)

    def progress(*_told: object) -> None:
        if next(looks) == number:
            raise Killed

    return progress


def killed_in(stage: Stage, kind: str) -> dict[str, Callable[..., object]]:
    def work(_context: object) -> object:
        raise Killed

    return {**stage.works, kind: work}


def test_a_loading_killed_between_interviews_is_finished_by_the_next(empty: Flask) -> None:
    with empty.app_context():
        stage, one = stage_of(empty), SCENES[:1]
        with pytest.raises(Killed):
            load_demo(replace(stage, progress=killed_at(2)), one, RECIPIENTS)
        load_demo(stage, one, RECIPIENTS)

        with stage.sessions() as session:
            assert is_loaded(session, one[0])
            assert answers_of(session, one[0]) == 60


@pytest.mark.parametrize("kind", ["freeze", "score"])
def test_a_loading_killed_in_its_background_work_is_finished_by_the_next(
    empty: Flask, kind: str
) -> None:
    with empty.app_context():
        stage, one = stage_of(empty), SCENES[:1]
        with pytest.raises(Killed):
            load_demo(replace(stage, works=killed_in(stage, kind)), one, RECIPIENTS)
        load_demo(stage, one, RECIPIENTS)

        with stage.sessions() as session:
            assert is_loaded(session, one[0])
            # The work that was cut off was taken up, not started beside itself.
            assert session.scalar(select(func.count()).select_from(Job)) == 2


def test_a_visitor_may_answer_as_one_of_the_beneficiaries(demo: Demo) -> None:
    link = link_to_try(demo.session, demo.settings, SCENES)
    assert link is not None
    page = demo.app.test_client().get(link.removeprefix(demo.settings.public_url))
    assert page.status_code == 200
    assert "/begin" in page.text
