"""This room is for the weights of one judge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.weighting.ahp import (
    RANDOM_INDEX,
    column_means,
    contradictions,
    eigenvector,
    log_least_squares,
)
from scoring.weighting.pairwise import Judgments, judgments, judgments_of_pairs

SCALE = st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 5.0, 9.0])


def from_weights(weights: list[float]) -> Judgments:
    return judgments([[a / b for b in weights] for a in weights])


@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=10))
def test_a_consistent_judge_gets_exactly_the_own_weights(weights: list[float]) -> None:
    given_, wanted = from_weights(weights), np.array(weights) / sum(weights)
    assert eigenvector(given_).weights == pytest.approx(wanted, rel=1e-9)
    assert log_least_squares(given_) == pytest.approx(wanted, rel=1e-9)
    assert eigenvector(given_).consistency_ratio == pytest.approx(0.0, abs=1e-9)
    assert contradictions(given_) == ()


@given(st.lists(SCALE, min_size=6, max_size=6))
def test_weights_are_shares_and_no_ratio_is_below_zero(ratios: list[float]) -> None:
    found = eigenvector(judgments_of_pairs(4, ratios))
    assert found.weights.sum() == pytest.approx(1.0)
    assert (found.weights > 0).all()
    assert found.consistency_ratio >= -1e-9


@given(st.lists(SCALE, min_size=6, max_size=6), st.permutations(range(4)))
def test_the_order_of_the_items_changes_nothing(ratios: list[float], order: list[int]) -> None:
    given_ = judgments_of_pairs(4, ratios)
    turned = judgments(given_.ratios[np.ix_(order, order)].tolist())
    assert eigenvector(turned).weights == pytest.approx(eigenvector(given_).weights[order])
    assert log_least_squares(turned) == pytest.approx(log_least_squares(given_)[order])


def test_the_answer_that_contradicts_is_named_with_what_the_others_imply() -> None:
    given_ = from_weights([8.0, 4.0, 2.0, 1.0])
    ratios = given_.ratios.copy()
    ratios[1, 2], ratios[2, 1] = 1 / 9, 9.0
    worst, second = contradictions(judgments(ratios.tolist()))
    assert (worst.first, worst.second) == (1, 2)
    assert worst.ratio == pytest.approx(1 / 9)
    assert worst.implied_ratio == pytest.approx(2.0)
    assert worst.share == pytest.approx(0.5)
    assert second.share < worst.share


def test_the_shares_of_all_contradictions_sum_to_one() -> None:
    given_ = judgments_of_pairs(4, [9.0, 1 / 5, 3.0, 2.0, 1 / 3, 5.0])
    assert sum(found.share for found in contradictions(given_, 6)) == pytest.approx(1.0)


def test_a_chain_without_cross_checks_contradicts_nothing() -> None:
    assert contradictions(judgments_of_pairs(3, [2.0, None, 4.0])) == ()


def test_what_the_methods_refuse() -> None:
    with pytest.raises(MethodError, match="random_index_unknown"):
        eigenvector(from_weights([1.0] * 16))
    with pytest.raises(MethodError, match="missing_value"):
        column_means(judgments_of_pairs(3, [2.0, None, 4.0]))


@pytest.mark.parametrize("count", [11, 13, 15])
def test_the_random_index_of_many_items_is_that_of_random_judgments(count: int) -> None:
    """Saaty's scale drawn at random, in place of the table that his book does not have."""
    chance = np.random.default_rng(20_060_401)
    scale = np.array([1 / 9, 1 / 8, 1 / 7, 1 / 6, 1 / 5, 1 / 4, 1 / 3, 1 / 2, *range(1, 10)])
    matrices = np.ones((1_500, count, count))
    upper = np.triu_indices(count, 1)
    drawn = chance.choice(scale, (len(matrices), len(upper[0])))
    matrices[:, upper[0], upper[1]] = drawn
    matrices[:, upper[1], upper[0]] = 1 / drawn
    largest = np.linalg.eigvals(matrices).real.max(axis=1)
    index = ((largest - count) / (count - 1)).mean()

    assert RANDOM_INDEX[count] == pytest.approx(index, abs=0.015)


def test_the_random_index_rises_with_the_items() -> None:
    values = [RANDOM_INDEX[count] for count in range(3, 16)]
    assert values == sorted(values)
