"""This room is for rank acceptability: shares that sum to 1, in the cone as by rejection."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.robustness.acceptability import rank_acceptability, simplex_weights


def test_free_weights_are_even_over_the_simplex() -> None:
    weights = simplex_weights(4, draws=2**14)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert weights.mean(axis=0) == pytest.approx([0.25] * 4, abs=0.002)
    # Each weight has the density 3 (1 - w)^2, so its variance is 3/80.
    assert weights.var(axis=0) == pytest.approx([3 / 80] * 4, rel=0.02)


def test_the_cone_is_what_rejection_leaves() -> None:
    free = simplex_weights(3, draws=2**15)
    rejected = free[free.argmax(axis=1) == 1]
    cone = simplex_weights(3, [False, True, False], draws=2**14)
    assert (cone.argmax(axis=1) == 1).all()
    assert cone.mean(axis=0) == pytest.approx(rejected.mean(axis=0), abs=0.005)
    assert np.cov(cone.T) == pytest.approx(np.cov(rejected.T), abs=0.002)


def test_of_several_marked_dimensions_any_may_be_heaviest() -> None:
    cone = simplex_weights(3, [True, False, True], draws=2**12)
    share = np.bincount(cone.argmax(axis=1), minlength=3) / len(cone)
    assert share == pytest.approx([0.5, 0, 0.5], abs=0.02)


def test_two_dimensions_can_be_checked_by_hand() -> None:
    # The first unit leads where the first weight exceeds 1/4.
    found = rank_acceptability([[80, 40], [60, 46.666666666666664]], simplex_weights(2))
    assert found.shares[:, 0] == pytest.approx([0.75, 0.25], abs=1e-3)
    assert found.wins[0, 1] == pytest.approx(0.75, abs=1e-3)
    assert found.central_weights[0] == pytest.approx((0.625, 0.375), abs=1e-3)


def test_who_is_never_first_has_no_central_weights() -> None:
    found = rank_acceptability([[80, 40], [10, 10]], simplex_weights(2, draws=64))
    assert found.central_weights[1] is None
    assert found.shares.tolist() == [[1, 0], [0, 1]]


def test_shares_of_each_unit_sum_to_one_and_equals_share_the_best_place() -> None:
    found = rank_acceptability([[50, 50], [50, 50], [0, 0]], simplex_weights(2, draws=64))
    assert found.shares.sum(axis=1).tolist() == [1, 1, 1]
    assert found.shares[:2, 0].tolist() == [1, 1]
    assert found.wins[0, 1] == 0


def test_bad_input_is_refused() -> None:
    with pytest.raises(MethodError, match="threshold_too_low"):
        simplex_weights(1)
    with pytest.raises(MethodError, match="wrong_parameter"):
        simplex_weights(3, draws=1000)
    with pytest.raises(MethodError, match="no_satisfaction"):
        simplex_weights(2, [False, False])
    with pytest.raises(MethodError, match="wrong_shape"):
        simplex_weights(2, [True])
    with pytest.raises(MethodError, match="wrong_shape"):
        rank_acceptability([[1, 2]], [[1, 0, 0]])


def test_the_order_of_units_changes_no_share() -> None:
    chance = np.random.default_rng(9)
    scores, order = chance.uniform(0, 100, (9, 3)), chance.permutation(9)
    weights = simplex_weights(3, draws=512)
    plain, shuffled = (
        rank_acceptability(scores, weights),
        rank_acceptability(scores[order], weights),
    )
    assert shuffled.shares == pytest.approx(plain.shares[order])
    assert shuffled.wins == pytest.approx(plain.wins[np.ix_(order, order)])


def test_more_draws_than_one_block_are_added_up() -> None:
    scores = np.random.default_rng(2).uniform(0, 100, (5, 3))
    weights = simplex_weights(3, draws=2**14)
    whole = rank_acceptability(scores, weights)
    halves = [rank_acceptability(scores, part).shares for part in np.split(weights, 2)]
    assert whole.shares == pytest.approx((halves[0] + halves[1]) / 2)
