"""Means, totals, ratios, shares and domains of five samples against the survey package."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.survey.designs import Design, Stage, sample_design
from scoring.survey.domains import domain_means
from scoring.survey.totals import (
    Estimate,
    design_effects,
    weighted_mean,
    weighted_ratio,
    weighted_shares,
    weighted_total,
)

pytestmark = pytest.mark.reference
CLOSE = {"rtol": 1e-9, "atol": 1e-12}
Table = dict[str, Any]


def table_of(reference: Path, name: str) -> Table:
    """Columns of a reference table: numbers with nan for blanks, or words."""
    with (reference / "profiling" / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: column([row[key] for row in rows]) for key in rows[0]}


def column(texts: list[str]) -> Any:
    """The column as numbers where all its cells are numbers or blank."""
    try:
        return np.array([float(text) if text else np.nan for text in texts])
    except ValueError:
        return np.array(texts)


def expected(reference: Path, name: str) -> Any:
    """The published figures of a case."""
    return json.loads((reference / "profiling" / f"{name}.json").read_text())["result"]


def agrees(found: Estimate, published: Any, **close: float) -> None:
    """Compare estimates, standard errors and covariances."""
    close = close or CLOSE
    np.testing.assert_allclose(found.values, np.atleast_1d(published["estimate"]), **close)
    np.testing.assert_allclose(found.standard_errors, np.atleast_1d(published["se"]), **close)
    np.testing.assert_allclose(found.covariance, published["cov"], **close)


def simple(table: Table) -> Design:
    return sample_design([Stage(np.arange(len(table["pw"])), population=table["fpc"])])


def stratified(table: Table) -> Design:
    stage = Stage(np.arange(len(table["pw"])), table["stype"], table["fpc"])
    return sample_design([stage], table["pw"])


def clustered(table: Table) -> Design:
    return sample_design([Stage(table["dnum"], population=table["fpc"])], table["pw"])


def two_stage(table: Table) -> Design:
    districts = Stage(table["dnum"], population=table["fpc1"])
    return sample_design([districts, Stage(table["snum"], population=table["fpc2"])])


ONE_STAGE = {
    "design_srs": ("apisrs", simple),
    "design_stratified": ("apistrat", stratified),
    "design_cluster1": ("apiclus1", clustered),
}


@pytest.mark.parametrize("case", ONE_STAGE)
def test_one_stage_samples_give_the_published_figures(reference: Path, case: str) -> None:
    name, draw = ONE_STAGE[case]
    table, published = table_of(reference, name), expected(reference, case)
    design = draw(table)
    both = np.column_stack([table["api00"], table["enroll"]])
    mean = weighted_mean(design, both)
    agrees(mean, published["mean"])
    np.testing.assert_allclose(design_effects(design, both), published["mean"]["deff"], **CLOSE)
    np.testing.assert_allclose(mean.interval(), published["ci95_mean_t"], **CLOSE)
    assert design.degrees_of_freedom == published["degf"]
    agrees(weighted_total(design, table["enroll"]), published["total"])
    agrees(weighted_ratio(design, table["api.stu"], table["enroll"]), published["ratio"])
    labels, shares = weighted_shares(design, table["sch.wide"])
    assert [f"sch.wide{label}" for label in labels] == published["prop"]["term"]
    agrees(shares, published["prop"])


@pytest.mark.parametrize(
    ("case", "name", "draw"),
    [
        ("design_srs", "apisrs", simple),
        ("design_cluster1", "apiclus1", clustered),
        ("design_twostage", "apiclus2", two_stage),
    ],
)
def test_school_types_are_domains(reference: Path, case: str, name: str, draw: Any) -> None:
    table, published = table_of(reference, name), expected(reference, case)["domain"]
    means = domain_means(draw(table), table["api00"], [table["stype"]])
    assert [label for (label,) in means.labels] == published["stype"]
    np.testing.assert_allclose(means.values[:, 0], published["api00"], **CLOSE)
    np.testing.assert_allclose(means.standard_errors[:, 0], published["se"], **CLOSE)


def test_domains_across_strata_carry_their_covariances(reference: Path) -> None:
    table, published = table_of(reference, "apistrat"), expected(reference, "design_stratified")
    both = np.column_stack([table["api00"], table["enroll"]])
    means = domain_means(stratified(table), both, [table["awards"]])
    awards = published["domain_awards"]
    assert [label for (label,) in means.labels] == awards["awards"]
    for place, variable in enumerate(("api00", "enroll")):
        np.testing.assert_allclose(means.values[:, place], awards[variable], **CLOSE)
        errors = means.standard_errors[:, place]
        np.testing.assert_allclose(errors, awards[f"se.{variable}"], **CLOSE)
    covariance = published["domain_awards_cov"]
    np.testing.assert_allclose(means.estimate.covariance, covariance, **CLOSE)
    agrees(means.difference(0, 1), published["domain_diff"])


@pytest.mark.parametrize(
    ("case", "key", "name", "draw", "by"),
    [
        ("design_stratified", "domain_stype_yr", "apistrat", stratified, ("stype", "yr.rnd")),
        ("design_domains", "domain_stype_awards", "apiclus2", two_stage, ("stype", "awards")),
        ("design_domains", "domain_schwide", "apiclus2", two_stage, ("sch.wide",)),
    ],
)
def test_crossed_domains(
    reference: Path, case: str, key: str, name: str, draw: Any, by: tuple[str, ...]
) -> None:
    table, published = table_of(reference, name), expected(reference, case)
    means = domain_means(draw(table), table["api00"], [table[variable] for variable in by])
    columns = [list(labels) for labels in zip(*means.labels, strict=True)]
    assert columns == [published[key][variable] for variable in by]
    np.testing.assert_allclose(means.values[:, 0], published[key]["api00"], **CLOSE)
    np.testing.assert_allclose(
        means.standard_errors[:, 0], published[key]["se"], rtol=1e-9, atol=1e-9
    )
    if f"{key}_cov" in published:
        covariance = published[f"{key}_cov"]
        np.testing.assert_allclose(means.estimate.covariance, covariance, **CLOSE)


def test_two_stages_with_both_corrections(reference: Path) -> None:
    table, published = table_of(reference, "apiclus2"), expected(reference, "design_twostage")
    design = two_stage(table)
    np.testing.assert_allclose(design.weights[:5], published["weights_first5"], **CLOSE)
    assert design.degrees_of_freedom == published["degf"]
    agrees(weighted_mean(design, table["api00"]), published["mean"])
    effects = design_effects(design, table["api00"])
    np.testing.assert_allclose(effects, [published["mean"]["deff"]], **CLOSE)
    known = np.isfinite(table["enroll"]) & np.isfinite(table["api.stu"])
    enrolled = table["enroll"]
    agrees(weighted_mean(design, enrolled, np.isfinite(enrolled)), published["mean_enroll_na_rm"])
    agrees(weighted_total(design, enrolled, np.isfinite(enrolled)), published["total_enroll_na_rm"])
    agrees(weighted_ratio(design, table["api.stu"], enrolled, known), published["ratio_na_rm"])


def test_ultimate_clusters_as_if_drawn_with_replacement(reference: Path) -> None:
    table, published = table_of(reference, "apiclus2"), expected(reference, "design_twostage")
    design = sample_design([Stage(table["dnum"])], two_stage(table).weights)
    agrees(weighted_mean(design, table["api00"]), published["ultimate_cluster_wr_mean"])


@pytest.mark.parametrize(
    ("case", "name", "draw"),
    [
        ("design_stratified", "apistrat", stratified),
        ("design_twostage", "apiclus2", two_stage),
    ],
)
def test_change_between_waves(reference: Path, case: str, name: str, draw: Any) -> None:
    table = table_of(reference, name)
    waves = weighted_mean(draw(table), np.column_stack([table["api00"], table["api99"]]))
    agrees(waves.contrast([1, -1]), expected(reference, case)["change"])
