"""Weights against Saaty, pymcdm and formulas: AHP, Delphi, from data, influence, the rule."""

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from scoring.weighting.ahp import RANDOM_INDEX, column_means, eigenvector, log_least_squares
from scoring.weighting.ahp_groups import (
    aggregated_judgments,
    aggregated_priorities,
    consistent_judges,
    group_priorities,
)
from scoring.weighting.delphi import stability, summarise
from scoring.weighting.dominance import (
    Node,
    effective_weights,
    is_strictly_heaviest,
    margin_over_next,
)
from scoring.weighting.influence import weights_for_influence
from scoring.weighting.objective import (
    critic_information,
    critic_weights,
    deviation_weights,
    entropies,
    entropy_weights,
)
from scoring.weighting.pairwise import Judgments, judgments, judgments_of_pairs
from tests.reference.comparing import Between, Case, Tolerance
from tests.reference.composites import table_from
from tests.reference.reading import read_json, rows_of

SINGLE, GROUP, PANEL, GAPS = (
    f"composite/ahp/{name}"
    for name in ("single.json", "group_city_1_25.json", "group_city_1_25.csv", "incomplete.json")
)
DELPHI = "composite/delphi/panel_12x8"
DATA = "composite/objective_weights/cases.json"
INFLUENCE = "composite/contractors_a/expected_influence_weights.json"
RULE = "composite/rules/satisfaction_heaviest.json"


def expected(path: str, folder: Path) -> Any:
    """What the file expects as a whole."""
    return read_json(folder / path)["expected"]


def matrix_of(texts: list[list[str | None]]) -> Judgments:
    """Judgments written as fractions, None where one is missing."""
    return judgments([[None if x is None else float(Fraction(x)) for x in row] for row in texts])


def one_judge(folder: Path) -> dict[str, Any]:
    """Six judges by three methods, with consistency; printed weights beside."""
    tree = {}
    for name, case in read_json(folder / SINGLE).items():
        given = matrix_of(case["matrix"])
        found = eigenvector(given)
        printed = (case["published"] or {}).get("weights", ())
        tree[name] = {
            "weights_eigenvector": found.weights, "lambda_max": found.largest_eigenvalue,
            "weights_geometric_mean": log_least_squares(given),
            "weights_column_mean": column_means(given), "CI": found.consistency_index,
            "RI_saaty": RANDOM_INDEX[given.count], "CR_saaty": found.consistency_ratio,
            "consistent_at_0.10": found.is_consistent, "printed": found.weights[: len(printed)],
        }  # fmt: skip  # one figure of the file each
    return tree


def published_judges(folder: Path) -> dict[str, Any]:
    """The files; printed weights were rounded by hand to 2 digits."""
    tree = {}
    for name, case in read_json(folder / SINGLE).items():
        printed = (case["published"] or {}).get("weights", ())
        bounds = [Between(weight - 0.012, weight + 0.012) for weight in printed]
        tree[name] = case["expected"] | {"printed": bounds}
    return tree


def panel_of(folder: Path) -> list[Judgments]:
    """One judge a line; a code below 0 says how strongly a pair's first item is preferred."""
    codes = [[int(text) for text in row.values()] for row in rows_of(folder / PANEL)]
    return [judgments_of_pairs(5, [float(-c) if c < 0 else 1 / c for c in row]) for row in codes]


def group(folder: Path) -> dict[str, Any]:
    """Twenty-five judges, joined both ways, and the consistent among them."""
    panel = panel_of(folder)
    kept = consistent_judges(panel)
    some, everyone = group_priorities([panel[place] for place in kept]), group_priorities(panel)
    own = [eigenvector(judge) for judge in panel]
    return {
        "group_matrix_geometric_mean": aggregated_judgments(panel).ratios,
        "AIJ_weights": everyone.weights,
        "AIJ_lambda_max": everyone.largest_eigenvalue,
        "AIJ_CR_saaty": everyone.consistency_ratio,
        "individual_weights": [judge.weights for judge in own],
        "individual_CR_saaty": [judge.consistency_ratio for judge in own],
        "AIP_geometric_normalised": aggregated_priorities(panel),
        "AIP_arithmetic": aggregated_priorities(panel, is_geometric=False),
        "n_consistent_at_0.10": len(kept),
        "AIJ_weights_consistent_only": some.weights,
        "AIJ_lambda_max_consistent_only": some.largest_eigenvalue,
    }


def with_gaps(folder: Path) -> dict[str, Any]:
    """Judges who left comparisons out."""
    tree = {}
    for name in ("leader_missing_1", "city_missing_2"):
        given = matrix_of(read_json(folder / GAPS)[name]["matrix"])
        found = eigenvector(given)
        tree[name] = {
            "harker_weights": found.weights,
            "harker_lambda_max": found.largest_eigenvalue,
            "log_least_squares_weights": log_least_squares(given),
        }
    return tree


def by_name(path: str, folder: Path) -> dict[str, Any]:
    """What each named case of a file expects."""
    cases = read_json(folder / path).items()
    return {name: case["expected"] for name, case in cases if isinstance(case, dict)}


def from_data(folder: Path) -> dict[str, Any]:
    """Entropy, CRITIC and standard deviations of three matrices."""
    tree = {}
    for name, case in read_json(folder / DATA).items():
        matrix, facing = case["matrix"], case["direction"]
        tree[name] = {
            "critic_information": critic_information(matrix, facing),
            "critic_weights": critic_weights(matrix, facing),
            "sd_weights_raw": deviation_weights(matrix),
        }
        if "entropy_values" in case["expected"]:
            entropy = {
                "entropy_values": entropies(matrix),
                "entropy_weights": entropy_weights(matrix),
            }
            tree[name] |= entropy
    return tree


def rounds(folder: Path) -> list[dict[str, Any]]:
    """Three rounds of a panel, each with its change from the one before."""
    rows = rows_of(folder / f"{DELPHI}.csv")
    items = [code for code in rows[0] if code.startswith("item")]
    tree: list[dict[str, Any]] = []
    before: list[list[float]] | None = None
    for number in sorted({int(row["round"]) for row in rows}):
        ratings = [[float(row[i]) for i in items] for row in rows if int(row["round"]) == number]
        found = summarise(ratings)
        one: dict[str, Any] = {
            "kendall_W_tie_corrected": found.concordance, "chi_square": found.chi_square,
            "df": found.degrees_of_freedom, "p_value": found.p_value, "median": found.medians,
            "iqr": found.quartile_ranges, "mean": found.means, "sd": found.deviations,
            "cv": found.variations, "share_at_least_7": found.important_shares,
            "weights_mean_normalised": found.weights,
        }  # fmt: skip  # one figure of the file each
        if before is not None:
            moved = stability(before, ratings)
            one["max_abs_weight_change_vs_previous_round"] = moved.largest_weight_change
            one["spearman_mean_vs_previous_round"] = moved.rank_correlation
            one["share_of_unchanged_ratings"] = moved.unchanged_share
        tree.append(one)
        before = ratings
    return tree


def influence(folder: Path) -> list[dict[str, Any]]:
    """Weights for wished shares of influence, one of which cannot be had."""
    rows = rows_of(folder / "composite" / "contractors_a" / "expected_stage_aggregated.csv")
    data = table_from(rows, ["OUT", "PM", "SOC", "SAT"]).complete()
    cases = read_json(folder / INFLUENCE)["cases"]
    found = [weights_for_influence(data, case["target_share"]) for case in cases]
    return [
        {
            "feasible": one.is_reached, "expected_weights": one.weights,
            "expected_correlations": one.correlations, "max_abs_share_error": one.largest_error,
        }
        for one in found
    ]  # fmt: skip  # one figure of the file each


def node(plain: dict[str, Any]) -> Node:
    """A branch of the tree of a case."""
    return Node(plain["code"], plain["weight"], tuple(map(node, plain.get("children", ()))))


def heaviest(folder: Path) -> dict[str, Any]:
    """Whether satisfaction weighs most, for five trees and units."""
    tree = {}
    for case in read_json(folder / RULE)["cases"]:
        top = tuple(map(node, case["tree"]["children"]))
        weights = effective_weights(top, case["available_indicators"])
        tree[case["name"]] = {
            "expected_effective_top_weights": weights,
            "expected_satisfaction_strictly_heaviest": is_strictly_heaviest(weights, {"SAT"}),
            "margin_over_next": margin_over_next(weights, {"SAT"}),
        }
    return tree


def published_heaviest(folder: Path) -> dict[str, Any]:
    """What the five cases expect."""
    drop = ("name", "tree", "available_indicators", "note", "why")
    return {
        case["name"]: {key: value for key, value in case.items() if key not in drop}
        for case in read_json(folder / RULE)["cases"]
    }


CASES = (
    Case(
        "composite/ahp one judge", one_judge, published_judges, (SINGLE,),
        # Published as 0, which nothing can be relative to.
        special={"perfectly_consistent_3/C?*": Tolerance(1e-9, unit="absolute")},
    ),
    Case("composite/ahp group", group, partial(expected, GROUP), (GROUP, PANEL)),
    Case("composite/ahp missing comparisons", with_gaps, partial(by_name, GAPS), (GAPS,)),
    Case("composite/objective weights", from_data, partial(by_name, DATA), (DATA,)),
    Case("composite/delphi", rounds, partial(expected, f"{DELPHI}.json"),
         (f"{DELPHI}.json", f"{DELPHI}.csv"), given=("?/round",)),
    Case(
        "composite/contractors_a influence", influence,
        lambda folder: read_json(folder / INFLUENCE)["cases"], (INFLUENCE,),
        Tolerance(1e-4, unit="absolute"), given=("?/name", "?/target_share", "?/note"),
    ),
    Case("composite/rules satisfaction heaviest", heaviest, published_heaviest, (RULE,),
         Tolerance(1e-12, unit="absolute")),
)  # fmt: skip  # a case a paragraph
