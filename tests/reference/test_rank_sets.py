"""Exact places and rank sets against csranks and against quadrature and simulation in R."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.profiling.rank_distributions import overlap_factor, rank_distribution
from scoring.profiling.rank_sets import (
    best_set,
    marginal_rank_sets,
    simultaneous_rank_sets,
    worst_set,
)

pytestmark = pytest.mark.reference

LEAGUES = ("pisa2018_math", "exam_direct", "exam_posterior")


def league(reference: Path, case: str, name: str) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    content = json.loads((reference / "profiling" / f"{case}.json").read_text())
    result: dict[str, Any] = content["result"][name]
    return result, np.array(result.get("estimate", result.get("x"))), np.array(result["se"])


@pytest.mark.parametrize("name", LEAGUES)
def test_marginal_sets_agree_with_the_quadrature_of_r(reference: Path, name: str) -> None:
    result, y, s = league(reference, "rank_exact", name)
    for stepdown, kind, critical in (
        (True, "marginal_exact_stepdown", "marginal_crit_last_step"),
        (False, "marginal_exact_singlestep", "marginal_crit_singlestep"),
    ):
        sets = marginal_rank_sets(y, s**2, is_stepdown=stepdown)
        assert sets.low.tolist() == result[kind]["L"]
        assert sets.high.tolist() == result[kind]["U"]
        np.testing.assert_allclose(sets.critical, result[critical], rtol=1e-8)


@pytest.mark.parametrize("name", LEAGUES)
def test_the_law_of_places_agrees_with_r(reference: Path, name: str) -> None:
    result, m, s = league(reference, "rank_exact", name)
    law = rank_distribution(m, s)
    np.testing.assert_allclose(law.bottom(result["k"]), result["p_bottom_k"], atol=1e-9)
    np.testing.assert_allclose(law.top(result["k"]), result["p_top_k"], atol=1e-9)
    np.testing.assert_allclose(law.expected, result["expected_rank"], rtol=1e-9)
    np.testing.assert_allclose(law.probabilities @ np.arange(1, m.size + 1), law.expected, 1e-9)
    for level, kind in ((0.90, "rank_interval90"), (0.95, "rank_interval95")):
        assert law.interval(level).T.tolist() == [result[kind]["L"], result[kind]["U"]]


@pytest.mark.parametrize("name", LEAGUES)
def test_intervals_for_comparing_pairs_agree_with_r(reference: Path, name: str) -> None:
    result, y, s = league(reference, "rank_exact", name)
    factor = overlap_factor(s)
    assert factor == pytest.approx(result["goldstein_spiegelhalter_z"], rel=1e-8)
    np.testing.assert_allclose(y - factor * s, result["overlap_interval"]["lower"], rtol=1e-8)
    np.testing.assert_allclose(y + factor * s, result["overlap_interval"]["upper"], rtol=1e-8)


def test_marginal_sets_lie_within_the_seeds_of_csranks(reference: Path) -> None:
    result, y, s = league(reference, "rank_confidence_sets", "pisa2018_math")
    for stepdown, kind in ((True, "marginal_stepdown"), (False, "marginal_singlestep")):
        sets = marginal_rank_sets(y, s**2, is_stepdown=stepdown)
        expect = {key: np.array(value) for key, value in result[kind].items()}
        assert ((expect["L_min"] <= sets.low) & (sets.low <= expect["L_max"])).all()
        assert ((expect["U_min"] <= sets.high) & (sets.high <= expect["U_max"])).all()


def test_simultaneous_sets_lie_within_the_seeds_of_csranks(reference: Path) -> None:
    result, y, s = league(reference, "rank_confidence_sets", "pisa2018_math")
    for stepdown, kind in ((True, "simultaneous_stepdown"), (False, "simultaneous_singlestep")):
        sets = simultaneous_rank_sets(y, s**2, is_stepdown=stepdown)
        expect = {key: np.array(value) for key, value in result[kind].items()}
        assert ((expect["L_min"] <= sets.low) & (sets.low <= expect["L_max"])).all()
        assert ((expect["U_min"] <= sets.high) & (sets.high <= expect["U_max"])).all()


def test_the_best_and_the_worst_agree_with_csranks(reference: Path) -> None:
    result, y, s = league(reference, "rank_confidence_sets", "pisa2018_math")
    tau = result["tau_sets"]["tau"]
    sets = simultaneous_rank_sets(y, s**2)
    best, worst = best_set(sets, tau), worst_set(sets, tau)
    assert best.astype(int).tolist() == result["tau_sets"]["best_freq"]
    assert worst.astype(int).tolist() == result["tau_sets"]["worst_freq"]
