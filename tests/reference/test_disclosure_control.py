"""This room is for suppression against reference: intervals exact, cost the least possible."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.disclosure.attacks import attacker_intervals
from scoring.disclosure.counts import margins_of, small_counts
from scoring.disclosure.suppression import suppress

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def expected(reference: Path) -> dict[str, Any]:
    path = reference / "profiling" / "disclosure_control.json"
    result: dict[str, Any] = json.loads(path.read_text("utf-8"))["result"]
    return result


@pytest.fixture(scope="module")
def table(expected: dict[str, Any]) -> np.ndarray:
    return np.array(expected["table"])


def cells(mask: np.ndarray, shape: tuple[int, ...]) -> list[list[int]]:
    return np.argwhere(mask.reshape(shape)).tolist()


def test_the_table_is_that_of_the_people(
    reference: Path, expected: dict[str, Any], table: np.ndarray
) -> None:
    counts = np.zeros_like(table)
    with gzip.open(reference / "profiling" / "contraception.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            if row["district"] in expected["rows"]:
                place = expected["rows"].index(row["district"])
                counts[place, expected["cols"].index(row["livch"])] += 1
    assert counts.tolist() == table.tolist()


def test_primary_cells_are_all_recovered_from_the_margins(
    expected: dict[str, Any], table: np.ndarray
) -> None:
    primary = small_counts(table.ravel())
    assert cells(primary, table.shape) == expected["primary"]
    found = attacker_intervals(table.ravel(), margins_of(table.shape), primary)
    ends = [[interval.low, interval.high] for interval in found]
    assert ends == expected["attacker_intervals_primary_only"]
    exact = sum(interval.width == 0 for interval in found)
    assert exact == expected["n_exactly_recovered_primary_only"]


def test_the_protection_costs_what_the_best_one_costs(
    expected: dict[str, Any], table: np.ndarray
) -> None:
    found = suppress(table.ravel(), margins_of(table.shape), small_counts(table.ravel()))
    assert found.cost == expected["optimal_extra_cost"]
    assert min(interval.width for interval in found.intervals) >= 0


def test_the_intervals_after_the_reference_protection(
    expected: dict[str, Any], table: np.ndarray
) -> None:
    hidden = np.zeros(table.shape, dtype=bool)
    for row, column in expected["suppressed_after"]:
        hidden[row, column] = True
    found = attacker_intervals(table.ravel(), margins_of(table.shape), hidden.ravel())
    ends = [[interval.low, interval.high] for interval in found]
    assert ends == expected["attacker_intervals_after"]
