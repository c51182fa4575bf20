"""This room is for the figures of each contract: counts beside estimates, reasons beside blanks."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.engine import estimate
from scoring.moments.estimates import ContractEstimates
from scoring.moments.kernels import Recipe, accumulate
from scoring.moments.piles import merge
from scoring.moments.solving import solve
from scoring.moments.tasks import tasks_of
from scoring.moments.weighing import Weighed
from scoring.plan import Item, Variable
from tests.bundles import FIVE, bits_of, plain_plan, survey_bundle, survey_plan

YES_NO = {"0": Decimal(0), "1": Decimal(100)}


def estimates_of(path: Path, columns: dict[str, Any]) -> tuple[ContractEstimates, ...]:
    """Estimate a five-point item and a yes-or-no item."""
    plan = survey_plan(
        [Item("a", FIVE), Item("p", YES_NO)],
        [Variable("mean", "mean", ("a",)), Variable("yes", "mean", ("p",))],
    )
    return estimate(survey_bundle(path, plan, columns, codes=["k1", "k2"])).contracts


COLUMNS = {
    "contract": ["k1"] * 5 + ["k2"],
    "psu": ["u", "u", "v", "w", "x", "u"],
    "item:a": [1, 2, 3, -1, 5, -1],
    "item:p": [1, 1, -1, -1, 0, 1],
}


def test_every_variable_has_its_own_counts(tmp_path: Path) -> None:
    first, second = estimates_of(tmp_path / "b", COLUMNS)
    assert first.variables == ("mean", "yes")
    assert first.is_binary == (False, True)
    assert first.answers_by_variable.tolist() == [4, 3]
    assert first.psus_by_variable.tolist() == [3, 2]
    assert first.successes.tolist() == [0, 2]
    assert (first.answers, first.psus) == (5, 4)
    assert first.raw == pytest.approx(np.array([43.75, 200 / 3]))
    assert (second.answers, second.answers_by_variable.tolist()) == (1, [0, 1])


def test_a_blank_has_a_reason_and_zeros(tmp_path: Path) -> None:
    _, second = estimates_of(tmp_path / "b", COLUMNS)
    assert second.reasons == {"mean": "no_answers", "yes": "single_psu"}
    assert second.raw.tolist() == [0.0, 100.0]
    assert not second.covariance.any()


def test_skipped_items_stay_in_the_design(tmp_path: Path) -> None:
    first, _ = estimates_of(tmp_path / "b", COLUMNS)
    # Four units were asked; those who skipped the second item add nothing to its scatter.
    residuals = {"u": 2 * (100 - 200 / 3), "v": 0, "w": 0, "x": -200 / 3}
    expected = 4 / 3 * sum(value**2 for value in residuals.values()) / 3**2
    assert first.covariance[1, 1] == pytest.approx(expected)


def test_without_adjusters_the_official_estimate_is_the_raw_one(tmp_path: Path) -> None:
    first, _ = estimates_of(tmp_path / "b", COLUMNS)
    assert not first.is_adjusted
    assert first.official is first.raw
    assert first.covariance is first.covariance_raw
    assert first.adjusted == pytest.approx(first.raw)


def test_unequal_weights_cost_answers(tmp_path: Path) -> None:
    columns = {
        "contract": ["k1"] * 4,
        "item:a": [1, 2, 3, 4],
        "base_weight": [1.0, 1.0, 1.0, 9.0],
    }
    (row,) = estimate(survey_bundle(tmp_path / "b", plain_plan("a"), columns)).contracts
    # The weight of 9 is trimmed to 4 times the median.
    assert row.effective_answers == pytest.approx(49 / 19, abs=0.01)
    assert row.flags == ("weights_trimmed",)


def test_answers_from_few_villages_tell_less(tmp_path: Path) -> None:
    alike = {"contract": ["k1"] * 8, "item:a": [1, 1, 2, 2, 4, 4, 5, 5], "psu": list("aabbccdd")}
    (row,) = estimate(survey_bundle(tmp_path / "b", plain_plan("a"), alike)).contracts
    points = np.array([0, 0, 25, 25, 75, 75, 100, 100])
    effect = row.covariance[0, 0] / (points.var(ddof=1) / 8)
    assert row.effective_answers == pytest.approx(8 / effect)
    alone = {key: column for key, column in alike.items() if key != "psu"}
    (row,) = estimate(survey_bundle(tmp_path / "c", plain_plan("a"), alone)).contracts
    assert row.effective_answers == 8


def test_answers_that_are_all_alike_count_in_full(tmp_path: Path) -> None:
    columns = {"contract": ["k1"] * 4, "item:a": [5, 5, 5, 5]}
    (row,) = estimate(survey_bundle(tmp_path / "b", plain_plan("a"), columns)).contracts
    assert row.effective_answers == 4


def test_sums_alone_are_enough_for_the_estimates(tmp_path: Path) -> None:
    plan = plain_plan("a")
    columns = {"contract": ["k1"] * 3 + ["k2"] * 3, "item:a": [1, 2, 5, 3, 3, 4]}
    bundle = survey_bundle(tmp_path / "b", plan, columns)
    recipe = Recipe(plan, ("k1", "k2"), (), has_missing=False, exact=True)
    (task,) = tasks_of(bundle.response_parts(), 100)
    moments = merge([accumulate(task, recipe, np.full(6, 1024))])
    weighed = Weighed((), np.zeros(2), np.zeros(2, np.int64))
    estimates = solve(moments, recipe, weighed, None)
    assert bits_of(estimates) == bits_of(estimate(bundle))
    assert estimates.overall is None
