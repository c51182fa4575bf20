"""This room is for tests of the four ways to ask whether satisfaction is heaviest."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.dominance_tests import (
    AFTER_GAPS,
    EFFECTIVE,
    INFLUENCE,
    STATED,
    DominanceTest,
    dominance_tests,
    effective_points,
    stated_points,
)
from scoring.plan import Part, Plan


def by_code(tests: tuple[DominanceTest, ...]) -> dict[str, DominanceTest]:
    return {test.code: test for test in tests}


def test_the_ready_sets_are_heaviest_as_stated_and_in_effect(plan_t: Plan, plan_s: Plan) -> None:
    for plan in (plan_t, plan_s):
        found = by_code(dominance_tests(plan))
        assert found[STATED].is_met
        assert found[EFFECTIVE].is_met
        assert found[AFTER_GAPS].reason == found[INFLUENCE].reason == "no_contracts"


def generous(plan: Plan) -> Plan:
    """Let every rule of the first dimension give nearly all its points for nothing."""

    def free(part: Part) -> Part:
        bands = [["90", str(part.points)], ["0", str(part.points * 9 / 10)]]
        return replace(part, kind="STEP", parameters={"bands": bands, "side": "at_least"})

    first = plan.dimensions[0]
    groups = tuple(
        replace(
            group,
            indicators=tuple(
                replace(leaf, parts=tuple(free(part) for part in leaf.parts))
                for leaf in group.indicators
            ),
        )
        for group in first.groups
    )
    return replace(plan, dimensions=(replace(first, groups=groups), *plan.dimensions[1:]))


def test_points_that_are_given_for_nothing_do_not_count_in_effect(plan_t: Plan) -> None:
    plan = generous(plan_t)
    found = by_code(dominance_tests(plan))

    assert found[STATED].is_met
    assert not found[EFFECTIVE].is_met
    assert effective_points(plan)["A"] == stated_points(plan)["A"] / 10


def test_a_contract_whose_redistribution_lifts_another_dimension_fails(plan_t: Plan) -> None:
    level = {"A": Fraction(30), "B": Fraction(30), "C": Fraction(20), "D": Fraction(20)}
    carried = {"K1": stated_points(plan_t), "K2": level}
    test = by_code(dominance_tests(plan_t, carried))[AFTER_GAPS]

    assert (test.is_met, test.margin, test.contracts) == (False, 0.0, ("K2",))


def test_a_heavy_dimension_in_which_all_are_alike_has_no_influence(plan_t: Plan) -> None:
    points = [[30.0, 10.0 + 2 * k, 15.0 + k % 2, 10.0] for k in range(6)]
    test = by_code(dominance_tests(plan_t, points=points))[INFLUENCE]

    assert test.is_met is False
    assert test.shares["A"] == 0.0
    assert sum(test.shares.values()) == pytest.approx(1.0)


def test_influence_follows_what_moves_the_total(plan_t: Plan) -> None:
    points = [[20.0 + 3 * k, 20.0 + (k * k) % 3, 15.0, 10.0] for k in range(6)]

    assert by_code(dominance_tests(plan_t, points=points))[INFLUENCE].is_met


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([[1.0, 2.0, 3.0, 4.0]] * 4, "few_contracts"),
        ([[1.0, 2.0, 3.0, 4.0]] * 6, "totals_alike"),
        ([[10.0 + k, 10.0 - k, 3.0, 4.0] for k in range(6)], "totals_alike"),
        # Totals differ, and yet the dimensions as a whole run against them.
        (
            [[14, 11, 4, 6], [19, 1, 0, 16], [8, 19, 1, 10], [10, 12, 7, 8], [13, 0, 12, 9]],
            "totals_alike",
        ),
    ],
)
def test_where_nothing_can_be_told_there_is_a_reason(
    plan_t: Plan, points: list[list[float]], reason: str
) -> None:
    test = by_code(dominance_tests(plan_t, points=points))[INFLUENCE]

    assert (test.is_met, test.reason) == (None, reason)


def test_without_a_marked_dimension_none_of_the_four_has_an_answer(plan_t: Plan) -> None:
    bare = tuple(replace(node, is_satisfaction=False) for node in plan_t.dimensions)
    found = dominance_tests(replace(plan_t, dimensions=bare))

    assert {test.reason for test in found} == {"satisfaction_not_marked"}
