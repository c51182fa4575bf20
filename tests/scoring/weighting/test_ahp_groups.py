"""This room is for the weights of a group of judges."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import MethodError, ScoringError
from scoring.weighting.ahp import contradictions, eigenvector, log_least_squares
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


RATIOS = st.lists(st.one_of(st.none(), st.floats(0.001, 1000)), min_size=6, max_size=6)


@settings(max_examples=300)
@given(st.lists(RATIOS, min_size=1, max_size=4))
def test_no_panel_ends_in_nan(answers: list[list[float | None]]) -> None:
    try:
        panel = [judgments_of_pairs(4, ratios) for ratios in answers]
    except ScoringError:
        return
    found = [group_priorities(panel).weights, aggregated_priorities(panel)]
    found += [log_least_squares(judge) for judge in panel]
    for weights in found:
        assert (weights > 0).all()
        assert weights.sum() == pytest.approx(1.0)
    for judge in panel:
        assert np.isfinite(eigenvector(judge).consistency_ratio)
        for worst in contradictions(judge):
            assert np.isfinite([worst.share, worst.implied_ratio]).all()
