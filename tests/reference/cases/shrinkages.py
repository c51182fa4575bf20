"""Shrinkage, mixed models and reliability of contracts against metafor and lme4."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from scoring.profiling.contract_reliability import (
    interviews_needed,
    mean_reliability,
    one_way_analysis,
    stepped_reliability,
)
from scoring.profiling.mixed_models import MixedModel, fit_mixed_model
from scoring.profiling.mixed_products import CrossProducts, cell_products, grouped_products
from scoring.profiling.regression_shrinkage import regress_totals, shrink_to_regression
from scoring.profiling.shrinkage import between_variance, shrink
from tests.reference.comparing import Case, Tolerance
from tests.reference.reading import content, published, result, table_of


def shrunken(folder: Path) -> dict[str, Any]:
    """The spread of contracts by four methods, and what follows for each."""
    case, found = content(folder, "empirical_bayes"), {}
    for method in ("DL", "PM", "REML", "ML"):
        between = between_variance(case["yi"], case["vi"], method.lower())
        posterior = shrink(case["yi"], case["vi"], between)
        assert posterior.reliability is not None
        found[method] = {
            "tau2": between.value, "mu": between.mean, "se_mu": between.standard_error,
            "Q": between.heterogeneity, "blup": posterior.mean,
            "blup_se_metafor": posterior.deviation, "lambda": posterior.reliability,
            "post_sd_plugin": np.sqrt(posterior.reliability * np.array(case["vi"])),
        }  # fmt: skip  # one figure of the file each
    reliability = found["REML"]["lambda"]
    return found | {"reliability_mean_lambda_REML": np.mean(reliability)}


def regressed(folder: Path) -> dict[str, Any]:
    """Shrinkage towards a regression line."""
    case = content(folder, "empirical_bayes_regression")
    y, v, x = case["yi"], case["vi"], np.array(case["x"])[:, None]
    found = regress_totals(y, v, x)
    posterior = shrink_to_regression(y, v, x, found)
    return {
        "tau2": found.between, "tau2_no_covariate": between_variance(y, v).value,
        "beta": found.slopes, "beta_se": found.slope_errors, "QE": found.residual,
        "QM": found.explained, "fitted": found.fitted, "lambda": posterior.reliability,
        "blup": posterior.mean, "blup_se": posterior.deviation,
    }  # fmt: skip  # one figure of the file each


def labels(texts: Any) -> np.ndarray:
    """Places of the labels, shorter ones first, as numbers stand."""
    plain = [f"{text:g}" if isinstance(text, float) else str(text) for text in texts]
    order = sorted(set(plain), key=lambda label: (len(label), label))
    return np.array([order.index(label) for label in plain])


def one_way(folder: Path, table: str, unit: str, answer: str, *fixed: str) -> CrossProducts:
    """One grouping, with covariates or without."""
    rows = table_of(folder, table)
    covariates = np.column_stack([rows[name] for name in fixed]) if fixed else None
    return grouped_products([labels(rows[unit])], rows[answer], covariates)


def slopes(folder: Path) -> CrossProducts:
    """A slope of its own for each subject."""
    rows = table_of(folder, "sleepstudy")
    days = rows["Days"]
    return grouped_products([labels(rows["Subject"])], rows["Reaction"], days[:, None], days)


def crossed(folder: Path) -> CrossProducts:
    """Plates and samples crossed, from the sums of the cells."""
    rows = table_of(folder, "penicillin")
    y = rows["diameter"]
    places = labels(rows["plate"]), labels(rows["sample"])
    return cell_products(*places, np.ones(y.size), y, float(y @ y))


def nested(folder: Path) -> CrossProducts:
    """Casks within batches."""
    rows = table_of(folder, "pastes")
    batch, cask = labels(rows["batch"]), labels(rows["cask"])
    return grouped_products([cask * 10 + batch, batch], rows["strength"])


MODELS: dict[str, Callable[[Path], CrossProducts]] = {
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


def mixed(folder: Path) -> dict[str, Any]:
    """Every model of the file by both methods."""
    wanted = result(folder, "mixed_model")
    return {
        name: {
            method: model_tree(fit_mixed_model(make(folder), method.lower()), wanted[name][method])
            for method in ("REML", "ML")
        }
        for name, make in MODELS.items()
    }


def model_tree(model: MixedModel, wanted: dict[str, Any]) -> dict[str, Any]:
    """A model in the words of the file: each effect of each term, then the residual."""
    parts = model.covariances
    tree: dict[str, Any] = {
        "fixef": model.fixed,
        "fixef_se": model.fixed_errors,
        "variance": [*np.concatenate([np.diag(part) for part in parts]), model.residual],
        "cov_terms": [part[1, 0] for part in parts if len(part) > 1],
        "loglik": model.log_likelihood,
        "deviance_or_reml": -2 * model.log_likelihood,
    }
    terms = enumerate(wanted.get("blup", {}).items())
    blups = {term: effects(model, place, table) for place, (term, table) in terms}
    return tree | ({"blup": blups} if blups else {})


def effects(model: MixedModel, place: int, wanted: dict[str, Any]) -> dict[str, Any]:
    """Predicted effects of one term."""
    found = model.effects[place]
    if isinstance(wanted["blup"], dict):
        return {"blup": dict(zip(wanted["blup"], found.T, strict=True))}
    return {"blup": found[:, 0], "cond_sd": model.deviations[place][:, 0]}


def contract_reliability(folder: Path) -> dict[str, Any]:
    """Shares of variance, reliability of each unit and interviews needed."""
    tables = (("exam", "school", "normexam"), ("dyestuff", "Batch", "Yield"))
    return {table: reliability_of(folder, table, unit, answer) for table, unit, answer in tables}


def reliability_of(folder: Path, table: str, unit: str, answer: str) -> dict[str, Any]:
    """What the file says of one table."""
    wanted, rows = result(folder, "provider_reliability")[table], table_of(folder, table)
    units, y = labels(rows[unit]), rows[answer]
    sizes = np.bincount(units)
    analysis = one_way_analysis(sizes, np.bincount(units, y), np.bincount(units, y**2))
    model = fit_mixed_model(grouped_products([units], y))
    tau2, sigma2, share = model.variances[0], model.residual, model.shares[0]
    reliability = mean_reliability(sizes, tau2, sigma2)
    exact, whole = interviews_needed(wanted["min_n"]["target"], tau2, sigma2)
    return {
        "anova": {
            "F": analysis.f, "msb": analysis.between, "msw": analysis.within,
            "n0": analysis.mean_size, "icc1": analysis.share,
            "reliability_1_minus_1_over_F": analysis.reliability,
        },
        "lmer_REML": {"tau2": tau2, "sigma2": sigma2, "icc": share},
        "provider": {"n": sizes, "lambda": reliability},
        "mean_lambda": reliability.mean(),
        "share_lambda_ge_0.7": np.mean(reliability >= 0.7),
        "min_n": {"n_exact": exact, "n_ceil": whole},
        "spearman_brown_from_icc_n100": stepped_reliability(share, 100),
    }  # fmt: skip  # one figure of the file each


CLOSE = Tolerance(1e-6)
CASES = (
    Case(
        "profiling/empirical_bayes", shrunken, published("empirical_bayes"),
        ("profiling/empirical_bayes.json",), CLOSE,
        left={
            "*/I2": "a share that depends on n; we report the spread itself and reliability",
            "reliability_HCAHPS_style": "one figure for all; ours is by contract",
        },
    ),
    Case(
        "profiling/empirical_bayes_regression", regressed, published("empirical_bayes_regression"),
        ("profiling/empirical_bayes_regression.json",), CLOSE,
    ),
    Case(
        "profiling/mixed_model", mixed, published("mixed_model"),
        (
            "profiling/mixed_model.json",
            *(f"profiling/{name}.csv"
              for name in ("dyestuff", "sleepstudy", "penicillin", "pastes", "exam")),
        ),
        Tolerance(1e-5),
        special={
            "*/loglik": Tolerance(1e-7, unit="absolute"),
            "*/deviance_or_reml": Tolerance(2e-7, unit="absolute"),
            "*/blup/*/cond_sd": Tolerance(1e-4),
            "*/blup/*": Tolerance(1e-4, unit="spread"),
        },
        given=("*/formula", "*/fixef_names", "*/var_group", "*/var_name", "*/level",
               "sleepstudy_slope/REML/blup/Subject/cond_sd"),
    ),
    Case(
        "profiling/provider_reliability", contract_reliability, published("provider_reliability"),
        ("profiling/provider_reliability.json", "profiling/exam.csv", "profiling/dyestuff.csv"),
        Tolerance(1e-4), special={"*/anova/*": Tolerance(1e-8)},
        given=("*/level", "*/target"),
    ),
)  # fmt: skip  # a case a paragraph
