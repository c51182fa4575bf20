"""Weights adjusted to known totals, and errors that know it, against the survey package."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.survey.calibration import KnownTotals, calibrate, post_stratify, rake
from scoring.survey.designs import Design
from scoring.survey.domains import domain_means
from scoring.survey.totals import weighted_mean, weighted_ratio, weighted_total
from scoring.survey.trimming import effective_size, trim_spread, weighting_effect
from tests.reference.test_design_estimates import agrees, clustered, expected, table_of

pytestmark = pytest.mark.reference

TYPES = {"E": 4421, "H": 755, "M": 1018}
TARGETS = {"No": 1072, "Yes": 5122}


def raked(table: Any) -> Design:
    margins = [
        KnownTotals("stype", table["stype"], TYPES),
        KnownTotals("sch.wide", table["sch.wide"], TARGETS),
    ]
    return rake(clustered(table), margins)


def calibrated(table: Any, method: str) -> Design:
    types = table["stype"]
    columns = np.column_stack(
        [np.ones(len(types)), types == "H", types == "M", table["api99"]]
    ).astype(float)
    return calibrate(clustered(table), columns, [6194, 755, 1018, 3914069], method)


def raked_by_newton(table: Any) -> Design:
    types = table["stype"]
    columns = np.column_stack(
        [np.ones(len(types)), types == "H", types == "M", table["sch.wide"] == "Yes"]
    ).astype(float)
    return calibrate(clustered(table), columns, [6194, 755, 1018, 5122], "raking")


ADJUSTED = {
    "poststrat": lambda table: post_stratify(
        clustered(table), KnownTotals("stype", table["stype"], TYPES)
    ),
    "rake": raked,
    "greg_linear": lambda table: calibrated(table, "linear"),
    "calib_raking": lambda table: calibrated(table, "raking"),
    "calib_logit": lambda table: calibrated(table, "logit"),
    "rake_newton": raked_by_newton,
}


def weights_agree(weights: np.ndarray, published: Any) -> None:
    assert weights.sum() == pytest.approx(published["sum"], rel=1e-7)
    assert weights.min() == pytest.approx(published["min"], rel=1e-7)
    assert weights.max() == pytest.approx(published["max"], rel=1e-7)
    np.testing.assert_allclose(weights[:10], published["head"], rtol=1e-7)
    assert weighting_effect(weights) == pytest.approx(published["kish_deff"], rel=1e-7)
    assert effective_size(weights) == pytest.approx(published["n_eff"], rel=1e-7)


@pytest.mark.parametrize("key", ADJUSTED)
def test_adjusted_weights_and_their_errors(reference: Path, key: str) -> None:
    table, published = table_of(reference, "apiclus1"), expected(reference, "weight_adjust")[key]
    design = ADJUSTED[key](table)
    weights_agree(design.weights, published["weights"])
    both = np.column_stack([table["api00"], table["enroll"]])
    close = {"rtol": 1e-6, "atol": 1e-9}
    agrees(weighted_mean(design, both), published["mean"], **close)
    agrees(weighted_total(design, table["enroll"]), published["total"], **close)
    agrees(weighted_ratio(design, table["api.stu"], table["enroll"]), published["ratio"], **close)
    means = domain_means(design, table["api00"], [table["stype"]])
    assert [label for (label,) in means.labels] == published["domain"]["stype"]
    np.testing.assert_allclose(means.values[:, 0], published["domain"]["api00"], **close)
    np.testing.assert_allclose(means.standard_errors[:, 0], published["domain"]["se"], **close)


@pytest.mark.parametrize(("key", "strict"), [("trim", False), ("trim_strict", True)])
def test_trimmed_weights(reference: Path, key: str, strict: bool) -> None:
    table = table_of(reference, "apiclus1")
    weights = trim_spread(raked(table).weights, 20, 45, strict=strict)
    weights_agree(weights, expected(reference, "weight_adjust")[key])
