"""This room is for finding what waits for review: within the actor's scope, and what it advises."""

import pytest

from evaluator.errors import NotFound
from surveys.models.reviews import BackCheck
from surveys.queries.reviews import (
    Discrepancies,
    back_check_of,
    back_checks_to_do,
    conflict_of,
    discrepancy_table,
    open_conflicts,
    proposal_of,
    response_of,
    waiting_verdicts,
)
from tests.collection import Field
from tests.surveys.services.test_flags import answer, walk


def test_what_belongs_to_others_does_not_exist(field: Field) -> None:
    submission_id = answer(field, 0, "i-1")
    walk(field)
    foreign, own = field.people.actors["other-lead"], field.people.actors["lead"]
    assert response_of(field.session, own, submission_id).submission_id == submission_id
    assert back_check_of(field.session, own, submission_id).interviewer == "i-1"
    with pytest.raises(NotFound):
        response_of(field.session, foreign, submission_id)
    with pytest.raises(NotFound):
        back_check_of(field.session, foreign, submission_id)
    for find in (conflict_of, proposal_of):
        with pytest.raises(NotFound):
            find(field.session, own, 99)


def test_nobody_is_given_the_people_they_interviewed(field: Field) -> None:
    answer(field, 0, "i-1")
    answer(field, 1, "i-2")
    walk(field)
    waiting = back_checks_to_do(field.session, field.wave, "i-1")
    assert {check.interviewer for check in waiting} == {"i-2"}
    assert waiting_verdicts(field.session, field.wave) == []
    assert open_conflicts(field.session, field.wave) == []


@pytest.mark.parametrize(
    ("denied", "differing", "advice"),
    [(0, 1, ""), (0, 4, "check_more"), (2, 0, "check_more"), (5, 0, "redo"), (0, 9, "redo")],
)
def test_the_rule_of_back_checks(denied: int, differing: int, advice: str) -> None:
    assert Discrepancies("i-1", 12, 10, 2, denied, 20, differing).advice == advice


def test_the_table_counts_what_calling_again_said(field: Field) -> None:
    submission_id = answer(field, 0, "i-1")
    walk(field)
    check = field.session.get_one(BackCheck, submission_id)
    check.state, check.is_held, check.compared, check.differing = "done", False, 4, 2
    field.session.commit()
    (line,) = discrepancy_table(field.session, field.wave)
    assert (line.drawn, line.done, line.denied, line.differing_share) == (1, 1, 1, 0.5)
