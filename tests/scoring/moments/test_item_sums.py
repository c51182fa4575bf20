"""Sums of items that are answered together: additive, and the covariance within contracts."""

import dataclasses

import numpy as np
import pytest

from scoring.moments.item_sums import (
    DRIVERS,
    column_means,
    item_sets,
    item_sums,
    merge_item_sums,
    satisfaction_inputs,
    within_covariance,
)
from scoring.plan import Plan
from scoring.survey.coding import BLANK


def answers_of(plan: Plan, size: int, seed: int = 3) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    found = {}
    for item in plan.items:
        codes = chance.choice([int(code) for code in item.scores], size)
        found[item.code] = np.where(chance.random(size) < 0.1, BLANK, codes).astype(np.int16)
    return found


def test_the_heaviest_satisfaction_input_is_the_overall_answer(plan_t: Plan) -> None:
    sets = {
        row.code: [coding.code for coding in row.codings] for row in item_sets(plan_t, exact=True)
    }
    assert satisfaction_inputs(plan_t)[0] == "T-A201"
    assert sets[DRIVERS] == list(satisfaction_inputs(plan_t))
    assert sets["T-A201"] == ["Q12", "Q14"]


def test_without_a_heaviest_input_there_is_no_overall_answer(plan_t: Plan) -> None:
    only = tuple(node for node in plan_t.dimensions if not node.is_satisfaction)
    assert satisfaction_inputs(dataclasses.replace(plan_t, dimensions=only)) == ()


@pytest.mark.parametrize("exact", [True, False])
def test_the_covariance_is_that_of_complete_rows_around_their_contracts(
    plan_t: Plan, exact: bool
) -> None:
    sets = item_sets(plan_t, exact=exact)
    answers, contract = answers_of(plan_t, 300), np.arange(300) * 7 % 3
    for row, found in zip(sets, item_sums(sets, answers, contract, 3), strict=True):
        columns = [coding.apply(answers) for coding in row.codings]
        known = np.logical_and.reduce([column.known for column in columns])
        units = [float(coding.unit) for coding in row.codings]
        points = np.stack([c.values[known] * u for c, u in zip(columns, units, strict=True)], 1)
        own = contract[known]
        apart = points - np.stack([points[own == j].mean(axis=0) for j in range(3)])[own]
        covariance, base = within_covariance(found, row.codings)
        assert base == known.sum()
        np.testing.assert_allclose(covariance, apart.T @ apart / (base - 3), atol=1e-8)
        np.testing.assert_allclose(column_means(found, row.codings), points.mean(axis=0))


def test_dividing_the_rows_changes_no_bit(plan_t: Plan) -> None:
    sets = item_sets(plan_t, exact=True)
    answers, contract = answers_of(plan_t, 200), np.arange(200) % 4
    order = np.random.default_rng(1).permutation(200)
    pieces = [order[:70], order[70:71], order[71:]]
    parts = [
        item_sums(sets, {c: a[rows] for c, a in answers.items()}, contract[rows], 4)
        for rows in pieces
    ]
    for whole, again in zip(
        item_sums(sets, answers, contract, 4), merge_item_sums(parts), strict=True
    ):
        assert whole.products.tolist() == again.products.tolist()
        assert whole.sums.tolist() == again.sums.tolist()
        assert whole.counts.tolist() == again.counts.tolist()


def test_a_set_that_nobody_answered_has_no_covariance(plan_t: Plan) -> None:
    sets = item_sets(plan_t, exact=True)
    blank = {item.code: np.full(5, BLANK, np.int16) for item in plan_t.items}
    found = item_sums(sets, blank, np.zeros(5, np.int64), 1)[0]
    covariance, base = within_covariance(found, sets[0].codings)
    assert base == 0
    assert not covariance.any()
