"""Case mix and composite covariances against lm: tables made bundles, run by the engine."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from scoring.bundle import Bundle
from scoring.engine import ROWS_PER_TASK, estimate
from scoring.moments.estimates import SurveyEstimates
from scoring.moments.kernels import Recipe, accumulate, read_facts
from scoring.moments.solving import solve
from scoring.moments.tasks import tasks_of
from scoring.moments.variance import slope_terms
from scoring.moments.weighing import Weighed
from scoring.plan import Item, Variable
from scoring.profiling.shrinkage import between_variance
from scoring.survey.adjusted_means import adjusted_means
from scoring.survey.adjusters import grid_of
from tests.bundles import survey_bundle, survey_plan
from tests.reference.comparing import Case, Tolerance
from tests.reference.reading import published, result, rows_of

Rows = list[dict[str, str]]


def measured(code: str, texts: Sequence[str]) -> tuple[Item, list[int | None]]:
    """Make a measurement an item: each distinct value is a code that is worth the value."""
    distinct = sorted({text for text in texts if text})
    place = {text: position for position, text in enumerate(distinct)}
    item = Item(code, {str(n): Decimal(text) for n, text in enumerate(distinct)})
    return item, [place.get(text) for text in texts]


def number(text: str) -> float | None:
    """A number, or nothing where the cell is blank."""
    return float(text) if text else None


def exam(rows: Rows, path: Path, score: str, weight: str = "") -> Bundle:
    """The Exam data: schools as contracts, pupils as sampling units, two adjusters."""
    item, codes = measured("exam", [row["normexam"] for row in rows])
    plan = survey_plan([item], [Variable("exam", "mean", ("exam",))], (score, "male"))
    columns: dict[str, Any] = {
        "contract": [row["school"].zfill(2) for row in rows],
        "item:exam": codes,
        f"adjuster:{score}": [number(row[score]) for row in rows],
        "adjuster:male": [number(row["male"]) for row in rows],
    }
    if weight:
        columns["base_weight"] = [float(row[weight]) for row in rows]
    return survey_bundle(path, plan, columns)


def with_given_weights(bundle: Bundle) -> SurveyEstimates:
    """Estimate with the weights as they are, which no contract normalises."""
    contracts = tuple(bundle.contracts()["contract"].to_pylist())
    (task,) = tasks_of(bundle.response_parts(), ROWS_PER_TASK)
    facts = read_facts(task, bundle.plan, contracts)
    grids = tuple(
        grid_of(adjuster.code, reach)
        for adjuster, reach in zip(bundle.plan.adjusters, facts.reaches, strict=True)
    )
    missing = any(reach.has_missing for reach in facts.reaches)
    recipe = Recipe(bundle.plan, contracts, grids, missing, exact=False)
    nothing = Weighed((), np.zeros(len(contracts)), np.zeros(len(contracts), int))
    return solve(accumulate(task, recipe, facts.base), recipe, nothing, None)


def without_slopes(estimates: SurveyEstimates) -> list[np.ndarray]:
    """Covariances that take the slopes as known, as the files do."""
    extra = slope_terms(estimates.mix)
    rows = zip(estimates.contracts, extra, strict=True)
    return [row.covariance_adjusted - more for row, more in rows]


def schools(estimates: SurveyEstimates, levels: list[str]) -> dict[str, Any]:
    """The figures of all schools in the order of the file."""
    places = {row.contract.lstrip("0"): place for place, row in enumerate(estimates.contracts)}
    order = [places[level] for level in levels]
    rows = [estimates.contracts[place] for place in order]
    known = without_slopes(estimates)
    variances = np.array([known[place][0, 0] for place in order])
    adjusted = np.array([row.adjusted[0] for row in rows])
    beta, overall = estimates.beta, estimates.overall
    assert beta is not None
    assert overall is not None
    return {
        "levels": [row.contract.lstrip("0") for row in rows],
        "n": [row.answers for row in rows],
        "raw_mean": [row.raw[0] for row in rows],
        "adj_mean": adjusted,
        "se_plugin": np.sqrt(variances),
        "beta": beta[0],
        "xbar": overall,
        "grand_mean_unweighted": adjusted.mean(),
        "heterogeneity": between_variance(adjusted, variances).heterogeneity,
    }


def regression(rows: Rows, levels: list[str], score: str, weight: str = "") -> dict[str, Any]:
    """What a plain regression adds: the errors of a model, and distances from the mean of all."""
    names = np.array([row["school"] for row in rows])
    y, w = (np.array([float(row[name]) for row in rows]) for name in ("normexam", weight or "w"))
    x = np.array([[number(row[name]) for name in (score, "male")] for row in rows], dtype=float)
    found = adjusted_means(y, names, x, w if weight else None)
    order = [list(found.contracts).index(level) for level in levels]
    count = len(levels)
    tree: dict[str, Any] = {"sigma": found.residual, "df_resid": found.degrees}
    for kind, covariance in (("classical", found.classical), ("hc0", found.robust)):
        errors = np.sqrt(np.diag(covariance))
        tree |= {f"se_{kind}": errors[order], f"beta_se_{kind}": errors[count:]}
    robust = found.robust[:count, :count]
    return tree | {
        "z_vs_grand_hc0": found.against_all(robust)[order],
        "z_vs_grand_plugin": found.against_all(np.diag(found.known))[order],
        "means_by_regression": found.means[order],
        "errors_by_regression": np.sqrt(found.known)[order],
        "covariance_hc0": robust[np.ix_(order, order)],
    }


def case_mix(folder: Path) -> dict[str, Any]:
    """The three runs: without weights, with weights, with a missing adjuster."""
    rows = rows_of(folder / "profiling" / "exam.csv")
    levels = {key: run["levels"] for key, run in result(folder, "casemix_adjust").items()}
    with TemporaryDirectory() as place:
        plain = exam(rows, Path(place) / "plain", "standLRT")
        weighed = exam(rows, Path(place) / "weighed", "standLRT", "w")
        gaps = exam(rows, Path(place) / "gaps", "standLRT_missing")
        runs = {
            "unweighted": estimate(plain, exact=False),
            "weighted": with_given_weights(weighed),
            "missing_adjuster_imputed": estimate(gaps, exact=False),
        }
    columns = {"unweighted": ("standLRT", ""), "weighted": ("standLRT", "w"),
               "missing_adjuster_imputed": ("standLRT_missing", "")}  # fmt: skip  # one run each
    fits = {key: regression(rows, levels[key], *names) for key, names in columns.items()}
    matrices = {key: fit.pop("covariance_hc0") for key, fit in fits.items()}
    found = {key: schools(run, levels[key]) | fits[key] for key, run in runs.items()}
    return found | {"covariance_hc0": matrices["unweighted"]}


def published_case_mix(folder: Path) -> dict[str, Any]:
    """The files, with F as the sum of squares that it is divided from; means compared twice."""
    runs: dict[str, Any] = result(folder, "casemix_adjust")
    for run in runs.values():
        run["means_by_regression"] = run["adj_mean"]
        run["errors_by_regression"] = run["se_plugin"]
        run["heterogeneity"] = run.pop("F_equal_adjmeans_plugin") * (len(run["levels"]) - 1)
    matrix = rows_of(folder / "profiling" / "casemix_exam_cov_hc0.csv")
    return runs | {"covariance_hc0": [list(map(float, row.values())) for row in matrix]}


def composite(folder: Path) -> dict[str, Any]:
    """Two items of schools with gaps, their covariance and their composite."""
    rows = rows_of(folder / "profiling" / "gcsemv.csv")
    items = {name: measured(name, [row[name] for row in rows]) for name in ("written", "course")}
    plan = survey_plan(
        [item for item, _ in items.values()],
        [Variable(name, "mean", (name,)) for name in items],
        ("male",),
    )
    columns = {
        "contract": [row["school"] for row in rows],
        "adjuster:male": [number(row["male"]) for row in rows],
        **{f"item:{name}": codes for name, (_, codes) in items.items()},
    }
    with TemporaryDirectory() as place:
        estimates = estimate(survey_bundle(Path(place) / "b", plan, columns), exact=False)
    weights = np.array(result(folder, "composite_covariance")["weights"])
    known, found = without_slopes(estimates), estimates.contracts
    beta, overall = estimates.beta, estimates.overall
    assert beta is not None
    return {
        "levels": [row.contract for row in found],
        "n": [row.answers for row in found],
        "n_item": [row.answers_by_variable for row in found],
        "beta": dict(zip(items, beta[:, 0], strict=True)),
        "xbar": overall,
        "item_adj_mean": [row.adjusted for row in found],
        "item_cov": known,
        "composite": [weights @ row.adjusted for row in found],
        "composite_se_if_items_assumed_independent": [
            (weights**2 @ np.diag(each)) ** 0.5 for each in known
        ],
        "composite_se": [(weights @ each @ weights) ** 0.5 for each in known],
    }


CASES = (
    Case(
        "profiling/casemix_adjust", case_mix, published_case_mix,
        tuple(
            f"profiling/{name}"
            for name in ("casemix_adjust.json", "exam.csv", "casemix_exam_cov_hc0.csv")
        ),
        Tolerance(1e-8), given=("*/sum_w",),
    ),
    Case(
        "profiling/composite_covariance", composite, published("composite_covariance"),
        ("profiling/composite_covariance.json", "profiling/gcsemv.csv"),
        Tolerance(1e-8), given=("weights",),
    ),
)  # fmt: skip  # a case a paragraph
