"""Mixed models from sums of cells against lme4."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.profiling.mixed_models import MixedModel, fit_mixed_model
from scoring.profiling.mixed_products import CrossProducts, cell_products, grouped_products

pytestmark = pytest.mark.reference


def column(reference: Path, table: str, name: str) -> list[str]:
    with (reference / "profiling" / f"{table}.csv").open() as lines:
        return [row[name] for row in csv.DictReader(lines)]


def numbers(reference: Path, table: str, name: str) -> np.ndarray:
    return np.array(column(reference, table, name), dtype=float)


def labels(reference: Path, table: str, name: str) -> np.ndarray:
    found = column(reference, table, name)
    order = sorted(set(found), key=lambda label: (len(label), label))
    return np.array([order.index(label) for label in found])


def one_way(reference: Path, table: str, unit: str, answer: str, *fixed: str) -> CrossProducts:
    covariates = [numbers(reference, table, name) for name in fixed]
    return grouped_products(
        [labels(reference, table, unit)],
        numbers(reference, table, answer),
        np.transpose(covariates) if covariates else None,
    )


def slopes(reference: Path) -> CrossProducts:
    days = numbers(reference, "sleepstudy", "Days")
    subjects = labels(reference, "sleepstudy", "Subject")
    reaction = numbers(reference, "sleepstudy", "Reaction")
    return grouped_products([subjects], reaction, days[:, None], days)


def crossed(reference: Path) -> CrossProducts:
    diameter = numbers(reference, "penicillin", "diameter")
    return cell_products(
        labels(reference, "penicillin", "plate"),
        labels(reference, "penicillin", "sample"),
        np.ones(diameter.size),
        diameter,
        float(diameter @ diameter),
    )


def nested(reference: Path) -> CrossProducts:
    batch = labels(reference, "pastes", "batch")
    cask = labels(reference, "pastes", "cask")
    return grouped_products([cask * 10 + batch, batch], numbers(reference, "pastes", "strength"))


CASES: dict[str, Callable[[Path], CrossProducts]] = {
    "dyestuff": lambda folder: one_way(folder, "dyestuff", "Batch", "Yield"),
    "sleepstudy_intercept": lambda folder: one_way(
        folder, "sleepstudy", "Subject", "Reaction", "Days"
    ),
    "sleepstudy_slope": slopes,
    "exam_null": lambda folder: one_way(folder, "exam", "school", "normexam"),
    "exam_casemix": lambda folder: one_way(
        folder, "exam", "school", "normexam", "standLRT", "male"
    ),
    "penicillin_crossed": crossed,
    "pastes_nested": nested,
}


def expected(reference: Path, case: str, method: str) -> dict[str, Any]:
    content = json.loads((reference / "profiling" / "mixed_model.json").read_text())
    result: dict[str, Any] = content["result"][case][method]
    return result


def components(model: MixedModel) -> list[float]:
    """Variances in the order of lme4: each effect of each term, then the residual."""
    return [*np.concatenate([np.diag(part) for part in model.covariances]), model.residual]


@pytest.mark.parametrize("method", ["REML", "ML"])
@pytest.mark.parametrize("case", CASES)
def test_the_model_agrees_with_lme4(reference: Path, case: str, method: str) -> None:
    result = expected(reference, case, method)
    model = fit_mixed_model(CASES[case](reference), method.lower())
    np.testing.assert_allclose(components(model), result["variance"], rtol=1e-5)
    assert model.log_likelihood == pytest.approx(result["loglik"], abs=1e-7)
    np.testing.assert_allclose(model.fixed, np.atleast_1d(result["fixef"]), rtol=1e-5)
    np.testing.assert_allclose(model.fixed_errors, np.atleast_1d(result["fixef_se"]), rtol=1e-5)
    if result["cov_terms"]:
        assert model.covariances[0][1, 0] == pytest.approx(result["cov_terms"], rel=1e-5)
    for place, table in enumerate(result.get("blup", {}).values()):
        check_effects(model, place, table)


def check_effects(model: MixedModel, place: int, table: dict[str, Any]) -> None:
    """Compare predicted effects; the tolerance is 1e-4 of their standard deviation."""
    blups = table["blup"]
    wanted = np.transpose(list(blups.values()) if isinstance(blups, dict) else [blups])
    found = model.effects[place]
    assert np.abs(found - wanted).max() <= 1e-4 * wanted.std(axis=0).min()
    if table["cond_sd"] is not None:
        np.testing.assert_allclose(model.deviations[place][:, 0], table["cond_sd"], rtol=1e-4)
