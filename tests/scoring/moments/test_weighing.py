"""This room is for weights of record of whole bundles: margins by contract, in any order."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from scoring.bundle import Bundle
from scoring.engine import estimate
from scoring.errors import BundleError
from scoring.moments.kernels import read_facts
from scoring.moments.tasks import tasks_of
from scoring.moments.weighing import weigh
from scoring.plan import Weighting
from tests.bundles import divide_responses, plain_plan, survey_bundle

COLUMNS = {
    "contract": ["k1"] * 4 + ["k2"] * 4,
    "mode": ["phone", "phone", "phone", "visit"] * 2,
    "item:a": [1, 1, 1, 5] * 2,
}


def known(rows: list[tuple[str, str, str, float]]) -> pa.Table:
    """A table of margins."""
    names = ("contract", "variable", "category", "population")
    return pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)})


def halves(*contracts: str, variable: str = "mode") -> list[tuple[str, str, str, float]]:
    """Half of the clients in either mode."""
    return [(code, variable, mode, 10.0) for code in contracts for mode in ("phone", "visit")]


def raked(path: Path, margins: pa.Table | None, name: str = "mode", **columns: Any) -> Bundle:
    """A bundle whose plan rakes to one margin."""
    plan = plain_plan("a", adjusters=("area",), weighting=Weighting(margins=(name,)))
    areas = {"adjuster:area": [1.0, 1.0, 1.0, 2.0] * 2}
    return survey_bundle(path, plan, {**COLUMNS, **areas, **columns}, margins=margins)


def test_contracts_are_raked_to_their_own_margins(tmp_path: Path) -> None:
    rows = [*halves("k1"), ("k2", "mode", "phone", 90.0), ("k2", "mode", "visit", 10.0)]
    first, second = estimate(raked(tmp_path / "b", known(rows))).contracts
    assert first.raw[0] == pytest.approx(50, abs=0.1)
    assert second.raw[0] == pytest.approx(10, abs=0.1)
    assert first.effective_answers == pytest.approx(3, abs=0.01)
    assert 0 <= first.margin_error < 1e-3


def test_a_margin_may_be_an_adjuster_with_whole_numbers(tmp_path: Path) -> None:
    rows = [(code, "area", area, 5.0) for code in ("k1", "k2") for area in ("1", "2")]
    first, _ = estimate(raked(tmp_path / "b", known(rows), "area")).contracts
    assert first.raw[0] == pytest.approx(50, abs=0.1)


@pytest.mark.parametrize("rows", [None, halves("k1"), halves("k1", "k2", variable="age")])
def test_a_margin_that_is_not_known_is_named_with_its_contract(
    tmp_path: Path, rows: list[tuple[str, str, str, float]] | None
) -> None:
    bundle = raked(tmp_path / "b", None if rows is None else known(rows))
    with pytest.raises(BundleError) as caught:
        estimate(bundle)
    assert caught.value.code == "margin_not_known"
    assert caught.value.parameters["column"] == "mode"


@pytest.mark.parametrize(
    ("rows", "code", "found"),
    [
        ([("k1", "mode", "visit", 0.0)], "margin_says_nobody", ["visit"]),
        (
            [("k1", "mode", "visit", 0.0), ("k1", "mode", "phone", 0.0)],
            "margin_says_nobody",
            ["phone", "visit"],
        ),
        ([("k1", "mode", "post", 5.0)], "empty_margin_cell", ["post"]),
    ],
)
def test_a_margin_that_the_answers_contradict_is_named_with_its_contract(
    tmp_path: Path, rows: list[tuple[str, str, str, float]], code: str, found: list[str]
) -> None:
    stated = {row[:3]: row for row in [*halves("k1", "k2"), *rows]}
    with pytest.raises(BundleError, match=code) as caught:
        estimate(raked(tmp_path / "b", known(list(stated.values()))))
    assert (caught.value.parameters["where"], caught.value.parameters["found"]) == ("k1", found)


def test_base_weights_count_within_a_contract_only(tmp_path: Path) -> None:
    columns = {
        "contract": ["k1", "k1", "k2", "k2"],
        "item:a": [1, 5, 1, 5],
        "base_weight": [1.0, 3.0, 100.0, 300.0],
    }
    first, second = estimate(survey_bundle(tmp_path / "b", plain_plan("a"), columns)).contracts
    assert first.raw.tolist() == second.raw.tolist() == [75.0]
    assert first.effective_answers == pytest.approx(1.6)


def test_each_task_gets_the_weights_of_its_own_rows(tmp_path: Path) -> None:
    bundle = raked(tmp_path / "b", known(halves("k1", "k2")))
    divide_responses(bundle, [7, 0, 3, 4, 2, 1, 6, 5], parts=3, group=2)
    tasks = tasks_of(bundle.response_parts(), 1)
    contracts = ("k1", "k2")
    facts = [read_facts(task, bundle.plan, contracts) for task in tasks]
    weighed = weigh(facts, bundle.plan, contracts, bundle.margins(), exact=True)
    assert [len(weights) for weights in weighed.by_task] == [len(fact.counts) for fact in facts]
    assert [fact.counts.sum() for fact in facts] == [task.rows for task in tasks]
    by_mode: dict[str, set[int]] = {"phone": set(), "visit": set()}
    for fact, weights in zip(facts, weighed.by_task, strict=True):
        for mode, weight in zip(fact.categories[0].to_pylist(), weights.tolist(), strict=True):
            by_mode[mode].add(weight)
    # Three calls and one visit stand for two clients each.
    assert by_mode == {"phone": {683}, "visit": {2048}}
    assert weighed.largest == 2048
    assert weighed.trimmed.tolist() == [0, 0]


def test_no_responses_have_no_weights(tmp_path: Path) -> None:
    bundle = survey_bundle(
        tmp_path / "b", plain_plan("a"), {"contract": [], "item:a": []}, codes=["k1"]
    )
    facts = [
        read_facts(task, bundle.plan, ("k1",)) for task in tasks_of(bundle.response_parts(), 1)
    ]
    weighed = weigh(facts, bundle.plan, ("k1",), None, exact=True)
    assert weighed.largest == 0
