"""Grades within a league against R: clusters, shares of the list, controlled discordance."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.profiling.discordance_grades import report_card, required_certainty
from scoring.profiling.grades import band_probabilities
from scoring.profiling.relative_grades import (
    optimal_clusters,
    percentile_cuts,
    percentile_grades,
    ward_clusters,
)

pytestmark = pytest.mark.reference


def result(reference: Path, case: str) -> dict[str, Any]:
    content = json.loads((reference / "profiling" / f"{case}.json").read_text())
    found: dict[str, Any] = content["result"]
    return found


def league(reference: Path, name: str) -> tuple[np.ndarray, np.ndarray]:
    places = result(reference, "rank_exact")[{"exam": "exam_direct"}.get(name, name)]
    return np.array(places["estimate"]), np.array(places["se"])


@pytest.mark.parametrize("name", ["pisa2018_math", "exam"])
def test_clusters_agree(reference: Path, name: str) -> None:
    y, _ = league(reference, name)
    expected = result(reference, "grades")[name]
    for method, kind in ((optimal_clusters, "kmeans_optimal"), (ward_clusters, "ward")):
        found, wanted = method(y, expected[kind]["k"]), expected[kind]
        assert found.grades.tolist() == wanted["grade"]
        assert found.sizes.tolist() == wanted["sizes"]
        np.testing.assert_allclose(found.centres, wanted["centers"], rtol=1e-9)
        assert found.within == pytest.approx(wanted["within_ss"], rel=1e-9)
        if "cut_midpoints" in wanted:
            np.testing.assert_allclose(found.cuts, wanted["cut_midpoints"], rtol=1e-9)


@pytest.mark.parametrize("name", ["pisa2018_math", "exam"])
def test_shares_of_the_list_agree(reference: Path, name: str) -> None:
    y, s = league(reference, name)
    wanted = result(reference, "grades")[name]["percentile"]
    cuts = percentile_cuts(y, wanted["cut_percentiles"])
    np.testing.assert_allclose(cuts, wanted["cuts_type7"], rtol=1e-9)
    grades = percentile_grades(y, cuts)
    assert grades.tolist() == wanted["base_group"]
    floors = [*cuts[::-1], cuts[0] - 1e9]
    table = band_probabilities(y, s, floors, np.full(y.size, np.inf))[:, ::-1]
    np.testing.assert_allclose(table, wanted["p_in_each_band"], rtol=1e-9, atol=1e-12)
    certainty = table[np.arange(y.size), grades - 1].mean()
    assert certainty == pytest.approx(wanted["prob_correct_band_mean"], rel=1e-9)


@pytest.mark.parametrize("name", ["pisa2018_math", "exam_posterior"])
def test_report_cards_agree(reference: Path, name: str) -> None:
    m, s = league(reference, name)
    for wanted in result(reference, "discordance_grades")[name]:
        card = report_card(m, s, wanted["lambda"])
        certainty = required_certainty(wanted["lambda"])
        assert certainty == pytest.approx(wanted["required_certainty"], rel=1e-12)
        assert card.grades.tolist() == wanted["grade"]
        assert card.sizes.tolist() == np.atleast_1d(wanted["sizes"]).tolist()
        assert card.sizes.size == wanted["n_grades"]
        assert card.objective == pytest.approx(wanted["objective"], rel=1e-9)
        assert card.ordered_share == pytest.approx(wanted["share_of_pairs_ordered"], rel=1e-9)
        assert card.discordance == pytest.approx(wanted["discordance_rate"], rel=1e-9)
        assert card.agreement == pytest.approx(wanted["tau_bar"], rel=1e-9)
