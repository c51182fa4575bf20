"""This room is for the least change that matters: weights for a winner, points for a band."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.robustness.flips import (
    BEST_BAND,
    OUT_OF_REACH,
    WINNER_HOLDS,
    smallest_flip,
    smallest_improvement,
)

SCORES = st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=2, max_size=4)


@settings(max_examples=40)
@given(SCORES)
def test_at_the_flip_the_rival_is_level_and_any_smaller_shift_keeps_the_winner(
    scores: list[list[int]],
) -> None:
    points, weights = np.array(scores, dtype=float), np.array([0.5, 0.3, 0.2])
    found = smallest_flip(points, weights)
    if found.moved is None or found.weights is None or found.rival is None:
        assert found.reason == WINNER_HOLDS
        others = np.delete(points, found.winner, axis=0)
        assert (points[found.winner] > others).all(axis=1).all()
        return
    assert found.weights.sum() == pytest.approx(1)
    totals = points @ found.weights
    assert totals[found.rival] >= totals[found.winner] - 1e-6
    for vector in np.random.default_rng(1).dirichlet([5, 3, 2], 200):
        if np.abs(vector - weights).sum() / 2 < found.moved - 1e-9:
            assert (points[found.winner] @ vector >= points @ vector - 1e-9).all()


def test_in_the_cone_more_must_move_or_nothing_can() -> None:
    scores, weights = [[90, 60, 40], [70, 65, 55]], [36, 32, 32]
    free = smallest_flip(scores, weights)
    held = smallest_flip(scores, weights, [True, False, False])
    assert free.moved is not None
    assert held.moved is not None
    assert free.moved == pytest.approx(0.8 / 35)
    assert held.moved == pytest.approx(0.36 - 1 / 3)
    assert held.weights is not None
    assert held.weights[0] >= held.weights.max() - 1e-9
    never = smallest_flip([[90, 50], [60, 70]], [60, 40], [True, False])
    assert (never.moved, never.reason) == (None, WINNER_HOLDS)


def test_two_that_are_already_level_need_no_shift() -> None:
    found = smallest_flip([[80, 60], [60, 80]], [1, 1])
    assert (found.winner, found.rival, found.moved) == (0, 1, 0)


def test_bad_weights_and_a_single_unit_are_refused() -> None:
    with pytest.raises(MethodError, match="too_few_contracts"):
        smallest_flip([[80, 60]], [1, 1])
    with pytest.raises(MethodError, match="negative_value"):
        smallest_flip([[80, 60], [1, 2]], [1, -1])
    with pytest.raises(MethodError, match="no_satisfaction"):
        smallest_flip([[80, 60], [1, 2]], [1, 1], [False, False])
    with pytest.raises(MethodError, match="wrong_shape"):
        smallest_flip([[80, 60], [1, 2]], [1, 1], [True])


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3))
def test_the_needed_rise_lands_exactly_on_the_next_floor(scores: list[int]) -> None:
    floors, weights = [90.0, 80.0, 60.0, 0.0], np.array([0.5, 0.3, 0.2])
    found = smallest_improvement(scores, weights, floors)
    total = float(np.array(scores) @ weights)
    if found.reason == BEST_BAND:
        assert total >= 90 - 1e-9
        return
    for place, rise in enumerate(found.needed):
        full = np.array(scores, dtype=float)
        full[place] = 100 if rise is None else scores[place] + rise
        reached = float(full @ weights)
        assert (
            (reached < total + found.gap)
            if rise is None
            else (reached == pytest.approx(total + found.gap, abs=1e-6))
        )


def test_where_no_single_indicator_suffices_that_is_said() -> None:
    found = smallest_improvement([95, 95, 0], [45, 45, 10], [0, 97])
    assert (found.cheapest, found.reason) == (None, OUT_OF_REACH)


def test_points_beyond_the_scale_are_refused() -> None:
    with pytest.raises(MethodError, match="score_outside_0_100"):
        smallest_improvement([101], [1], [60])
