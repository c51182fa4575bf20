"""This room is for uncertain weights against reference: given sets, acceptability, removal."""

import csv
from pathlib import Path

import numpy as np
import pytest

from scoring.robustness.acceptability import rank_acceptability, simplex_weights
from scoring.robustness.places import falling_places
from scoring.robustness.removal import without_each
from scoring.robustness.reweighting import WeightTree, effective_leaf_weights, rescore

CASES = ("asem_default", "contractors_a")
TOLERANCE = 1e-9
ACCEPTABILITY_TOLERANCE = 0.004
pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def composite(reference: Path) -> Path:
    return reference / "composite"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def tree_of(folder: Path) -> tuple[WeightTree, dict[str, float]]:
    """The indicator tree and its own weights."""
    nodes = [
        row for row in rows_of(folder / "iMeta.csv") if row["Type"] in ("Indicator", "Aggregate")
    ]
    tree = WeightTree({node["iCode"]: node["Parent"] or None for node in nodes})
    return tree, {node["iCode"]: float(node["Weight"]) for node in nodes if node["Parent"]}


def leaves_of(folder: Path, tree: WeightTree) -> tuple[list[str], np.ndarray]:
    """The units' codes and the normalised indicators."""
    rows = rows_of(folder / "expected_stage_normalised.csv")
    return [row["uCode"] for row in rows], table_of(rows, tree.leaves)


def table_of(rows: list[dict[str, str]], columns: tuple[str, ...]) -> np.ndarray:
    return np.array([[float(row[column]) for column in columns] for row in rows])


@pytest.mark.parametrize("name", CASES)
def test_places_under_the_given_weight_sets(composite: Path, name: str) -> None:
    folder = composite / name
    tree, own = tree_of(folder)
    units, scores = leaves_of(folder, tree)
    sets = rows_of(folder / "ua_weight_sets.csv")
    varied = {code: [float(row[code]) for row in sets] for code in own}
    totals = rescore(scores, effective_leaf_weights(tree, varied, len(sets)))
    places = falling_places(totals)
    nominal = falling_places(rescore(scores, effective_leaf_weights(tree, own)))[0]
    found = np.column_stack(
        [
            nominal,
            places.mean(axis=0),
            *np.quantile(places, [0.5, 0.05, 0.95], axis=0),
            places.min(axis=0),
            places.max(axis=0),
        ]
    )
    rows = rows_of(folder / "expected_ua_rankstats.csv")
    assert [row["uCode"] for row in rows] == units
    columns = ("Nominal", "Mean", "Median", "Q5", "Q95", "Min", "Max")
    assert found == pytest.approx(table_of(rows, columns), rel=TOLERANCE)


@pytest.mark.parametrize("name", CASES)
def test_scores_and_places_without_each_element_of_level_two(composite: Path, name: str) -> None:
    folder = composite / name
    tree, own = tree_of(folder)
    units, scores = leaves_of(folder, tree)
    changes = rows_of(folder / "expected_remove_level2_mean_abs_rank_change.csv")
    elements = tuple(row["removed"] for row in changes[1:])
    found = without_each(scores, tree, own, elements)
    rows = rows_of(folder / "expected_remove_level2_scores.csv")
    assert [row["uCode"] for row in rows] == units
    expected = table_of(rows, ("Nominal", *elements))
    scored = found.scores.T
    assert scored == pytest.approx(expected, rel=TOLERANCE)
    moved = [float(row["mean_abs_rank_change"]) for row in changes]
    assert found.mean_change == pytest.approx(moved, rel=TOLERANCE)


@pytest.mark.parametrize("space", ["uniform", "sat_heaviest"])
def test_rank_acceptability_of_the_contractors(composite: Path, space: str) -> None:
    folder = composite / "contractors_a"
    dimensions = ("OUT", "PM", "SOC", "SAT")
    scores = table_of(rows_of(folder / "expected_stage_aggregated.csv"), dimensions)
    rows = rows_of(folder / f"expected_rank_acceptability_{space}.csv")
    expected = table_of(rows, tuple(f"rank_{place}" for place in range(1, 25)))
    heaviest = None if space == "uniform" else [code == "SAT" for code in dimensions]
    found = rank_acceptability(scores, simplex_weights(4, heaviest, draws=2**16))
    assert found.shares == pytest.approx(expected, abs=ACCEPTABILITY_TOLERANCE)
