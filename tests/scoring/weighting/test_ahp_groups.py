"""This room is for the weights of a group of judges."""

import itertools

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.weighting.ahp_groups import (
    aggregated_judgments,
    aggregated_priorities,
    consistent_judges,
    group_priorities,
)
from scoring.weighting.pairwise import judgments_of_pairs

PANEL = [
    judgments_of_pairs(3, [2.0, 5.0, 3.0]),
    judgments_of_pairs(3, [1 / 3, 7.0, None]),
    judgments_of_pairs(3, [9.0, 1 / 9, 9.0]),
]


def test_the_order_of_the_judges_changes_no_digit() -> None:
    first = group_priorities(PANEL).weights.tolist()
    alone = aggregated_priorities(PANEL).tolist()
    for order in itertools.permutations(PANEL):
        assert group_priorities(order).weights.tolist() == first
        assert aggregated_priorities(order).tolist() == alone


def test_a_pair_counts_those_who_judged_it() -> None:
    found = aggregated_judgments(PANEL)
    assert found.ratios[1, 2] == pytest.approx(27**0.5)
    assert found.ratios * found.ratios.T == pytest.approx(np.ones((3, 3)))


def test_two_half_answers_make_a_whole() -> None:
    halves = [judgments_of_pairs(3, [2.0, None, 4.0]), judgments_of_pairs(3, [None, 8.0, 4.0])]
    assert aggregated_judgments(halves).is_complete


def test_the_contradicting_judge_is_found() -> None:
    assert consistent_judges(PANEL) == (0, 1)
    with pytest.raises(MethodError, match="negative_value"):
        consistent_judges(PANEL, -0.1)


def test_a_panel_is_of_people_on_the_same_items() -> None:
    with pytest.raises(MethodError, match="too_few_judges"):
        aggregated_judgments([])
    with pytest.raises(MethodError, match="wrong_shape"):
        aggregated_priorities([PANEL[0], judgments_of_pairs(2, [2.0])])
