"""The state machine moves along its rows and no other way."""

import pytest

from evaluator.errors import NotAllowed, NotReady
from evaluator.models.evaluations import Evaluation
from evaluator.states.engine import Transition, move
from tests.web import People

ROWS = (Transition("lock_plan", ("E0",), "E1", "plan.sign"),)


def test_a_permitted_act_moves_the_state(people: People) -> None:
    evaluation = Evaluation(state="E0")
    move(evaluation, "lock_plan", ROWS, people.actors["lead"])
    assert evaluation.state == "E1"


def test_a_wrong_state_is_told_with_the_right_ones(people: People) -> None:
    with pytest.raises(NotReady) as refusal:
        move(Evaluation(state="E3"), "lock_plan", ROWS, people.actors["lead"])
    assert refusal.value.parameters == {"found": "E3", "allowed": ["E0"]}


def test_an_unknown_act_or_a_wrong_role_moves_nothing(people: People) -> None:
    evaluation = Evaluation(state="E0")
    with pytest.raises(NotReady, match="unknown_act"):
        move(evaluation, "publish", ROWS, people.actors["lead"])
    with pytest.raises(NotAllowed):
        move(evaluation, "lock_plan", ROWS, people.actors["assessor"])
    assert evaluation.state == "E0"
