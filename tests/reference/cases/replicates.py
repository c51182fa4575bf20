"""Jackknife, balanced halves, Fay and bootstrap against the R package survey."""

from pathlib import Path
from typing import Any

import numpy as np

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
from tests.reference.cases.designs import figures
from tests.reference.comparing import Case
from tests.reference.reading import Table, content, result, table_of
from tests.reference.samples import clustered, stratified


def statistics(replicates: Replicates, table: Table) -> dict[str, Any]:
    """The three statistics, and the scale of each replicate in rising order."""
    both = np.column_stack([table["api00"], table["enroll"]])
    ratio = ratios_of(table["api.stu"], table["enroll"])
    return {
        "mean": figures(replicates.estimate(means_of(both))),
        "total": figures(replicates.estimate(totals_of(both))),
        "ratio": figures(replicates.estimate(ratio)),
        "n_rep": replicates.replicates.shape[1],
        "scales": np.sort(replicates.scale * replicates.each),
    }


def bootstrapped(folder: Path, key: str, about_full: bool) -> Replicates:
    """The bootstrap with the weights supplied."""
    table, wanted = table_of(folder, "apiclus1_bootw"), result(folder, "replicate_variance")[key]
    drawn = np.column_stack([table[f"rw{number}"] for number in range(1, 41)])
    each = np.full(40, float(wanted["rscales"]))
    return Replicates(table["pw"], drawn, wanted["scale"], each, 14, about_full)


def halved(folder: Path, key: str, fay: float) -> dict[str, Any]:
    """Balanced halves with the factors supplied."""
    table = table_of(folder, "scd")
    factors = np.array(content(folder, "replicate_variance")[f"{key}_repweights"])
    count, weights = factors.shape[1], table["w"]
    scale = 1 / (count * (1 - fay) ** 2)
    replicates = Replicates(weights, weights[:, None] * factors, scale, np.ones(count), 3)
    both = np.column_stack([table["alive"], table["arrests"]])
    ratio = replicates.estimate(ratios_of(table["alive"], table["arrests"]))
    return {"ratio": figures(ratio), "total": figures(replicates.estimate(totals_of(both)))}


def replicated(folder: Path) -> dict[str, Any]:
    """Every replicate method of the file."""
    types, districts = table_of(folder, "apistrat"), table_of(folder, "apiclus1")
    endless = Stage(np.arange(len(types["pw"])), types["stype"])
    scd = table_of(folder, "scd")
    linear = sample_design([Stage(np.arange(6), scd["ESA"])], scd["w"])
    drawn = table_of(folder, "apiclus1_bootw")
    return {
        "jkn_apistrat": statistics(jackknife(stratified(types)), types),
        "jkn_apistrat_nofpc": statistics(jackknife(sample_design([endless], types["pw"])), types),
        "jk1_apiclus1": statistics(jackknife(clustered(districts)), districts),
        "boot_apiclus1": statistics(bootstrapped(folder, "boot_apiclus1", False), drawn),
        "boot_apiclus1_mse": statistics(bootstrapped(folder, "boot_apiclus1_mse", True), drawn),
        "brr_scd": halved(folder, "brr", 0.0),
        "fay_scd": halved(folder, "fay", 0.3),
        "taylor_scd": {"ratio": figures(weighted_ratio(linear, scd["alive"], scd["arrests"]))},
        "own_halves": own_halves(linear, scd),
    }


def own_halves(design: Any, scd: Table) -> dict[str, Any]:
    """Totals by halves of our own: any full balance gives a total the same variance."""
    both = np.column_stack([scd["alive"], scd["arrests"]])
    return {
        key: figures(balanced_halves(design, fay).estimate(totals_of(both)))
        for key, fay in (("brr", 0.0), ("fay", 0.3))
    }


def published(folder: Path) -> dict[str, Any]:
    """The file, with scales multiplied out; the order in which units are left out is free."""
    tree: dict[str, Any] = result(folder, "replicate_variance")
    for branch in tree.values():
        if "n_rep" in branch:
            each = np.broadcast_to(branch.pop("rscales"), branch["n_rep"])
            branch["scales"] = np.sort(branch.pop("scale") * each)
    tree["own_halves"] = {key: tree[f"{key}_scd"]["total"] for key in ("brr", "fay")}
    return tree


CASES = (
    Case(
        "profiling/replicate_variance",
        replicated,
        published,
        (
            "profiling/replicate_variance.json",
            *(
                f"profiling/{name}.csv"
                for name in ("apistrat", "apiclus1", "apiclus1_bootw", "scd")
            ),
        ),
        given=("*/term",),
    ),
)
