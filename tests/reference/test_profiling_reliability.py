"""Reliability of contracts against the reference numbers of one-way designs."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from scoring.profiling.shrinkage import between_variance, shrink

pytestmark = pytest.mark.reference


def test_reliability_of_equal_groups_is_one_minus_one_over_f(reference: Path) -> None:
    """With equal groups and a known within variance, REML is the analysis of variance."""
    folder = reference / "profiling"
    result = json.loads((folder / "provider_reliability.json").read_text())["result"]["dyestuff"]
    groups: dict[str, list[float]] = defaultdict(list)
    with (folder / "dyestuff.csv").open() as lines:
        for row in csv.DictReader(lines):
            groups[row["Batch"]].append(float(row["Yield"]))
    means = np.array([np.mean(values) for values in groups.values()])
    variances = np.full(means.size, result["anova"]["msw"] / result["anova"]["n0"])
    between = between_variance(means, variances)
    assert between.value == pytest.approx(result["lmer_REML"]["tau2"], rel=1e-4)
    reliability = between.value / (between.value + variances[0])
    assert reliability == pytest.approx(result["anova"]["reliability_1_minus_1_over_F"], rel=1e-8)


def test_six_batches_are_too_few_to_shrink(reference: Path) -> None:
    result = json.loads((reference / "profiling" / "provider_reliability.json").read_text())
    sizes = np.array(result["result"]["dyestuff"]["provider"]["n"], dtype=float)
    estimates = np.linspace(70, 90, sizes.size)
    posterior = shrink(estimates, 100 / sizes, between_variance(estimates, 100 / sizes))
    assert posterior.reliability is None
    assert posterior.reason == "too_few_providers"
