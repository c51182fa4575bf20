"""This room is for case mix and composite covariances against the published reference cases."""

import csv
import gzip
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.bundle import Bundle
from scoring.engine import ROWS_PER_TASK, estimate
from scoring.moments.estimates import SurveyEstimates
from scoring.moments.kernels import Recipe, accumulate, read_facts, tasks_of
from scoring.moments.piles import merge
from scoring.moments.solving import solve
from scoring.moments.variance import slope_terms
from scoring.moments.weighing import Weighed
from scoring.plan import Item, Variable
from scoring.survey.adjusters import grid_of
from tests.bundles import survey_bundle, survey_plan

pytestmark = pytest.mark.reference


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a reference table; blank stands for missing."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def case(reference: Path, name: str) -> Any:
    """The expected results of a reference case."""
    return json.loads((reference / "profiling" / f"{name}.json").read_text("utf-8"))["result"]


def measured(code: str, texts: Sequence[str]) -> tuple[Item, list[int | None]]:
    """Make a measurement an item: each distinct value is a code that is worth the value."""
    distinct = sorted({text for text in texts if text})
    place = {text: position for position, text in enumerate(distinct)}
    item = Item(code, {str(n): Decimal(text) for n, text in enumerate(distinct)})
    return item, [place.get(text) for text in texts]


def number(text: str) -> float | None:
    """A number, or nothing where the cell is blank."""
    return float(text) if text else None


def weighted_estimates(bundle: Bundle, weights: np.ndarray) -> SurveyEstimates:
    """Estimate with weights as given, which no contract normalises."""
    contracts = tuple(bundle.contracts()["contract"].to_pylist())
    (task,) = tasks_of(bundle.response_parts(), ROWS_PER_TASK)
    facts = read_facts(task, bundle.plan, contracts)
    grids = tuple(
        grid_of(adjuster.code, reach)
        for adjuster, reach in zip(bundle.plan.adjusters, facts.reaches, strict=True)
    )
    missing = any(reach.has_missing for reach in facts.reaches)
    recipe = Recipe(bundle.plan, contracts, grids, missing, exact=False)
    nothing = Weighed((), np.zeros(len(contracts)), np.zeros(len(contracts), int))
    return solve(merge([accumulate(task, recipe, weights)]), recipe, nothing, None)


def exam(reference: Path, path: Path, score: str, weight: str = "") -> Bundle:
    """The Exam data: schools as contracts, pupils as sampling units, two adjusters."""
    rows = rows_of(reference / "profiling" / "exam.csv")
    item, codes = measured("exam", [row["normexam"] for row in rows])
    plan = survey_plan([item], [Variable("exam", "mean", ("exam",))], (score, "male"))
    columns: dict[str, Any] = {
        "contract": [row["school"].zfill(2) for row in rows],
        "item:exam": codes,
        f"adjuster:{score}": [number(row[score]) for row in rows],
        "adjuster:male": [number(row["male"]) for row in rows],
    }
    if weight:
        columns["base_weight"] = [float(row[weight]) for row in rows]
    return survey_bundle(path, plan, columns)


def agrees(estimates: SurveyEstimates, expected: Any) -> None:
    """Compare means, slopes and standard errors with known slopes to a relative 1e-8."""
    order = np.argsort([level.zfill(2) for level in expected["levels"]], kind="stable")
    rows = estimates.contracts
    known_slopes = [
        row.covariance_adjusted[0, 0] - extra[0, 0]
        for row, extra in zip(rows, slope_terms(estimates.mix), strict=True)
    ]
    close = {"rel": 1e-8, "abs": 1e-10}
    for key, found in (
        ("raw_mean", [row.raw[0] for row in rows]),
        ("adj_mean", [row.adjusted[0] for row in rows]),
        ("se_plugin", np.sqrt(known_slopes)),
    ):
        assert list(found) == pytest.approx(np.array(expected[key])[order].tolist(), **close), key
    assert estimates.beta is not None
    assert estimates.overall is not None
    assert estimates.beta[0].tolist() == pytest.approx(expected["beta"], rel=1e-8)
    assert estimates.overall.tolist() == pytest.approx(expected["xbar"], rel=1e-8)


def test_exam_adjusted_means_without_weights(reference: Path, tmp_path: Path) -> None:
    bundle = exam(reference, tmp_path / "b", "standLRT")
    agrees(estimate(bundle, exact=False), case(reference, "casemix_adjust")["unweighted"])


def test_exam_adjusted_means_with_weights(reference: Path, tmp_path: Path) -> None:
    bundle = exam(reference, tmp_path / "b", "standLRT", "w")
    contracts = tuple(bundle.contracts()["contract"].to_pylist())
    (task,) = tasks_of(bundle.response_parts(), ROWS_PER_TASK)
    weights = read_facts(task, bundle.plan, contracts).base
    agrees(weighted_estimates(bundle, weights), case(reference, "casemix_adjust")["weighted"])


def test_a_missing_adjuster_takes_the_mean_of_its_school(reference: Path, tmp_path: Path) -> None:
    bundle = exam(reference, tmp_path / "b", "standLRT_missing")
    estimates = estimate(bundle, exact=False)
    agrees(estimates, case(reference, "casemix_adjust")["missing_adjuster_imputed"])
    blanks = [row["standLRT_missing"] for row in rows_of(reference / "profiling" / "exam.csv")]
    counted = [row.missing_adjusters["standLRT_missing"] for row in estimates.contracts]
    assert sum(counted) == blanks.count("")


def test_the_composite_carries_the_covariance_of_its_items(reference: Path, tmp_path: Path) -> None:
    rows = rows_of(reference / "profiling" / "gcsemv.csv")
    items = {name: measured(name, [row[name] for row in rows]) for name in ("written", "course")}
    plan = survey_plan(
        [item for item, _ in items.values()],
        [Variable(name, "mean", (name,)) for name in items],
        ("male",),
    )
    columns = {
        "contract": [row["school"] for row in rows],
        "adjuster:male": [number(row["male"]) for row in rows],
        **{f"item:{name}": codes for name, (_, codes) in items.items()},
    }
    estimates = estimate(survey_bundle(tmp_path / "b", plan, columns), exact=False)
    expected = case(reference, "composite_covariance")
    extra = slope_terms(estimates.mix)
    weights = np.array(expected["weights"])
    assert [row.contract for row in estimates.contracts] == expected["levels"]
    for j, row in enumerate(estimates.contracts):
        covariance = row.covariance_adjusted - extra[j]
        assert row.adjusted == pytest.approx(np.array(expected["item_adj_mean"][j]), rel=1e-8)
        assert covariance == pytest.approx(np.array(expected["item_cov"][j]), rel=1e-8)
        assert weights @ row.adjusted == pytest.approx(expected["composite"][j], rel=1e-8)
        error = (weights @ covariance @ weights) ** 0.5
        assert error == pytest.approx(expected["composite_se"][j], rel=1e-8)
        assert row.answers_by_variable.tolist() == expected["n_item"][j]
