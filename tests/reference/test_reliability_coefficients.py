"""Reliability of scales, raters and contracts against psych, lavaan and lme4."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.profiling.contract_reliability import (
    interviews_needed,
    mean_reliability,
    one_way_analysis,
    stepped_reliability,
)
from scoring.profiling.mixed_models import fit_mixed_model
from scoring.profiling.mixed_products import grouped_products
from scoring.profiling.rater_agreement import rater_agreement
from scoring.profiling.reliability import (
    duhachek_interval,
    feldt_interval,
    item_covariance,
    one_factor,
    scale_reliability,
)

pytestmark = pytest.mark.reference

SCALES = "ACENO"


def case(reference: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((reference / "profiling" / f"{name}.json").read_text())
    return content


def items(reference: Path, scale: str, keys: list[int]) -> np.ndarray:
    with gzip.open(reference / "profiling" / "bfi.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    names = [f"{scale}{number}" for number in range(1, 6)]
    raw = np.array([[float(row[name] or "nan") for name in names] for row in rows])
    return np.asarray(np.where(np.array(keys) > 0, raw, 7 - raw))


def close(found: Any, wanted: Any, tolerance: float = 1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance)


@pytest.mark.parametrize("scale", SCALES)
def test_alpha_and_its_companions_agree_with_psych(reference: Path, scale: str) -> None:
    content = case(reference, "reliability")
    wanted = content["result"]["scales"][scale]
    answers = items(reference, scale, content["keys"][scale])
    covariance, complete = item_covariance(answers)
    found = scale_reliability(covariance)
    assert complete == wanted["n_complete"]
    close(covariance, wanted["cov"])
    close(found.alpha, wanted["raw_alpha_complete"])
    close(found.standardised, wanted["std_alpha_complete"])
    close(found.lambda6, wanted["guttman_lambda6_complete"])
    close(found.mean_correlation, wanted["mean_r"])
    close(found.if_dropped, wanted["alpha_if_dropped"])
    close(found.item_total, wanted["item_total_r"])
    close(found.item_rest, wanted["item_rest_r"])
    close(feldt_interval(found.alpha, complete, 5), wanted["feldt95"])
    error, *bounds = duhachek_interval(covariance, complete)
    close(error, wanted["duhachek_ase"])
    close(bounds, wanted["duhachek95"])
    pairwise = scale_reliability(item_covariance(answers, is_pairwise=True)[0])
    close(pairwise.alpha, wanted["raw_alpha_pairwise"])
    close(pairwise.standardised, wanted["std_alpha_pairwise"])


@pytest.mark.parametrize("scale", SCALES)
def test_omega_agrees_with_lavaan_and_factanal(reference: Path, scale: str) -> None:
    content = case(reference, "reliability")
    wanted = content["result"]["scales"][scale]
    covariance, complete = item_covariance(items(reference, scale, content["keys"][scale]))
    deviations = np.sqrt(np.diag(covariance))
    found = one_factor(covariance)
    close(found.omega, wanted["omega_total_cov_ML"], 1e-5)
    # lavaan divides by the number of respondents, not by one less.
    close(found.loadings * np.sqrt(1 - 1 / complete), wanted["loadings_cov_ML"], 1e-4)
    close(found.uniquenesses * (1 - 1 / complete), wanted["unique_cov_ML"], 1e-4)
    standardised = one_factor(covariance / np.outer(deviations, deviations))
    close(standardised.omega, wanted["omega_total_cor_ML"], 1e-5)


def test_agreement_of_raters_agrees_with_psych(reference: Path) -> None:
    wanted = case(reference, "reliability")["result"]["icc_shrout_fleiss"]
    with (reference / "profiling" / "shrout_fleiss.csv").open() as lines:
        ratings = [[float(value) for value in row.values()] for row in csv.DictReader(lines)]
    found = rater_agreement(ratings)
    for place, form in enumerate(wanted["type"]):
        one = found[form]
        figures = [one.value, one.f, *one.degrees, one.p_value, one.low, one.high]
        names = ("ICC", "F", "df1", "df2", "p", "lower", "upper")
        close(figures, [wanted[name][place] for name in names])


@pytest.mark.parametrize(
    ("table", "unit", "answer"), [("exam", "school", "normexam"), ("dyestuff", "Batch", "Yield")]
)
def test_reliability_of_contracts_agrees(
    reference: Path, table: str, unit: str, answer: str
) -> None:
    wanted = case(reference, "provider_reliability")["result"][table]
    with (reference / "profiling" / f"{table}.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    places = {level: place for place, level in enumerate(wanted["provider"]["level"])}
    units = np.array([places[row[unit]] for row in rows])
    y = np.array([float(row[answer]) for row in rows])
    sizes = np.bincount(units)
    assert sizes.tolist() == wanted["provider"]["n"]
    analysis = one_way_analysis(sizes, np.bincount(units, y), np.bincount(units, y**2))
    for value, name in (
        (analysis.f, "F"),
        (analysis.between, "msb"),
        (analysis.within, "msw"),
        (analysis.mean_size, "n0"),
        (analysis.share, "icc1"),
        (analysis.reliability, "reliability_1_minus_1_over_F"),
    ):
        close(value, wanted["anova"][name], 1e-8)
    model = fit_mixed_model(grouped_products([units], y))
    tau2, sigma2 = model.variances[0], model.residual
    close([tau2, sigma2, model.shares[0]], list(wanted["lmer_REML"].values()), 1e-4)
    reliability = mean_reliability(sizes, tau2, sigma2)
    close(reliability, wanted["provider"]["lambda"], 1e-4)
    close(reliability.mean(), wanted["mean_lambda"], 1e-4)
    assert np.mean(reliability >= 0.7) == pytest.approx(wanted["share_lambda_ge_0.7"])
    exact, whole = interviews_needed(wanted["min_n"]["target"], tau2, sigma2)
    close(exact, wanted["min_n"]["n_exact"], 1e-4)
    assert whole.tolist() == wanted["min_n"]["n_ceil"]
    stepped = stepped_reliability(model.shares[0], 100)
    close(stepped, wanted["spearman_brown_from_icc_n100"], 1e-4)
