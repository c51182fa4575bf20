"""Jackknife, balanced halves, Fay and bootstrap against the survey package."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.survey.designs import Stage, sample_design
from scoring.survey.replicates import (
    Replicates,
    balanced_halves,
    jackknife,
    means_of,
    ratios_of,
    totals_of,
)
from scoring.survey.totals import weighted_ratio
from tests.reference.test_design_estimates import (
    agrees,
    clustered,
    expected,
    stratified,
    table_of,
)

pytestmark = pytest.mark.reference


def three_statistics(replicates: Replicates, table: Any, published: Any) -> None:
    both = np.column_stack([table["api00"], table["enroll"]])
    agrees(replicates.estimate(means_of(both)), published["mean"])
    agrees(replicates.estimate(totals_of(both)), published["total"])
    ratio = ratios_of(table["api.stu"], table["enroll"])
    agrees(replicates.estimate(ratio), published["ratio"])
    assert replicates.replicates.shape[1] == published["n_rep"]


def scales_agree(replicates: Replicates, published: Any) -> None:
    """Compare the scale of each replicate; the order in which units are left out is free."""
    found = np.sort(replicates.scale * replicates.each)
    np.testing.assert_allclose(found, np.sort(published), rtol=1e-9)


def test_stratified_jackknife(reference: Path) -> None:
    table = table_of(reference, "apistrat")
    published = expected(reference, "replicate_variance")
    corrected = jackknife(stratified(table))
    three_statistics(corrected, table, published["jkn_apistrat"])
    scales_agree(corrected, published["jkn_apistrat"]["rscales"])
    stage = Stage(np.arange(len(table["pw"])), table["stype"])
    plain = jackknife(sample_design([stage], table["pw"]))
    three_statistics(plain, table, published["jkn_apistrat_nofpc"])
    scales_agree(plain, published["jkn_apistrat_nofpc"]["rscales"])


def test_jackknife_of_clusters(reference: Path) -> None:
    table = table_of(reference, "apiclus1")
    published = expected(reference, "replicate_variance")["jk1_apiclus1"]
    replicates = jackknife(clustered(table))
    three_statistics(replicates, table, published)
    scales_agree(replicates, [published["scale"]] * 15)


@pytest.mark.parametrize(
    ("key", "about_full"), [("boot_apiclus1", False), ("boot_apiclus1_mse", True)]
)
def test_bootstrap_with_the_weights_supplied(reference: Path, key: str, about_full: bool) -> None:
    table = table_of(reference, "apiclus1_bootw")
    published = expected(reference, "replicate_variance")[key]
    drawn = np.column_stack([table[f"rw{number}"] for number in range(1, 41)])
    each = np.full(40, float(published["rscales"]))
    replicates = Replicates(table["pw"], drawn, published["scale"], each, 14, about_full)
    three_statistics(replicates, table, published)


@pytest.mark.parametrize(("key", "fay"), [("brr", 0.0), ("fay", 0.3)])
def test_balanced_halves_with_the_factors_supplied(reference: Path, key: str, fay: float) -> None:
    table = table_of(reference, "scd")
    case = json.loads((reference / "profiling" / "replicate_variance.json").read_text())
    factors = np.array(case[f"{key}_repweights"])
    weights = table["w"]
    scale = 1 / (factors.shape[1] * (1 - fay) ** 2)
    each = np.ones(factors.shape[1])
    replicates = Replicates(weights, weights[:, None] * factors, scale, each, 3)
    published = case["result"][f"{key}_scd"]
    both = np.column_stack([table["alive"], table["arrests"]])
    agrees(replicates.estimate(totals_of(both)), published["total"])
    ratio = replicates.estimate(ratios_of(table["alive"], table["arrests"]))
    agrees(ratio, published["ratio"])


def test_our_own_halves_give_the_published_totals(reference: Path) -> None:
    table, published = table_of(reference, "scd"), expected(reference, "replicate_variance")
    # Any full balance gives a total the same variance, whichever matrix it was made from.
    design = sample_design([Stage(np.arange(6), table["ESA"])], table["w"])
    both = np.column_stack([table["alive"], table["arrests"]])
    for key, fay in (("brr_scd", 0.0), ("fay_scd", 0.3)):
        found = balanced_halves(design, fay).estimate(totals_of(both))
        agrees(found, published[key]["total"])
    linear = weighted_ratio(design, table["alive"], table["arrests"])
    agrees(linear, published["taylor_scd"]["ratio"])
