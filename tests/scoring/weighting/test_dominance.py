"""This room is for tests of the dominance rule; the reference cases have a room of their own."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.errors import MethodError
from scoring.plan import Plan
from scoring.weighting.dominance import (
    Node,
    effective_weights,
    is_dominant_plan,
    is_strictly_heaviest,
    margin_over_next,
    satisfaction_codes,
)


def test_a_tie_is_not_heaviest() -> None:
    assert not is_strictly_heaviest({"A": Fraction(3), "B": Fraction(3)}, {"A"})


def test_two_satisfaction_groups_must_both_outweigh_the_others() -> None:
    assert not is_strictly_heaviest({"A": 50, "A2": 10, "B": 40}, {"A", "A2"})


def test_a_lone_satisfaction_group_is_heaviest() -> None:
    assert is_strictly_heaviest({"SAT": Fraction(100)}, {"SAT"})


def test_a_branch_without_data_leaves_its_share_to_its_sisters() -> None:
    top = (Node("SAT", 4, (Node("s1", 1), Node("s2", 1))), Node("OUT", 6, (Node("o1", 1),)))

    assert effective_weights(top, {"s2"}) == {"SAT": 1.0, "OUT": 0.0}


@pytest.mark.parametrize("weight", [0, -1, float("nan")])
def test_weights_must_lie_above_zero(weight: float) -> None:
    with pytest.raises(MethodError, match="weight_not_positive"):
        effective_weights((Node("SAT", weight),))


def test_nothing_available_is_refused_instead_of_divided() -> None:
    with pytest.raises(MethodError, match="nothing_available"):
        effective_weights((Node("SAT", 1),), set())


def test_without_a_marked_group_there_is_no_margin() -> None:
    with pytest.raises(MethodError, match="no_satisfaction"):
        margin_over_next({"A": 1.0}, set())


def test_the_ready_sets_are_dominated_by_satisfaction(plan_t: Plan, plan_s: Plan) -> None:
    assert satisfaction_codes(plan_t) == ("A",)
    assert is_dominant_plan(plan_t)
    assert is_dominant_plan(plan_s)


def test_another_dimension_marked_in_its_place_is_not_dominant(plan_t: Plan) -> None:
    marked = tuple(replace(node, is_satisfaction=node.code == "B") for node in plan_t.dimensions)

    assert not is_dominant_plan(replace(plan_t, dimensions=marked))
