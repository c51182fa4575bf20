"""Weights: a rule scales as a whole, and repairs leave sums that are right."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.policy.ready_sets import ready_plan
from evaluator.services.weights import (
    dominance_proposal,
    dominance_repaired,
    scaled,
    sum_repaired,
    with_weights,
)
from scoring.indicators.rules import curve_of
from scoring.plan import Plan
from scoring.weighting.dominance import is_dominant_plan

PLANS = {template: ready_plan(template) for template in ("T", "S")}
CODES = [leaf.code for plan in PLANS.values() for leaf in plan.indicators]
weights = st.decimals("0.01", "60", places=2)


def _leaf(code: str) -> tuple[Plan, int]:
    plan = PLANS[code[0]]
    return plan, [leaf.code for leaf in plan.indicators].index(code)


@given(code=st.sampled_from(CODES), weight=weights)
def test_the_parts_of_a_scaled_rule_sum_to_its_weight_exactly(code: str, weight: Decimal) -> None:
    plan, position = _leaf(code)
    leaf = scaled(plan.indicators[position], weight)
    assert leaf.weight == weight
    assert all(part.points > 0 for part in leaf.parts)


@given(code=st.sampled_from(CODES), weight=weights, at=st.integers(0, 120))
def test_a_scaled_rule_gives_points_in_proportion(code: str, weight: Decimal, at: int) -> None:
    plan, position = _leaf(code)
    before = plan.indicators[position]
    after = scaled(before, weight)
    for old, new in zip(before.parts, after.parts, strict=True):
        if "classes" in old.parameters:
            continue  # its curve reads points already, not counts
        share = curve_of(old, code).at(Fraction(at)) / Fraction(old.points)
        new_share = curve_of(new, code).at(Fraction(at)) / Fraction(new.points)
        assert float(new_share) == pytest.approx(float(share), abs=0.02)


def test_doubling_a_table_doubles_every_row_of_it() -> None:
    leaf = next(leaf for leaf in PLANS["T"].indicators if leaf.code == "T-B201")
    bands = scaled(leaf, Decimal(16)).parts[0].parameters["bands"]
    assert bands == [["98", "16"], ["95", "14"], ["90", "10"], ["85", "6"]]


def test_a_deduction_weighs_the_same_share_of_a_heavier_rule() -> None:
    leaf = next(leaf for leaf in PLANS["T"].indicators if leaf.code == "T-C301")
    classes = scaled(leaf, Decimal(8)).parts[0].parameters["classes"]
    assert classes == {"minor": "1", "major": "4", "misappropriation": "all"}


def test_an_unchanged_weight_leaves_the_hash_alone() -> None:
    plan = PLANS["T"]
    same = with_weights(plan, {leaf.code: leaf.weight for leaf in plan.indicators})
    assert same.digest == plan.digest


@given(changes=st.dictionaries(st.sampled_from(CODES), weights, max_size=8))
def test_the_repaired_sum_is_100_exactly(changes: dict[str, Decimal]) -> None:
    repaired = sum_repaired(with_weights(PLANS["T"], changes))
    assert repaired.total_points == 100


@given(changes=st.dictionaries(st.sampled_from(CODES), weights, max_size=8))
def test_after_the_repair_satisfaction_is_heaviest(changes: dict[str, Decimal]) -> None:
    repaired = dominance_repaired(with_weights(PLANS["T"], changes))
    assert is_dominant_plan(repaired)
    assert repaired.total_points == 100


@given(
    changes=st.dictionaries(st.sampled_from(CODES), weights, max_size=8),
    locked=st.sampled_from("BCD"),
)
def test_a_dimension_that_is_held_fixed_keeps_its_weight(
    changes: dict[str, Decimal], locked: str
) -> None:
    plan = with_weights(PLANS["T"], changes)
    proposal = dominance_proposal(plan, [locked])
    repaired = dominance_repaired(plan, [locked])
    assert proposal is not None
    if proposal.weights is None:
        assert repaired == plan
        return
    assert proposal.weights[locked] == Fraction(_weight(plan, locked))
    assert {node.code: Fraction(node.weight) for node in repaired.dimensions} == proposal.weights


def _weight(plan: Plan, code: str) -> Decimal:
    return next(node.weight for node in plan.dimensions if node.code == code)


def test_a_plan_in_order_needs_no_proposal_and_keeps_its_hash() -> None:
    proposal = dominance_proposal(PLANS["T"])
    assert proposal is not None
    assert not proposal.changes
    assert dominance_repaired(PLANS["T"]).digest == PLANS["T"].digest
