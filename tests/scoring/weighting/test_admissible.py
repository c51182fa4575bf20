"""This room is for tests of the nearest weights with which satisfaction is heaviest."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from scoring.errors import MethodError
from scoring.weighting.admissible import LEAD, LEAST, NO_ROOM, in_steps, nearest_admissible

CODES = "ABCDE"
WEIGHTS = st.lists(
    st.fractions(Fraction(1, 100), Fraction(100), max_denominator=100), min_size=2, max_size=5
)


def given_weights(*points: int) -> dict[str, Fraction]:
    return {code: Fraction(worth) for code, worth in zip(CODES, points, strict=False)}


def test_weights_that_keep_the_rule_are_their_own_nearest() -> None:
    weights = given_weights(40, 35, 25)
    found = nearest_admissible(weights, "A")

    assert found.weights == weights
    assert not found.changes


def test_the_heaviest_other_gives_and_satisfaction_gains_alike() -> None:
    found = nearest_admissible(given_weights(30, 40, 30), "A")

    assert found.weights == {"A": Fraction("35.25"), "B": Fraction("34.75"), "C": Fraction(30)}
    assert (found.moved, found.gain) == (Fraction("5.25"), Fraction("5.25"))


def test_a_locked_dimension_stays_and_satisfaction_grows_above_it() -> None:
    found = nearest_admissible(given_weights(20, 40, 40), "A", locked="B")

    assert found.weights == {"A": Fraction("40.5"), "B": Fraction(40), "C": Fraction("19.5")}


def test_locks_that_leave_no_room_are_a_reason_and_no_weights() -> None:
    found = nearest_admissible(given_weights(20, 60, 20), "A", locked="B")

    assert (found.weights, found.reason) == (None, NO_ROOM)


def test_a_locked_satisfaction_presses_the_others_below_it() -> None:
    found = nearest_admissible(given_weights(30, 50, 10, 10), "A", locked="A")

    assert found.weights is not None
    assert found.weights["A"] == 30
    assert max(found.weights.values()) == 30
    assert found.weights["B"] == Fraction("29.5")


@given(WEIGHTS, st.data())
def test_what_is_proposed_is_admissible_keeps_its_locks_and_sums_to_100(
    points: list[Fraction], data: st.DataObject
) -> None:
    weights = dict(zip(CODES, points, strict=False))
    locked = data.draw(st.sets(st.sampled_from(sorted(weights)), max_size=2))
    found = nearest_admissible(weights, "A", locked)
    if found.weights is None:
        assert locked
        return
    assert sum(found.weights.values()) == 100
    assert all(found.weights[code] == weights[code] for code in locked)
    others = [worth for code, worth in found.weights.items() if code != "A"]
    assert found.weights["A"] >= max(others) + LEAD
    assert all(worth >= LEAST for code, worth in found.weights.items() if code not in locked)
    steps = in_steps(found.weights, "A")
    assert sum(steps.values()) == 100
    assert steps["A"] > max(worth for code, worth in steps.items() if code != "A")


@given(WEIGHTS)
def test_no_admissible_weights_lie_nearer(points: list[Fraction]) -> None:
    weights = dict(zip(CODES, points, strict=False))
    found = nearest_admissible(weights, "A")
    start = np.array([float(worth) for worth in points])
    assert found.weights is not None
    reached = np.array([float(worth) for worth in found.weights.values()])
    chance = np.random.default_rng(1)
    # Anywhere admissible: the step from the projection towards it must not lead nearer.
    for _ in range(20):
        other = chance.dirichlet(np.ones(len(start))) * (100 - float(LEAST) * len(start))
        other = other + float(LEAST)
        other[0], other[other.argmax()] = other.max(), other[0]
        if other[0] < other[1:].max() + float(LEAD):
            continue
        assert (other - reached) @ (start - reached) <= 1e-6


def test_a_numerical_solver_finds_the_same_point() -> None:
    start = np.array([22.0, 31.0, 29.0, 18.0])
    limits = [{"type": "eq", "fun": lambda w: w.sum() - 100}]
    limits += [{"type": "ineq", "fun": lambda w, k=k: w[0] - w[k] - 0.5} for k in (1, 2, 3)]
    solved = minimize(
        lambda w: ((w - start) ** 2).sum(), start, constraints=limits, tol=1e-12, method="SLSQP"
    )
    found = nearest_admissible(given_weights(22, 31, 29, 18), "A")

    assert found.weights is not None
    assert [float(worth) for worth in found.weights.values()] == pytest.approx(solved.x, abs=1e-5)


def test_satisfaction_must_be_among_the_weights() -> None:
    with pytest.raises(MethodError, match="no_satisfaction"):
        nearest_admissible(given_weights(50, 50), "Z")
    with pytest.raises(MethodError, match="weight_not_positive"):
        nearest_admissible(given_weights(50, 0), "A")
