"""Drivers, changes between waves and shrinkage to a regression against R."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.profiling.drivers import drivers_of, importance_performance
from scoring.profiling.regression_shrinkage import regress_totals, shrink_to_regression
from scoring.profiling.shrinkage import between_variance
from scoring.profiling.wave_changes import change_tests, wave_changes

pytestmark = pytest.mark.reference


def case(reference: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((reference / "profiling" / f"{name}.json").read_text())
    return content


def test_drivers_agree_with_all_subsets_in_r(reference: Path) -> None:
    result = case(reference, "key_drivers")["result"]
    with (reference / "profiling" / "attitude.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    table = np.array([[float(row[n]) for n in ("rating", *result["drivers"])] for row in rows])
    found = drivers_of(np.cov(table.T))
    for values, name in (
        (found.explained, "r2"),
        (found.slopes, "beta"),
        (found.standardised, "beta_std"),
        (found.correlations, "correlation"),
        (found.shapley, "lmg_shapley"),
        (found.relative_weights, "johnson_relative_weight"),
        (table.mean(axis=0)[1:], "mean_performance"),
    ):
        np.testing.assert_allclose(values, result[name], rtol=1e-9)
    quadrants = importance_performance(found.shapley, table.mean(axis=0)[1:])
    assert quadrants == result["ipa_quadrant"]


def panel(reference: Path) -> tuple[np.ndarray, ...]:
    with gzip.open(reference / "profiling" / "egsingle_waves.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    schools, school = np.unique([row["school"] for row in rows], return_inverse=True)
    children = np.array([row["child"] for row in rows])
    second = np.array([row["wave"] == "2" for row in rows])
    return schools, school, children, second, np.array([float(row["math"]) for row in rows])


def test_the_overall_change_agrees_with_r(reference: Path) -> None:
    result = case(reference, "wave_change")["result"]["overall"]
    _, school, children, second, points = panel(reference)
    (change,) = wave_changes(np.zeros(school.size), children, second, points)
    np.testing.assert_allclose([change.first, change.second], result["mean"], rtol=1e-8)
    assert change.difference == pytest.approx(result["change"], rel=1e-8)
    assert change.standard_error == pytest.approx(result["se"], rel=1e-8)
    assert change.error_if_independent == pytest.approx(result["se_if_independent"], rel=1e-8)
    assert change.covariance == pytest.approx(result["cov"][0][1], rel=1e-8)


def test_the_change_of_each_school_agrees_with_r(reference: Path) -> None:
    result = case(reference, "wave_change")["result"]["per_school"]
    schools, *rows = panel(reference)
    places = [list(schools).index(school) for school in result["school"]]
    changes = [wave_changes(*rows)[place] for place in places]
    for name, wanted in (
        ("first", "m1"),
        ("second", "m2"),
        ("difference", "change"),
        ("standard_error", "se"),
        ("covariance", "cov12"),
        ("error_if_independent", "se_if_independent"),
    ):
        found = [getattr(change, name) for change in changes]
        np.testing.assert_allclose(found, result[wanted], rtol=1e-8, atol=1e-12)
    tests = change_tests(result["change"], result["se"])
    np.testing.assert_allclose(tests.plain, result["p"], rtol=1e-8)
    np.testing.assert_allclose(tests.holm, result["p_holm"], rtol=1e-8)
    np.testing.assert_allclose(tests.benjamini_hochberg, result["p_bh"], rtol=1e-8)


def test_shrinkage_to_a_regression_agrees_with_metafor(reference: Path) -> None:
    content = case(reference, "empirical_bayes_regression")
    result = content["result"]
    y, v, x = content["yi"], content["vi"], np.array(content["x"])[:, None]
    found = regress_totals(y, v, x)
    posterior = shrink_to_regression(y, v, x, found)
    assert between_variance(y, v).value == pytest.approx(result["tau2_no_covariate"], rel=1e-6)
    for values, name in (
        (found.between, "tau2"),
        (found.slopes, "beta"),
        (found.slope_errors, "beta_se"),
        (found.residual, "QE"),
        (found.explained, "QM"),
        (found.fitted, "fitted"),
        (posterior.reliability, "lambda"),
        (posterior.mean, "blup"),
        (posterior.deviation, "blup_se"),
    ):
        np.testing.assert_allclose(values, result[name], rtol=1e-6)
