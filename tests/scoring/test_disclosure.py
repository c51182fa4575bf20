"""This room is for small counts: hidden at least cost, and attacked over all tables jointly."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.disclosure.attacks import Interval, attacker_intervals
from scoring.disclosure.counts import margins_of, small_counts
from scoring.disclosure.suppression import suppress
from scoring.errors import MethodError

TABLES = arrays(int, (2, 3), elements=st.integers(0, 12))


def test_counts_of_one_to_four_and_such_complements_are_small() -> None:
    assert small_counts([0, 1, 4, 5]).tolist() == [False, True, True, False]
    assert small_counts([96, 95, 100], [100, 100, 100]).tolist() == [True, False, False]
    assert small_counts([6, 0], [9, 9]).tolist() == [True, True]


def test_a_cell_that_one_margin_completes_is_known_exactly() -> None:
    found = attacker_intervals([3, 7, 10], [[1, 1, 1]], [True, False, False])
    assert found == (Interval(3, 3),)


def test_without_any_printed_sum_there_is_no_upper_end() -> None:
    (found,) = attacker_intervals([3, 7], [[0, 1]], [True, False])
    assert (found.low, found.high, found.width) == (0, None, float("inf"))


def test_two_tables_that_are_safe_alone_leak_together() -> None:
    # Townships a, b, c. One table prints a + b and c, another a + b + c and b + c.
    counts, hidden = [3, 20, 30], [True, True, True]
    first, second = [[1, 1, 0], [0, 0, 1]], [[1, 1, 1], [0, 1, 1]]
    assert attacker_intervals(counts, first, hidden)[0] == Interval(0, 23)
    assert attacker_intervals(counts, [second[0]], hidden)[0] == Interval(0, 53)
    assert attacker_intervals(counts, first + second, hidden)[0] == Interval(3, 3)


def test_a_sum_of_hidden_cells_can_be_attacked() -> None:
    goal = [[1, 1, 0]]
    found = attacker_intervals([3, 7, 9], [[1, 1, 1]], [True, True, False], goal)
    assert found == (Interval(10, 10),)


@settings(max_examples=10)
@given(TABLES)
def test_the_cheapest_protection_is_that_of_trying_all(table: np.ndarray) -> None:
    counts, sums = table.ravel(), margins_of(table.shape)
    primary = small_counts(counts)
    others = [place for place in range(counts.size) if counts[place] > 0 and not primary[place]]
    costs = []
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            hidden = primary.copy()
            hidden[list(chosen)] = True
            known = attacker_intervals(counts, sums, hidden)
            wide = dict(zip(np.flatnonzero(hidden), known, strict=True))
            if all(wide[place].width >= 4 - 1e-6 for place in np.flatnonzero(primary)):
                costs.append(counts[list(chosen)].sum())
    if costs:
        assert suppress(counts, sums, primary).cost == min(costs)
    else:
        with pytest.raises(MethodError, match="suppression_impossible"):
            suppress(counts, sums, primary)


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    found = suppress([20, 30], [[1, 1]], [False, False])
    assert not found.hidden.any()
    assert (found.cost, found.intervals) == (0, ())


def test_margins_of_three_ways_are_the_sums_over_each_axis() -> None:
    table = np.arange(24).reshape(2, 3, 4)
    sums = margins_of(table.shape) @ table.ravel()
    expected = [table.sum(axis=axis).ravel() for axis in range(3)]
    assert sums.tolist() == np.concatenate(expected).tolist()


def test_bad_input_is_refused() -> None:
    with pytest.raises(MethodError, match="negative_value"):
        small_counts([-1])
    with pytest.raises(MethodError, match="negative_value"):
        small_counts([5], [4])
    with pytest.raises(MethodError, match="wrong_shape"):
        attacker_intervals([1, 2], [[1]], [True, False])
    with pytest.raises(MethodError, match="wrong_shape"):
        attacker_intervals([1, 2], [[1, 1]], [True])
    with pytest.raises(MethodError, match="wrong_shape"):
        attacker_intervals([1, 2], [[1, 1]], [True, True], [[1]])
    with pytest.raises(MethodError, match="negative_value"):
        attacker_intervals([1, 2], [[1, 1]], [True, True], [[1, -1]])


@settings(max_examples=25)
@given(TABLES, st.integers(0, 63))
def test_the_truth_always_lies_in_the_interval_and_more_tables_only_narrow_it(
    table: np.ndarray, choice: int
) -> None:
    counts, sums = table.ravel(), margins_of(table.shape)
    hidden = np.array([bool(choice >> place & 1) for place in range(6)])
    few = attacker_intervals(counts, sums[:2], hidden)
    many = attacker_intervals(counts, sums, hidden)
    for count, wide, narrow in zip(counts[hidden], few, many, strict=True):
        assert narrow.high is not None
        assert wide.low - 1e-6 <= narrow.low <= count <= narrow.high
        assert wide.high is None or narrow.high <= wide.high + 1e-6
