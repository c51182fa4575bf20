"""Report cards are the best of all, and claim no more than the data allow."""

from itertools import combinations

import numpy as np
import pytest
from scipy.special import ndtr

from scoring.errors import MethodError
from scoring.profiling.discordance_grades import report_card, required_certainty


def value(m: np.ndarray, s: np.ndarray, grades: np.ndarray, price: float) -> float:
    """What a card is worth, pair by pair."""
    total = 0.0
    for i, j in combinations(range(m.size), 2):
        if grades[i] == grades[j]:
            continue
        better, worse = (i, j) if grades[i] < grades[j] else (j, i)
        right = ndtr((m[better] - m[worse]) / np.hypot(s[better], s[worse]))
        total += price * right - (1 - right)
    return total


@pytest.mark.parametrize("price", [0.05, 0.25, 1.0])
def test_no_other_runs_are_worth_more(price: float) -> None:
    generator = np.random.default_rng(11)
    m, s = generator.normal(80, 4, 7), generator.uniform(1, 4, 7)
    order = np.argsort(-m)
    best = -np.inf
    for count in range(7):
        for cuts in combinations(range(1, 7), count):
            grades = np.empty(7, dtype=int)
            grades[order] = np.searchsorted(cuts, np.arange(7), side="right")
            best = max(best, value(m, s, grades, price))
    card = report_card(m, s, price)
    assert card.objective == pytest.approx(best, abs=1e-12)
    assert value(m, s, card.grades, price) == pytest.approx(best, abs=1e-12)


def test_contracts_that_nothing_tells_apart_share_one_grade() -> None:
    card = report_card([80.0, 80.1, 79.9], [5.0, 5.0, 5.0])
    assert card.grades.tolist() == [1, 1, 1]
    assert card.discordance is None
    assert card.agreement == 0.0


def test_the_order_of_the_list_does_not_matter() -> None:
    m, s = np.array([90.0, 60.0, 75.0, 76.0]), np.array([2.0, 3.0, 2.0, 4.0])
    there = report_card(m[::-1], s[::-1]).grades[::-1]
    assert report_card(m, s).grades.tolist() == there.tolist()


def test_a_single_contract_has_the_first_grade() -> None:
    assert report_card([80.0], [1.0]).grades.tolist() == [1]


def test_impossible_input_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_parameter"):
        required_certainty(0.0)
    with pytest.raises(MethodError, match="negative_value"):
        report_card([80.0], [0.0])
    with pytest.raises(MethodError, match="too_few_contracts"):
        report_card([], [])
