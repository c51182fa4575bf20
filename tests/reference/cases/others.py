"""Change between waves, drivers and disclosure control against R and linear programming."""

from pathlib import Path
from typing import Any

import numpy as np

from scoring.disclosure.attacks import attacker_intervals
from scoring.disclosure.counts import margins_of, small_counts
from scoring.disclosure.suppression import suppress
from scoring.profiling.drivers import drivers_of, importance_performance
from scoring.profiling.wave_changes import WaveChange, change_tests, wave_changes
from tests.reference.comparing import Case, Tolerance
from tests.reference.reading import published, result, rows_of, table_of


def changes(folder: Path) -> dict[str, Any]:
    """The change of all and of each school; a child is a sampling unit."""
    rows = rows_of(folder / "profiling" / "egsingle_waves.csv.gz")
    schools, school = np.unique([row["school"] for row in rows], return_inverse=True)
    children = np.array([row["child"] for row in rows])
    second = np.array([row["wave"] == "2" for row in rows])
    points = np.array([float(row["math"]) for row in rows])
    (overall,) = wave_changes(np.zeros(school.size), children, second, points)
    wanted = result(folder, "wave_change")["per_school"]["school"]
    each = wave_changes(school, children, second, points)
    return {
        "overall": {
            "mean": [overall.first, overall.second], "change": overall.difference,
            "se": overall.standard_error, "se_if_independent": overall.error_if_independent,
            "covariance": overall.covariance,
        },
        "per_school": of_schools([each[list(schools).index(name)] for name in wanted]),
    }  # fmt: skip  # one figure of the file each


def of_schools(found: list[WaveChange]) -> dict[str, Any]:
    """The changes of all schools, tested together."""
    differences = [one.difference for one in found]
    errors = [one.standard_error for one in found]
    tests = change_tests(differences, errors)
    return {
        "m1": [one.first for one in found], "m2": [one.second for one in found],
        "change": differences, "se": errors, "cov12": [one.covariance for one in found],
        "se_if_independent": [one.error_if_independent for one in found],
        "p": tests.plain, "p_holm": tests.holm, "p_bh": tests.benjamini_hochberg,
    }  # fmt: skip  # one figure of the file each


def published_changes(folder: Path) -> dict[str, Any]:
    """The file, with the covariance of the two waves taken out of its matrix."""
    tree: dict[str, Any] = result(folder, "wave_change")
    matrix = tree["overall"].pop("cov")
    tree["overall"]["covariance"] = matrix[0][1]
    return tree


def drivers(folder: Path) -> dict[str, Any]:
    """What moves the rating of departments."""
    names = result(folder, "key_drivers")["drivers"]
    rows = table_of(folder, "attitude")
    table = np.column_stack([rows[name] for name in ("rating", *names)])
    found, performance = drivers_of(np.cov(table.T)), table.mean(axis=0)[1:]
    return {
        "r2": found.explained, "beta": found.slopes, "beta_std": found.standardised,
        "correlation": found.correlations, "lmg_shapley": found.shapley,
        "johnson_relative_weight": found.relative_weights, "mean_performance": performance,
        "ipa_quadrant": importance_performance(found.shapley, performance),
    }  # fmt: skip  # one figure of the file each


def disclosure(folder: Path) -> dict[str, Any]:
    """Small cells, what an attacker learns, and the cheapest protection."""
    wanted = result(folder, "disclosure_control")
    counts = np.zeros((len(wanted["rows"]), len(wanted["cols"])), dtype=int)
    for row in rows_of(folder / "profiling" / "contraception.csv.gz"):
        if row["district"] in wanted["rows"]:
            place = wanted["rows"].index(row["district"])
            counts[place, wanted["cols"].index(row["livch"])] += 1
    flat, margins = counts.ravel(), margins_of(counts.shape)
    primary = small_counts(flat)
    before = attacker_intervals(flat, margins, primary)
    hidden = np.zeros(counts.shape, dtype=bool)
    for row, column in wanted["suppressed_after"]:
        hidden[row, column] = True
    after = attacker_intervals(flat, margins, hidden.ravel())
    return {
        "table": counts,
        "primary": np.argwhere(primary.reshape(counts.shape)),
        "attacker_intervals_primary_only": [(one.low, one.high) for one in before],
        "n_exactly_recovered_primary_only": sum(one.width == 0 for one in before),
        "optimal_extra_cost": suppress(flat, margins, primary).cost,
        "attacker_intervals_after": [(one.low, one.high) for one in after],
    }


CASES = (
    Case(
        "profiling/wave_change", changes, published_changes,
        ("profiling/wave_change.json", "profiling/egsingle_waves.csv.gz"), Tolerance(1e-8),
        given=("*/school",),
    ),
    Case(
        "profiling/key_drivers", drivers, published("key_drivers"),
        ("profiling/key_drivers.json", "profiling/attitude.csv"), given=("drivers",),
    ),
    Case(
        "profiling/disclosure_control", disclosure, published("disclosure_control"),
        ("profiling/disclosure_control.json", "profiling/contraception.csv.gz"),
        Tolerance(1e-9, unit="absolute"),
        given=("rows", "cols", "k", "suppressed_after"),
        left={
            "one_optimal_extra": "the cheapest set need not be unique; its cost is compared",
        },
    ),
)  # fmt: skip  # a case a paragraph
