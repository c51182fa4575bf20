"""Adjusted weights, nonresponse, replicates, points and sample sizes against R."""

from pathlib import Path
from typing import Any

import numpy as np

from scoring.survey.boxes import bottom_box, linear_points, top_box
from scoring.survey.calibration import KnownTotals, calibrate, post_stratify, rake
from scoring.survey.designs import Design, Stage, sample_design
from scoring.survey.domains import domain_means
from scoring.survey.nonresponse import (
    answer_chances,
    chance_classes,
    class_factors,
    representativity,
    response_share,
)
from scoring.survey.sample_sizes import size_for_line, size_for_reliability, size_for_share
from scoring.survey.totals import weighted_mean, weighted_ratio, weighted_total
from scoring.survey.trimming import effective_size, trim_spread, weighting_effect
from tests.reference.cases.designs import domains, figures
from tests.reference.comparing import Case, Tolerance
from tests.reference.reading import Table, published, result, table_of
from tests.reference.samples import clustered

TYPES = {"E": 4421, "H": 755, "M": 1018}
TARGETS = {"No": 1072, "Yes": 5122}


def margin(table: Table) -> KnownTotals:
    """School types, as known for all schools."""
    return KnownTotals("stype", table["stype"], TYPES)


def raked(table: Table) -> Design:
    """The districts raked to both margins."""
    return rake(
        clustered(table), [margin(table), KnownTotals("sch.wide", table["sch.wide"], TARGETS)]
    )


def calibrated(table: Table, last: Any, total: float, method: str) -> Design:
    """The districts calibrated to school types and one further column."""
    types = table["stype"]
    columns = np.column_stack([np.ones(len(types)), types == "H", types == "M", last])
    return calibrate(clustered(table), columns.astype(float), [6194, 755, 1018, total], method)


def weights_tree(weights: np.ndarray) -> dict[str, Any]:
    """What the files say of a set of weights."""
    return {
        "sum": weights.sum(), "min": weights.min(), "max": weights.max(), "head": weights[:10],
        "kish_deff": weighting_effect(weights), "n_eff": effective_size(weights),
    }  # fmt: skip  # one figure of the file each


def adjusted_weights(folder: Path) -> dict[str, Any]:
    """Each adjustment with the errors that know it."""
    table = table_of(folder, "apiclus1")
    designs = {
        "poststrat": post_stratify(clustered(table), margin(table)),
        "rake": raked(table),
        "greg_linear": calibrated(table, table["api99"], 3914069, "linear"),
        "calib_raking": calibrated(table, table["api99"], 3914069, "raking"),
        "calib_logit": calibrated(table, table["api99"], 3914069, "logit"),
        "rake_newton": calibrated(table, table["sch.wide"] == "Yes", 5122, "raking"),
    }
    both = np.column_stack([table["api00"], table["enroll"]])
    found: dict[str, Any] = {
        key: {
            "weights": weights_tree(design.weights),
            "mean": figures(weighted_mean(design, both)),
            "total": figures(weighted_total(design, table["enroll"])),
            "ratio": figures(weighted_ratio(design, table["api.stu"], table["enroll"])),
            "domain": domains(
                domain_means(design, table["api00"], [table["stype"]]), ("stype",), "api00"
            ),
        }
        for key, design in designs.items()
    }
    for key, strict in (("trim", False), ("trim_strict", True)):
        found[key] = weights_tree(trim_spread(raked(table).weights, 20, 45, strict=strict))
    return found


def mean_of(weights: Any, score: Any) -> Any:
    """The weighted mean of those who keep a weight."""
    kept = weights > 0
    design = sample_design([Stage(np.arange(kept.sum()))], weights[kept])
    return weighted_mean(design, score[kept]).values


def nonresponse(folder: Path) -> dict[str, Any]:
    """Weighting classes, chances to answer, their fifths, and representativity."""
    table = table_of(folder, "apistrat_nonresponse")
    weights, answered, score = table["pw"], table["resp"] == 1, table["api00"]
    types, ones = table["stype"], np.ones(len(table["pw"]))
    x = np.column_stack([ones, table["meals"], table["api99"], types == "H", types == "M"])
    classes = class_factors(weights, answered, types)
    plain = answer_chances(answered, x.astype(float))
    weighed = answer_chances(answered, x.astype(float), weights)
    by_chance = weights * answered / plain.chances
    fifths = class_factors(weights, answered, chance_classes(plain.chances))
    return {
        "n": len(weights),
        "response_rate_unweighted": response_share(ones, answered),
        "response_rate_weighted": response_share(weights, answered),
        "class_factor": dict(zip(classes.labels, classes.factors, strict=True)),
        "mean_full_sample": mean_of(weights, score),
        "mean_respondents": mean_of(weights * answered, score),
        "mean_class_adjusted": mean_of(weights * classes.row_factors, score),
        "coef_weighted_logit": weighed.coefficients,
        "coef_unweighted_logit": plain.coefficients,
        "mean_propensity_adjusted": mean_of(by_chance, score),
        "mean_propensity_quintile_adjusted": mean_of(weights * fifths.row_factors, score),
        "quintile_factor": fifths.factors,
        "R_indicator_design_weighted": representativity(plain.chances, weights),
        "R_indicator_unweighted": representativity(plain.chances),
        "kish_deff_class": weighting_effect(weights * classes.row_factors),
        "kish_deff_propensity": weighting_effect(by_chance),
    }


def points(folder: Path) -> dict[str, Any]:
    """Linear means, top boxes and bottom boxes; rows without the answer are dropped first."""
    table = table_of(folder, "bfi")
    names = np.array(["le20", "21_30", "31_40", "gt40"])
    every = 1 + (np.arange(1, len(table["age"]) + 1) % 3) / 2
    found: dict[str, Any] = {}
    for item in ("A3", "C2", "N1"):
        known = np.isfinite(table[item])
        answers = table[item][known]
        bands = names[np.searchsorted([20, 30, 40], table["age"][known], side="left")]
        design = sample_design([Stage(np.arange(len(answers)))], every[known])
        linear, top = linear_points(answers, 1, 6), top_box(answers, 1, 6, edge=5)
        low = bottom_box(answers, 1, 6, edge=1)
        found[item] = {
            "n": len(answers),
            "linear": figures(weighted_mean(design, linear)),
            "topbox": figures(weighted_mean(design, top)),
            "bottombox": figures(weighted_mean(design, low)),
            "linear_by": domains(domain_means(design, linear, [bands]), ("ageband",), "lin"),
            "topbox_by": domains(domain_means(design, top, [bands]), ("ageband",), "tb"),
        }
    return found


GIVEN_SIZES = ("N", "half_width", "p", "deff", "response_rate", "sigma", "tau",
               "reliability_target", "delta", "alpha_one_sided", "power")  # fmt: skip  # a list


def sizes(folder: Path) -> list[dict[str, Any]]:
    """Interviews for a share, a reliable mean and a line."""
    found = []
    for case in result(folder, "sample_size"):
        share = size_for_share(
            case["N"], case["half_width"], share=case["p"], design_effect=case["deff"],
            response_rate=case["response_rate"],
        )  # fmt: skip  # the inputs of one formula
        found.append({
            "n_infinite": share.infinite, "n_required": share.exact,
            "n_required_ceil": share.interviews, "invitations": share.invitations,
            "n_reliability": size_for_reliability(
                case["reliability_target"], case["sigma"], case["tau"], design_effect=case["deff"]
            ),
            "n_threshold_test": size_for_line(
                case["delta"], case["sigma"], alpha=case["alpha_one_sided"],
                power=case["power"], design_effect=case["deff"],
            ),
        })  # fmt: skip  # one figure of the file each
    return found


CASES = (
    Case(
        "profiling/weight_adjust", adjusted_weights, published("weight_adjust"),
        ("profiling/weight_adjust.json", "profiling/apiclus1.csv"),
        Tolerance(1e-6), given=("*/term",),
        special=dict.fromkeys(("*/weights/*", "trim*"), Tolerance(1e-7)),
    ),
    Case(
        "profiling/nonresponse", nonresponse, published("nonresponse"),
        ("profiling/nonresponse.json", "profiling/apistrat_nonresponse.csv"), Tolerance(1e-7),
        disputed={
            "coef_weighted_logit": "the file repeats the unweighted coefficients; they do not "
            "solve the weighted score equations, ours do to 1e-12",
        },
    ),
    Case(
        "profiling/scoring", points, published("scoring"),
        ("profiling/scoring.json", "profiling/bfi.csv.gz"), given=("*/term",),
    ),
    Case(
        "profiling/sample_size", sizes, published("sample_size"),
        ("profiling/sample_size.json",), Tolerance(1e-10),
        given=tuple(f"?/{name}" for name in GIVEN_SIZES),
    ),
)  # fmt: skip  # a case a paragraph
