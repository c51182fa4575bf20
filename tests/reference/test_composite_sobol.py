"""This room is for Sobol indices against exact ones: the composite's factorial and Ishigami."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.robustness.designs import full_factorial, pick_freeze
from scoring.robustness.places import falling_places
from scoring.robustness.sampled_indices import SampledIndices, sampled_indices
from scoring.robustness.sobol import NO_VARIANCE, exact_indices, exact_indices_of_units

FACTORS = ("winmax", "normalisation", "weight_set", "aggregation")
COUNTS = (5, 2, 10, 2)
TOLERANCE = 1e-9
SEEDS = range(20)
pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def folder(reference: Path) -> Path:
    return reference / "composite"


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    path = folder / "asem_default" / "expected_sobol_exact.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def runs(folder: Path) -> list[dict[str, str]]:
    with (folder / "asem_default" / "factorial_runs.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def units_of(runs: list[dict[str, str]]) -> list[str]:
    return [name for name in runs[0] if name not in (*FACTORS, "mean_abs_rank_change")]


def scores_of(runs: list[dict[str, str]]) -> np.ndarray:
    return np.array([[float(run[unit]) for unit in units_of(runs)] for run in runs])


def test_the_runs_come_in_the_order_of_our_full_factorial(runs: list[dict[str, str]]) -> None:
    seen: list[list[str]] = [[] for _ in FACTORS]
    for run in runs:
        for known, factor in zip(seen, FACTORS, strict=True):
            if run[factor] not in known:
                known.append(run[factor])
    rows = [[known.index(run[f]) for known, f in zip(seen, FACTORS, strict=True)] for run in runs]
    assert rows == full_factorial(COUNTS).tolist()


def test_the_indices_of_the_mean_place_change(
    runs: list[dict[str, str]], expected: dict[str, Any]
) -> None:
    target = expected["target_mean_abs_rank_change"]
    found = exact_indices([float(run["mean_abs_rank_change"]) for run in runs], COUNTS)
    assert found.mean == pytest.approx(target["mean"], rel=TOLERANCE)
    assert found.variance == pytest.approx(target["variance_population"], rel=TOLERANCE)
    assert found.first == pytest.approx([target["S1"][f] for f in FACTORS], rel=TOLERANCE)
    assert found.total == pytest.approx([target["ST"][f] for f in FACTORS], rel=TOLERANCE)
    named = {f"{FACTORS[i]}*{FACTORS[j]}": s for (i, j), s in (found.second or {}).items()}
    assert named == pytest.approx(target["S2"], rel=TOLERANCE, abs=1e-12)


def test_the_indices_of_every_unit(runs: list[dict[str, str]], expected: dict[str, Any]) -> None:
    places = falling_places(scores_of(runs)).astype(float)
    found = exact_indices_of_units(places, COUNTS)
    targets = expected["per_unit_rank_sensitivity"]
    for unit, own in zip(units_of(runs), found, strict=True):
        if own.reason == NO_VARIANCE:
            assert unit not in targets
            continue
        target = targets[unit]
        assert own.first == pytest.approx(
            [target["S1"][f] for f in FACTORS], rel=TOLERANCE, abs=1e-12
        ), unit
        assert own.total == pytest.approx(
            [target["ST"][f] for f in FACTORS], rel=TOLERANCE, abs=1e-12
        ), unit


def test_the_quantiles_of_every_place(runs: list[dict[str, str]], expected: dict[str, Any]) -> None:
    places = falling_places(scores_of(runs))
    for column, unit in enumerate(units_of(runs)):
        target = expected["rank_quantiles_over_all_runs"][unit]
        own = places[:, column]
        found = [*np.quantile(own, [0.05, 0.5, 0.95]), own.min(), own.max()]
        names = ("q05", "median", "q95", "min", "max")
        assert found == pytest.approx([target[name] for name in names], rel=TOLERANCE), unit


def ishigami(points: np.ndarray, case: dict[str, Any]) -> np.ndarray:
    low, high = np.array(case["bounds"]).T
    x = low + (high - low) * points
    value = np.sin(x[..., 0]) + case["a"] * np.sin(x[..., 1]) ** 2
    return np.asarray(value + case["b"] * x[..., 2] ** 4 * np.sin(x[..., 0]))


def holds(found: SampledIndices, expected: dict[str, Any]) -> np.ndarray:
    """Which of the six expectations lie inside the estimate's own interval."""
    first = np.array(expected["S1"], dtype=float)
    total = np.array(expected["ST"], dtype=float)
    assert found.first_low is not None
    assert found.first_high is not None
    assert found.total_low is not None
    assert found.total_high is not None
    inside_first = (found.first_low <= first) & (first <= found.first_high)
    inside_total = (found.total_low <= total) & (total <= found.total_high)
    return np.concatenate([inside_first, inside_total])


def test_ishigami_lies_inside_our_own_intervals_for_most_seeds(folder: Path) -> None:
    case = json.loads((folder / "sobol" / "ishigami.json").read_text("utf-8"))
    inside = np.stack(
        [
            holds(
                sampled_indices(ishigami(pick_freeze(3, 1024, seed).points, case)),
                case["expected"],
            )
            for seed in SEEDS
        ]
    )
    assert (inside.mean(axis=0) >= 0.9).all(), inside.mean(axis=0)


def test_ishigami_is_met_closely_with_many_points(folder: Path) -> None:
    case = json.loads((folder / "sobol" / "ishigami.json").read_text("utf-8"))
    found = sampled_indices(ishigami(pick_freeze(3, 2**14).points, case), bootstraps=50)
    assert found.variance == pytest.approx(case["expected"]["variance"], rel=0.005)
    assert found.first == pytest.approx(case["expected"]["S1"], abs=0.01)
    assert found.total == pytest.approx(case["expected"]["ST"], abs=0.01)
