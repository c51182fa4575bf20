"""What is said of a composite against COINr: raw values, weights, alpha, components, outranking."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from scoring.indicators.aggregation import shares_of_index
from scoring.indicators.distributions import Description, correlation, cronbach_alpha, describe
from scoring.indicators.outranking import copeland, outranking
from scoring.indicators.tables import table_of
from scoring.robustness.places import falling_places
from scoring.robustness.removal import without_each
from scoring.robustness.reweighting import WeightTree, effective_leaf_weights, rescore
from scoring.weighting.components import principal_components
from tests.reference.comparing import Case
from tests.reference.composites import columns_of, study
from tests.reference.reading import rows_of

FLAGS = {
    "Flag.Avail": "few_available",
    "Flag.NonZero": "mostly_zero",
    "Flag.Unique": "mostly_repeated",
    "Flag.SkewKurt": "outliers",
}
RANKS = ("Nominal", "Mean", "Median", "Q5", "Q95", "Min", "Max")


def described(found: Description) -> dict[str, Any]:
    """The figures of one indicator in the words of the file."""
    return {
        "Min": found.least, "Max": found.largest, "Mean": found.mean, "Median": found.median,
        "Std": found.standard_deviation, "Skew": found.shape.skewness,
        "Kurt": found.shape.kurtosis, "N.Avail": found.available, "N.NonZero": found.non_zero,
        "N.Unique": found.different, "N.Same": found.most_repeated,
        "Frc.Avail": found.available / found.units,
        "Frc.NonZero": found.non_zero / found.available,
        "Frc.Unique": found.different / found.available,
        "Frc.Same": found.most_repeated / found.available,
        **{column: flag not in found.flags for column, flag in FLAGS.items()},
    }  # fmt: skip  # one figure a column of the file


def raw_values(name: str, folder: Path) -> dict[str, Any]:
    """The raw values of every indicator."""
    return {found.code: described(found) for found in describe(study(folder, name).raw)}


def published_raw_values(name: str, folder: Path) -> dict[str, Any]:
    """The file by indicator; a flag is read as whether all is well."""
    tree = {}
    for row in rows_of(folder / "composite" / name / "expected_stats_raw.csv"):
        code = row.pop("iCode")
        tree[code] = {
            column: text == "ok" if column in FLAGS else float(text)
            for column, text in row.items()
            if text
        }
    return tree


def description(name: str, folder: Path) -> dict[str, Any]:
    """Effective weights, correlations, alpha and components from the published stages."""
    case = study(folder, name)
    rows = rows_of(case.folder / "expected_stage_aggregated.csv")
    columns = {
        code: np.array([float(row[code]) for row in rows]) for code in rows[0] if code in case.meta
    }
    normalised, index = case.stage("expected_stage_normalised"), case.index.code
    pairs = rows_of(case.folder / "expected_corr_with_index.csv")
    groups = [row["group"] for row in rows_of(case.folder / "expected_cronbach.csv")]
    tables = {group: normalised.only(case.members(group)).complete() for group in groups}
    components = {group: principal_components(table) for group, table in tables.items()}
    return {
        "effective": shares_of_index(case.index),
        "correlations": [correlation(columns[row["Var1"]], columns[row["Var2"]]) for row in pairs],
        "with_index": [index in (row["Var1"], row["Var2"]) for row in pairs],
        "alpha": {group: cronbach_alpha(table) for group, table in tables.items()},
        "eigenvalues": {group: one.eigenvalues for group, one in components.items()},
        "explained": {group: one.explained for group, one in components.items()},
        "loadings": {
            code: loading
            for group, one in components.items()
            for code, loading in zip(case.members(group), one.first_loadings, strict=True)
        },
    }


def published_description(name: str, folder: Path) -> dict[str, Any]:
    """The same from five files."""
    place = folder / "composite" / name
    weights = rows_of(place / "expected_effective_weights.csv")
    pairs = columns_of(place / "expected_corr_with_index.csv", "Correlation")["Correlation"]
    values: dict[str, dict[str, list[float]]] = {"eigenvalue": {}, "explained": {}}
    for row in rows_of(place / "expected_pca_eigenvalues.csv"):
        for key, groups in values.items():
            groups.setdefault(row["group"], []).append(float(row[key]))
    loadings = rows_of(place / "expected_pca_first_loadings.csv")
    alphas = rows_of(place / "expected_cronbach.csv")
    return {
        "effective": {row["iCode"]: float(row["EffWeight"]) for row in weights},
        "correlations": pairs,
        "with_index": [True] * len(pairs),
        "alpha": {row["group"]: float(row["cronbach_alpha"]) for row in alphas},
        "eigenvalues": values["eigenvalue"],
        "explained": values["explained"],
        "loadings": {row["iCode"]: float(row["Weight"]) for row in loadings},
    }


def outranked(folder: Path) -> dict[str, Any]:
    """Outranking and Copeland scores of the pillars."""
    case = study(folder, "asem_default")
    rows = rows_of(case.folder / "expected_results_arithmetic.csv")
    pillars = [child.code for part in case.index.children for child in part.children]
    table = table_of({code: [float(row[code]) for row in rows] for code in pillars})
    found = outranking(table, dict.fromkeys(pillars, 1.0))
    units = [row["uCode"] for row in rows]
    return {
        "outranking": dict(zip(units, found.weights.T, strict=True)),
        "copeland": [int(score) for score in copeland(found)],
    }


def published_outranked(folder: Path) -> dict[str, Any]:
    """The matrix by column and the scores."""
    place = folder / "composite" / "asem_default"
    matrix = columns_of(place / "expected_outranking_level2.csv")
    del matrix["uCode"]
    scores = columns_of(place / "expected_copeland_level2.csv", "copeland_pillars")
    return {"outranking": matrix, "copeland": scores["copeland_pillars"]}


def weights_of(place: Path) -> tuple[WeightTree, dict[str, float], np.ndarray]:
    """The indicator tree, its own weights and the published normalised indicators."""
    nodes = [
        row for row in rows_of(place / "iMeta.csv") if row["Type"] in ("Indicator", "Aggregate")
    ]
    tree = WeightTree({node["iCode"]: node["Parent"] or None for node in nodes})
    own = {node["iCode"]: float(node["Weight"]) for node in nodes if node["Parent"]}
    columns = columns_of(place / "expected_stage_normalised.csv", *tree.leaves)
    return tree, own, np.column_stack([columns[code] for code in tree.leaves])


def other_weights(name: str, folder: Path) -> dict[str, Any]:
    """Places under the 300 given weight sets, and without each element of level 2."""
    place = folder / "composite" / name
    tree, own, scores = weights_of(place)
    sets = columns_of(place / "ua_weight_sets.csv")
    varied = {code: [float(weight) for weight in sets[code]] for code in own}
    places = falling_places(rescore(scores, effective_leaf_weights(tree, varied, len(sets["rep"]))))
    nominal = falling_places(rescore(scores, effective_leaf_weights(tree, own)))[0]
    quantiles = np.quantile(places, [0.5, 0.05, 0.95], axis=0)
    figures = [nominal, places.mean(axis=0), *quantiles, places.min(axis=0), places.max(axis=0)]
    changes = rows_of(place / "expected_remove_level2_mean_abs_rank_change.csv")
    elements = tuple(row["removed"] for row in changes[1:])
    removed = without_each(scores, tree, own, elements)
    return {
        "places": dict(zip(RANKS, figures, strict=True)),
        "scores": dict(zip(("Nominal", *elements), removed.scores, strict=True)),
        "mean_change": removed.mean_change,
    }


def published_weights(name: str, folder: Path) -> dict[str, Any]:
    """The same from three files."""
    place = folder / "composite" / name
    scores = columns_of(place / "expected_remove_level2_scores.csv")
    del scores["uCode"]
    changes = columns_of(place / "expected_remove_level2_mean_abs_rank_change.csv")
    return {
        "places": columns_of(place / "expected_ua_rankstats.csv", *RANKS),
        "scores": scores,
        "mean_change": changes["mean_abs_rank_change"],
    }


NOISE = "R counted binary noise of the 16th digit that its own input file does not hold"


def _of_both(name: str) -> tuple[Case, ...]:
    place = f"composite/{name}"
    said = ("effective_weights", "corr_with_index", "cronbach", "pca_eigenvalues",
            "pca_first_loadings")  # fmt: skip  # a list
    weighed = ("remove_level2_mean_abs_rank_change", "remove_level2_scores", "ua_rankstats")
    return (
        Case(
            f"{place} raw values", partial(raw_values, name), partial(published_raw_values, name),
            (f"{place}/expected_stats_raw.csv",),
            disputed=dict.fromkeys(("TolMin/N.Unique", "TolMin/Frc.Unique"), NOISE)
            if name == "asem_default"
            else {},
        ),
        Case(
            f"{place} structure", partial(description, name), partial(published_description, name),
            tuple(f"{place}/expected_{part}.csv" for part in said),
        ),
        Case(
            f"{place} weight sets", partial(other_weights, name), partial(published_weights, name),
            (f"{place}/ua_weight_sets.csv", *(f"{place}/expected_{part}.csv" for part in weighed)),
        ),
    )  # fmt: skip  # a case a paragraph


CASES = (
    *_of_both("asem_default"),
    *_of_both("contractors_a"),
    Case(
        "composite/asem_default outranking", outranked, published_outranked,
        tuple(f"composite/asem_default/expected_{part}_level2.csv"
              for part in ("outranking", "copeland")),
    ),
)  # fmt: skip  # a case a paragraph
