"""This room is for running all choices: nothing hidden, failures counted, both designs agree."""

from collections.abc import Mapping

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.robustness.factors import Factor, FactorKind
from scoring.robustness.sampled_indices import SampledIndices
from scoring.robustness.sobol import Indices
from scoring.robustness.uncertainty import RUNS_FAILED, vary

SCORES = np.random.default_rng(6).uniform(40, 90, (12, 4))
WEIGHTS = {"plan": (35, 30, 20, 15), "equal": (1, 1, 1, 1), "experts": (50, 10, 30, 10)}
FACTORS = (
    Factor("weights", FactorKind.WEIGHTS, ("plan", "equal", "experts")),
    Factor("mean", FactorKind.AGGREGATION, ("arithmetic", "geometric")),
    Factor("proxies", FactorKind.PROXIES, ("kept", "left out")),
)


def scored(levels: Mapping[str, str]) -> np.ndarray:
    shares = np.array(WEIGHTS[levels["weights"]], dtype=float)
    shares /= shares.sum()
    points = SCORES + 3 * (levels["proxies"] == "left out") * np.arange(4)
    if levels["mean"] == "geometric":
        return np.asarray(np.exp(np.log(points) @ shares))
    return np.asarray(points @ shares)


def test_the_nominal_run_is_that_of_the_plan_and_lies_within_what_was_met() -> None:
    found = vary(FACTORS, scored)
    assert (found.runs, found.failed, found.reason) == (12, 0, None)
    assert (found.lowest <= found.nominal).all()
    assert (found.nominal <= found.highest).all()
    assert (found.quantiles[0] <= found.quantiles[2]).all()
    assert isinstance(found.indices, Indices)


def test_the_quasi_random_design_comes_near_the_exact_answer() -> None:
    exact, sampled = vary(FACTORS, scored).indices, vary(FACTORS, scored, limit=5).indices
    assert isinstance(exact, Indices)
    assert isinstance(sampled, SampledIndices)
    assert exact.total is not None
    assert sampled.total == pytest.approx(exact.total, abs=0.05)


def test_each_unit_says_which_choice_moves_it() -> None:
    def one_moves(levels: Mapping[str, str]) -> list[float]:
        return [90.0, 80.0, 75.0 + 10 * (levels["proxies"] == "left out")]

    for limit in (20_000, 5):
        found = vary(FACTORS, one_moves, limit=limit).unit_indices
        assert found is not None
        assert found[0].reason == "no_variance"
        assert found[2].total == pytest.approx([0, 0, 1], abs=0.01)


def test_failed_runs_are_counted_and_leave_the_exact_indices_blank() -> None:
    def sometimes(levels: Mapping[str, str]) -> np.ndarray:
        if levels["mean"] == "geometric" and levels["weights"] == "equal":
            raise MethodError("negative_value", where="scores", found=-1, allowed="> 0")
        return scored(levels)

    found = vary(FACTORS, sometimes)
    assert (found.failed, found.failures) == (2, {"negative_value": 2})
    assert (found.indices, found.unit_indices, found.reason) == (None, None, RUNS_FAILED)
    assert np.isfinite(found.quantiles).all()


def test_a_plan_that_cannot_be_scored_is_refused() -> None:
    def never(levels: Mapping[str, str]) -> np.ndarray:
        raise MethodError("nothing_available", where="scores", found=len(levels), allowed="scores")

    with pytest.raises(MethodError, match="nothing_available"):
        vary(FACTORS, never)


def test_units_must_stay_the_same() -> None:
    def losing(levels: Mapping[str, str]) -> np.ndarray:
        return scored(levels)[: 12 if levels["proxies"] == "kept" else 11]

    with pytest.raises(MethodError, match="wrong_shape"):
        vary(FACTORS, losing)


def test_choices_that_move_nobody_have_no_indices() -> None:
    found = vary(FACTORS, lambda levels: [90.0, 80.0, 70.0])
    assert found.mean_change == 0
    assert found.indices is not None
    assert found.indices.reason == "no_variance"


def test_the_order_of_units_changes_nothing() -> None:
    order = np.random.default_rng(1).permutation(12)
    plain, shuffled = vary(FACTORS, scored), vary(FACTORS, lambda levels: scored(levels)[order])
    assert shuffled.nominal.tolist() == plain.nominal[order].tolist()
    assert shuffled.quantiles == pytest.approx(plain.quantiles[:, order])
    assert shuffled.mean_change == pytest.approx(plain.mean_change)
