"""Design variances against the R package survey: means, totals, ratios, shares, domains."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from scoring.survey.designs import Design, Stage, sample_design
from scoring.survey.domains import DomainMeans, domain_means
from scoring.survey.pps import pps_design
from scoring.survey.totals import (
    Estimate,
    design_effects,
    weighted_mean,
    weighted_ratio,
    weighted_shares,
    weighted_total,
)
from tests.reference.comparing import Case, Tolerance
from tests.reference.reading import Table, published, table_of
from tests.reference.samples import clustered, simple, stratified, two_stage

Draw = Callable[[Table], Design]
CLOSE = Tolerance(1e-9)


def figures(found: Estimate) -> dict[str, Any]:
    """An estimate in the words of the files."""
    return {"estimate": found.values, "se": found.standard_errors, "cov": found.covariance}


def domains(means: DomainMeans, by: tuple[str, ...], *variables: str) -> dict[str, Any]:
    """Means of domains in the words of the files."""
    tree: dict[str, Any] = dict(zip(by, zip(*means.labels, strict=True), strict=True))
    for place, variable in enumerate(variables):
        error = f"se.{variable}" if len(variables) > 1 else "se"
        tree |= {variable: means.values[:, place], error: means.standard_errors[:, place]}
    return tree


def one_stage(folder: Path, name: str, draw: Draw) -> dict[str, Any]:
    """What the three samples of one stage have in common."""
    table = table_of(folder, name)
    design = draw(table)
    both = np.column_stack([table["api00"], table["enroll"]])
    mean = weighted_mean(design, both)
    labels, shares = weighted_shares(design, table["sch.wide"])
    return {
        "mean": figures(mean) | {"deff": design_effects(design, both)},
        "ci95_mean_t": mean.interval(),
        "degf": design.degrees_of_freedom,
        "total": figures(weighted_total(design, table["enroll"])),
        "ratio": figures(weighted_ratio(design, table["api.stu"], table["enroll"])),
        "prop": {"term": [f"sch.wide{label}" for label in labels], **figures(shares)},
    }


def by_type(folder: Path, name: str, draw: Draw) -> dict[str, Any]:
    """School types as domains."""
    table = table_of(folder, name)
    return domains(domain_means(draw(table), table["api00"], [table["stype"]]), ("stype",), "api00")


def simple_sample(folder: Path) -> dict[str, Any]:
    """A simple random sample."""
    found = one_stage(folder, "apisrs", simple)
    return found | {"domain": by_type(folder, "apisrs", simple)}


def cluster_sample(folder: Path) -> dict[str, Any]:
    """A sample of whole districts."""
    found = one_stage(folder, "apiclus1", clustered)
    return found | {"domain": by_type(folder, "apiclus1", clustered)}


def stratified_sample(folder: Path) -> dict[str, Any]:
    """A stratified sample, with domains that cross the strata and a change."""
    table = table_of(folder, "apistrat")
    design, both = stratified(table), np.column_stack([table["api00"], table["enroll"]])
    awards = domain_means(design, both, [table["awards"]])
    crossed = domain_means(design, table["api00"], [table["stype"], table["yr.rnd"]])
    waves = weighted_mean(design, np.column_stack([table["api00"], table["api99"]]))
    return one_stage(folder, "apistrat", stratified) | {
        "domain_awards": domains(awards, ("awards",), "api00", "enroll"),
        "domain_awards_cov": awards.estimate.covariance,
        "domain_diff": figures(awards.difference(0, 1)),
        "domain_stype_yr": domains(crossed, ("stype", "yr.rnd"), "api00"),
        "change": figures(waves.contrast([1, -1])),
    }


def two_stage_sample(folder: Path) -> dict[str, Any]:
    """Districts and schools, both with finite corrections; items with gaps as domains."""
    table = table_of(folder, "apiclus2")
    design, enrolled = two_stage(table), table["enroll"]
    answered = np.isfinite(enrolled)
    both = answered & np.isfinite(table["api.stu"])
    waves = weighted_mean(design, np.column_stack([table["api00"], table["api99"]]))
    plain = sample_design([Stage(table["dnum"])], design.weights)
    mean = figures(weighted_mean(design, table["api00"]))
    return {
        "mean": mean | {"deff": design_effects(design, table["api00"])},
        "mean_enroll_na_rm": figures(weighted_mean(design, enrolled, answered)),
        "total_enroll_na_rm": figures(weighted_total(design, enrolled, answered)),
        "ratio_na_rm": figures(weighted_ratio(design, table["api.stu"], enrolled, both)),
        "domain": by_type(folder, "apiclus2", two_stage),
        "change": figures(waves.contrast([1, -1])),
        "ultimate_cluster_wr_mean": figures(weighted_mean(plain, table["api00"])),
        "weights_first5": design.weights[:5],
        "degf": design.degrees_of_freedom,
    }


def crossed_domains(folder: Path) -> dict[str, Any]:
    """Domains under two stages, with the covariance between them."""
    table = table_of(folder, "apiclus2")
    design, points = two_stage(table), table["api00"]
    crossed = domain_means(design, points, [table["stype"], table["awards"]])
    plain = domain_means(design, points, [table["sch.wide"]])
    return {
        "domain_stype_awards": domains(crossed, ("stype", "awards"), "api00"),
        "domain_schwide": domains(plain, ("sch.wide",), "api00"),
        "domain_schwide_cov": plain.estimate.covariance,
    }


def sized_sample(folder: Path) -> dict[str, Any]:
    """Counties drawn with probability in proportion to size, by each approximation."""
    table = table_of(folder, "election_pps")
    votes = np.column_stack([table["Bush"], table["Kerry"], table["Nader"]])
    chances = table["p"]
    # The published figure takes the sum over the 40 drawn counties, not over the population.
    known = float((chances**2).sum())
    designs = {
        "brewer": pps_design(chances, "brewer"),
        "overton": pps_design(chances, "overton"),
        "hartley_rao_est": pps_design(chances, "hartley_rao"),
        "hartley_rao": pps_design(chances, "hartley_rao", square_sum=known),
        "wr": pps_design(chances, "with_replacement"),
    }
    found = {f"{key}_total": weighted_total(design, votes) for key, design in designs.items()}
    for key in ("wr", "brewer"):
        found[f"{key}_ratio"] = weighted_ratio(designs[key], table["Bush"], table["votes"])
    return {key: figures(estimate) for key, estimate in found.items()}


def _case(name: str, found: Callable[[Path], Any], table: str) -> Case:
    return Case(
        f"profiling/{name}",
        found,
        published(name),
        (f"profiling/{name}.json", f"profiling/{table}.csv"),
        CLOSE,
        # At the smallest domain the error is 0 but for rounding of numbers of several hundred.
        special={"domain_stype_awards/se": Tolerance(1e-9, floor=1.0)},
        given=("*/term", "*_order"),
    )


CASES = (
    _case("design_srs", simple_sample, "apisrs"),
    _case("design_stratified", stratified_sample, "apistrat"),
    _case("design_cluster1", cluster_sample, "apiclus1"),
    _case("design_twostage", two_stage_sample, "apiclus2"),
    _case("design_domains", crossed_domains, "apiclus2"),
    _case("design_pps", sized_sample, "election_pps"),
)
