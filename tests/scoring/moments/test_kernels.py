"""This room is for one pass over rows: what is counted, what is left out, what can be removed."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.bundle import Bundle
from scoring.engine import estimate
from scoring.moments.kernels import Recipe, accumulate, read_facts
from scoring.moments.piles import merge
from scoring.moments.state import Moments
from scoring.moments.tasks import tasks_of
from scoring.plan import Plan
from scoring.survey.adjusters import grid_of
from tests.bundles import plain_plan, survey_bundle

COLUMNS = {
    "contract": ["k1", "k1", "k1", "k2", "k2"],
    "psu": ["v1", "v1", "v2", "v1", "v3"],
    "item:a": [1, -1, 5, None, 3],
    "adjuster:age": [70.0, 80.0, None, 65.0, 66.0],
}


def sums(bundle: Bundle, plan: Plan, rows_per_task: int = 1) -> Moments:
    """All moments of a bundle with every weight 1."""
    contracts = tuple(bundle.contracts()["contract"].to_pylist())
    tasks = tasks_of(bundle.response_parts(), rows_per_task)
    facts = [read_facts(task, plan, contracts) for task in tasks]
    reaches = list(facts[0].reaches)
    for fact in facts[1:]:
        reaches = [a.join(b) for a, b in zip(reaches, fact.reaches, strict=True)]
    grids = tuple(
        grid_of(row.code, reach) for row, reach in zip(plan.adjusters, reaches, strict=True)
    )
    recipe = Recipe(plan, contracts, grids, has_missing=True, exact=True)
    weights = [np.full(fact.counts.sum(), 1024, np.int64) for fact in facts]
    return merge([accumulate(t, recipe, w) for t, w in zip(tasks, weights, strict=True)])


def test_rows_become_sums_of_their_sampling_unit(tmp_path: Path) -> None:
    plan = plain_plan("a", adjusters=("age",))
    state = sums(survey_bundle(tmp_path / "b", plan, COLUMNS), plan)
    assert state.contract.tolist() == [0, 0, 1, 1]
    assert state.psu.to_pylist() == ["v1", "v2", "v1", "v3"]
    assert state.responses.tolist() == [2, 1, 1, 1]
    # Columns: weight, age, age missing; then of those who answered: weight, points, and so on.
    middle = 72  # the grid is centred between 65 and 80, at the even whole number
    ages = [70 - middle + 80 - middle, 0, 65 - middle, 66 - middle]
    assert (state.totals[:, 0] / 1024).tolist() == [2, 1, 1, 1]
    assert (state.totals[:, 1] / 1024).tolist() == ages
    assert (state.totals[:, 2] / 1024).tolist() == [0, 1, 0, 0]
    assert (state.totals[:, 3] / 1024).tolist() == [1, 1, 0, 1]
    assert (state.totals[:, 4] / 1024).tolist() == [0, 4, 0, 2]


def test_missing_answers_are_counted_by_kind(tmp_path: Path) -> None:
    plan = plain_plan("a")
    columns = {"contract": ["k1"] * 6, "item:a": [-1, -2, -2, -3, None, 4]}
    (row,) = estimate(survey_bundle(tmp_path / "b", plan, columns)).contracts
    assert row.missing_counts["a"] == {"do_not_know": 1, "not_met": 2, "refused": 1, "blank": 1}
    assert row.answers_by_variable.tolist() == [1]
    assert row.raw.tolist() == [75.0]


def test_excluded_responses_are_counted_and_not_scored(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "contract": ["k1"] * 4,
        "item:a": [5, 5, 1, 1],
        "status": ["accepted", "accepted", "excluded", "accepted"],
        "presence": ["alone", None, "alone", "staff"],
    }
    (row,) = estimate(survey_bundle(tmp_path / "b", plain_plan("a"), columns)).contracts
    assert (row.submitted, row.answers, row.excluded, row.psus) == (4, 2, 2, 2)
    assert row.raw.tolist() == [100.0]


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(0, 9)), st.integers(0, 99))
def test_taking_whole_sampling_units_away_is_never_having_had_them(
    tmp_path_factory: pytest.TempPathFactory, gone: set[int], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    size = 60
    units = rng.integers(0, 10, size)
    columns = {
        "contract": rng.choice(["k1", "k2"], size).tolist(),
        "psu": [f"v{unit}" for unit in units],
        "item:a": rng.choice([-1, 1, 2, 3, 4, 5], size).tolist(),
        "adjuster:age": [60.0, 90.0, *rng.integers(60, 91, size - 2).astype(float).tolist()],
    }
    plan = plain_plan("a", adjusters=("age",))
    place = tmp_path_factory.mktemp("deletion")

    def part(name: str, keep: np.ndarray) -> Moments:
        # The two bounds of age stay in every part, so that all parts share one grid.
        kept = {
            key: [value for value, stays in zip(column, keep, strict=True) if stays]
            for key, column in columns.items()
        }
        kept["contract"] += ["k1", "k2"]
        kept["psu"] += ["low", "high"]
        kept["item:a"] += [-1, -1]
        kept["adjuster:age"] += [60.0, 90.0]
        return sums(survey_bundle(place / name, plan, kept, codes=["k1", "k2"]), plan)

    is_gone = np.isin(units, list(gone))
    whole, rest, away = part("a", is_gone | True), part("b", ~is_gone), part("c", is_gone)
    stays = [psu in set(rest.psu.to_pylist()) for psu in whole.psu.to_pylist()]
    assert (whole.totals[stays] == rest.totals).all()
    answered = whole.counts.answers - away.counts.answers
    assert (answered == rest.counts.answers).all()
    assert (whole.products - away.products == rest.products).all()
    assert (whole.value_squares - away.value_squares == rest.value_squares).all()
