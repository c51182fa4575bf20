"""This room is for weights against reference: AHP, Delphi, from data, components, influence."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.weighting.ahp import RANDOM_INDEX, column_means, eigenvector, log_least_squares
from scoring.weighting.ahp_groups import (
    aggregated_judgments,
    aggregated_priorities,
    consistent_judges,
    group_priorities,
)
from scoring.weighting.components import component_weights, principal_components
from scoring.weighting.delphi import stability, summarise
from scoring.weighting.influence import influence_of, weights_for_influence
from scoring.weighting.objective import (
    critic_information,
    critic_weights,
    deviation_weights,
    entropies,
    entropy_weights,
)
from scoring.weighting.pairwise import Judgments, judgments, judgments_of_pairs
from tests.reference.composites import Tally, case_of, rows_of, table_from

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def composite(reference: Path) -> Path:
    return reference / "composite"


def read(path: Path) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return plain


def matrix_of(plain: list[list[str | None]]) -> Judgments:
    return judgments([[None if x is None else float(Fraction(x)) for x in row] for row in plain])


def add_all(tally: Tally, found: Any, expected: Any, where: str) -> None:
    for one, other in zip(np.ravel(found), np.ravel(expected), strict=True):
        tally.add(float(one), float(other), where)


def test_one_judge(composite: Path) -> None:
    tally = Tally()
    cases = read(composite / "ahp" / "single.json")
    assert len(cases) == 6
    for name, case in cases.items():
        given, expected = matrix_of(case["matrix"]), case["expected"]
        found = eigenvector(given)
        add_all(tally, found.weights, expected["weights_eigenvector"], name)
        add_all(tally, log_least_squares(given), expected["weights_geometric_mean"], name)
        add_all(tally, column_means(given), expected["weights_column_mean"], name)
        tally.add(found.largest_eigenvalue, expected["lambda_max"], name)
        tally.add(found.consistency_index, expected["CI"], name)
        tally.add(found.consistency_ratio, expected["CR_saaty"], name)
        tally.add(RANDOM_INDEX[given.count], expected["RI_saaty"], name)
        assert found.is_consistent is expected["consistent_at_0.10"]
        for published, figure in zip(
            (case["published"] or {}).get("weights", ()), found.weights, strict=False
        ):
            assert figure == pytest.approx(published, abs=0.012), name
    assert tally.count >= 100


def panel_of(composite: Path) -> list[Judgments]:
    """One judge a line; a code below 0 says how strongly a pair's first item is preferred."""
    rows = rows_of(composite / "ahp" / "group_city_1_25.csv")
    codes = [[int(text) for text in row.values()] for row in rows]
    return [judgments_of_pairs(5, [float(-c) if c < 0 else 1 / c for c in row]) for row in codes]


def test_a_group_of_judges(composite: Path) -> None:
    expected = read(composite / "ahp" / "group_city_1_25.json")["expected"]
    panel, tally = panel_of(composite), Tally()
    kept = consistent_judges(panel)
    some = group_priorities([panel[place] for place in kept])
    everyone = group_priorities(panel)
    own = [eigenvector(judge) for judge in panel]
    pairs = {
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
    assert pairs.keys() == expected.keys()
    for name, found in pairs.items():
        add_all(tally, found, expected[name], name)
    assert tally.count == 25 + 4 * 5 + 4 + 125 + 25


def test_missing_comparisons(composite: Path) -> None:
    tally = Tally()
    cases = read(composite / "ahp" / "incomplete.json")
    for name in ("leader_missing_1", "city_missing_2"):
        given, expected = matrix_of(cases[name]["matrix"]), cases[name]["expected"]
        found = eigenvector(given)
        add_all(tally, found.weights, expected["harker_weights"], name)
        tally.add(found.largest_eigenvalue, expected["harker_lambda_max"], name)
        add_all(tally, log_least_squares(given), expected["log_least_squares_weights"], name)
    assert tally.count == 20


def test_weights_from_data(composite: Path) -> None:
    tally = Tally()
    for name, case in read(composite / "objective_weights" / "cases.json").items():
        matrix, facing = case["matrix"], case["direction"]
        methods = {
            "entropy_values": lambda m=matrix: entropies(m),
            "entropy_weights": lambda m=matrix: entropy_weights(m),
            "critic_information": lambda m=matrix, d=facing: critic_information(m, d),
            "critic_weights": lambda m=matrix, d=facing: critic_weights(m, d),
            "sd_weights_raw": lambda m=matrix: deviation_weights(m),
        }
        for figure, expected in case["expected"].items():
            add_all(tally, methods[figure](), expected, f"{name} {figure}")
    assert tally.count == 9 + 15 + 20


def test_delphi_rounds(composite: Path) -> None:
    rows = rows_of(composite / "delphi" / "panel_12x8.csv")
    items = [code for code in rows[0] if code.startswith("item")]
    expected = read(composite / "delphi" / "panel_12x8.json")["expected"]
    tally, before = Tally(), None
    for figures in expected:
        ratings = [
            [float(row[i]) for i in items] for row in rows if int(row["round"]) == figures["round"]
        ]
        found = summarise(ratings)
        pairs = {
            "kendall_W_tie_corrected": found.concordance, "chi_square": found.chi_square,
            "df": found.degrees_of_freedom, "p_value": found.p_value, "median": found.medians,
            "iqr": found.quartile_ranges, "mean": found.means, "sd": found.deviations,
            "cv": found.variations, "share_at_least_7": found.important_shares,
            "weights_mean_normalised": found.weights, "round": figures["round"],
        }  # fmt: skip  # one figure of the file each
        if before is not None:
            moved = stability(before, ratings)
            pairs["max_abs_weight_change_vs_previous_round"] = moved.largest_weight_change
            pairs["spearman_mean_vs_previous_round"] = moved.rank_correlation
            pairs["share_of_unchanged_ratings"] = moved.unchanged_share
        assert pairs.keys() == figures.keys()
        for name, value in pairs.items():
            add_all(tally, value, figures[name], name)
        assert found.p_value == pytest.approx(figures["p_value"], rel=1e-9)
        before = ratings
    assert tally.count == 3 * (5 + 7 * 8) + 2 * 3


@pytest.mark.parametrize("name", ["asem_default", "contractors_a"])
def test_principal_components_of_each_group(composite: Path, name: str) -> None:
    case, tally = case_of(composite / name), Tally()
    data = case.stage("expected_stage_normalised")
    rows = rows_of(case.folder / "expected_pca_eigenvalues.csv")
    first = {
        r["iCode"]: r["Weight"] for r in rows_of(case.folder / "expected_pca_first_loadings.csv")
    }
    for group in sorted({row["group"] for row in rows}):
        items = [code for code in case.leaves if case.meta[code]["Parent"] == group]
        found = principal_components(data.only(items).complete())
        lines = [row for row in rows if row["group"] == group]
        add_all(tally, found.eigenvalues, [float(row["eigenvalue"]) for row in lines], group)
        add_all(tally, found.explained, [float(row["explained"]) for row in lines], group)
        add_all(tally, found.first_loadings, [float(first[code]) for code in items], group)
    assert tally.count == 3 * len(case.leaves)


def test_the_satisfaction_group_cannot_be_weighted_by_its_loadings(composite: Path) -> None:
    case = case_of(composite / "contractors_a")
    items = [code for code in case.leaves if case.meta[code]["Parent"] == "SAT"]
    with pytest.raises(MethodError, match="loadings_of_both_signs") as raised:
        component_weights(case.stage("expected_stage_normalised").only(items).complete())
    assert raised.value.parameters["where"] == "column 4"


def test_weights_for_wished_influence(composite: Path) -> None:
    folder = composite / "contractors_a"
    rows = rows_of(folder / "expected_stage_aggregated.csv")
    data = table_from(rows, ["OUT", "PM", "SOC", "SAT"]).complete()
    tally = Tally(tolerance=1e-4, is_relative=False)
    for case in read(folder / "expected_influence_weights.json")["cases"]:
        found = weights_for_influence(data, case["target_share"])
        assert found.is_reached is case["feasible"], case["name"]
        assert (found.weights >= 0).all()
        if case["feasible"]:
            add_all(tally, found.weights, case["expected_weights"], case["name"])
            add_all(tally, found.correlations, case["expected_correlations"], case["name"])
            assert found.largest_error < 1e-6
        else:
            _, shares = influence_of(data, np.maximum(case["expected_weights"], 0))
            theirs = shares - np.array(case["target_share"])
            ours = found.shares - np.array(case["target_share"])
            assert float(ours @ ours) <= float(theirs @ theirs) + 1e-9
            add_all(tally, found.weights, case["expected_weights"], case["name"])
            tally.add(found.largest_error, case["max_abs_share_error"], case["name"])
