"""This room is for tests of what moved contracts between two runs."""

import dataclasses
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from scoring.bundle import Bundle
from scoring.comparison import CAUSES, Comparison, compare
from scoring.evaluate import evaluate
from scoring.plan import Adjuster, Item, Plan

MakeBundle = Callable[..., Bundle]
SIZES = {"K1": 60, "K2": 60}


def compared(before: Bundle, after: Bundle) -> Comparison:
    found = compare(before, evaluate(before), after, evaluate(after))
    for row in found.contracts:
        if row.reason is None:
            assert row.movement is not None
            assert math.fsum(row.parts.values()) == pytest.approx(row.movement, abs=1e-9)
    return found


def parts(found: Comparison, contract: str = "K1") -> dict[str, float]:
    return dict(next(row.parts for row in found.contracts if row.contract == contract))


def test_the_same_run_twice_moves_nothing(make_bundle: MakeBundle) -> None:
    bundle = make_bundle(SIZES)
    found = compared(bundle, bundle)

    assert found.notes == ("nothing_changed",)
    assert set(parts(found).values()) == {0.0}


def test_other_answers_under_the_same_plan_are_all_data(make_bundle: MakeBundle) -> None:
    found = compared(make_bundle(SIZES, levels={"K1": 0.6}), make_bundle(SIZES, levels={"K1": 0.9}))
    moved = parts(found)

    assert moved["data"] > 1
    assert [cause for cause in CAUSES if abs(moved[cause]) > 1e-9] == ["data"]


def reweighted(plan: Plan, by: Decimal) -> Plan:
    """Move points from the first indicator of the second dimension to that of the first."""

    def change(dimension: Any, points: Decimal) -> Any:
        group = dimension.groups[0]
        leaf = group.indicators[0]
        part = dataclasses.replace(leaf.parts[0], points=leaf.parts[0].points + points)
        leaf = dataclasses.replace(leaf, parts=(part, *leaf.parts[1:]))
        group = dataclasses.replace(group, indicators=(leaf, *group.indicators[1:]))
        return dataclasses.replace(dimension, groups=(group, *dimension.groups[1:]))

    first, second, *rest = plan.dimensions
    return dataclasses.replace(plan, dimensions=(change(first, by), change(second, -by), *rest))


def test_other_weights_over_the_same_answers_are_all_weights(
    make_bundle: MakeBundle, plan_t: Plan
) -> None:
    found = compared(make_bundle(SIZES), make_bundle(SIZES, plan=reweighted(plan_t, Decimal(2))))
    moved = parts(found)

    assert found.changed == ("weights",)
    # By hand: two points leave an indicator for another, each worth the share that it reaches.
    rows = {row.code: row for row in evaluate(make_bundle(SIZES)).contract("K1").indicators}
    first, second = (node.indicators[0].code for node in plan_t.dimensions[:2])
    shares = [(rows[code].points or 0.0) / rows[code].effective_weight for code in (first, second)]
    assert moved["weights"] == pytest.approx(2 * (shares[0] - shares[1]), abs=1e-9)
    assert [cause for cause in CAUSES if abs(moved[cause]) > 1e-9] == ["weights"]


def remapped(plan: Plan) -> Plan:
    """Give the middle label fewer points."""

    def change(item: Item) -> Item:
        scores = {
            code: Decimal(30) if points == 50 else points for code, points in item.scores.items()
        }
        return dataclasses.replace(item, scores=scores)

    return dataclasses.replace(plan, items=tuple(change(item) for item in plan.items))


def test_a_stricter_mapping_takes_points_and_is_told_from_other_answers(
    make_bundle: MakeBundle, plan_t: Plan
) -> None:
    alone = compared(make_bundle(SIZES), make_bundle(SIZES, plan=remapped(plan_t)))
    assert parts(alone)["mapping"] < -0.1
    assert abs(parts(alone)["data"]) < 1e-9

    both = compared(
        make_bundle(SIZES, levels={"K1": 0.6}),
        make_bundle(SIZES, levels={"K1": 0.9}, plan=remapped(plan_t)),
    )
    assert parts(both)["mapping"] < 0 < parts(both)["data"]


def test_an_adjuster_is_method(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Callable[..., pa.Table]
) -> None:
    answers = draw_answers(plan_t, SIZES, {})
    ages = pa.array([float(row % 7 + row // 60) for row in range(answers.num_rows)])
    answers = answers.append_column("adjuster:age", ages)
    adjusted = dataclasses.replace(plan_t, adjusters=(Adjuster("age"),))
    found = compared(
        make_bundle(SIZES, answers=answers), make_bundle(SIZES, plan=adjusted, answers=answers)
    )
    moved = parts(found)

    assert abs(moved["method"]) > 1e-6
    assert [cause for cause in CAUSES if abs(moved[cause]) > 1e-9] == ["method"]


def test_what_one_run_never_asked_leaves_movements_without_parts(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Callable[..., pa.Table]
) -> None:
    answers = draw_answers(plan_t, SIZES, {})
    ages = pa.array([float(row % 7) for row in range(answers.num_rows)])
    adjusted = dataclasses.replace(plan_t, adjusters=(Adjuster("age"),))
    after = make_bundle(SIZES, plan=adjusted, answers=answers.append_column("adjuster:age", ages))
    found = compared(make_bundle(SIZES), after)

    assert {row.reason for row in found.contracts} == {"data_lack_columns"}
    assert all(row.movement is not None for row in found.contracts)


def test_contracts_in_one_run_only_are_listed_with_a_reason(make_bundle: MakeBundle) -> None:
    found = compared(make_bundle({"K1": 60, "K2": 60}), make_bundle({"K1": 60, "K3": 5}))
    reasons = {row.contract: row.reason for row in found.contracts}

    assert reasons == {"K1": None, "K2": "contract_only_before", "K3": "contract_only_after"}
