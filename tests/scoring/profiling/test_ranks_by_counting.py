"""Rank bands and tie groups against their definition, pair by pair, on random figures."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from scoring.profiling.critical_values import tukey_critical_value
from scoring.profiling.ranks import rank_bands, separations, tie_groups

DEGREES = (3, 12, 59, 60, 200)


@st.composite
def figures(draw: st.DrawFn) -> tuple[list[float], list[float], list[int], list[list[float]]]:
    """Totals (some equal), variances (some zero), degrees of freedom, and who shares answers."""
    size = draw(st.integers(2, 9))
    totals = draw(st.lists(st.integers(70, 95).map(float), min_size=size, max_size=size))
    errors = draw(
        st.lists(st.sampled_from([0.0, 0.5, 1.0, 3.0, 6.0]), min_size=size, max_size=size)
    )
    degrees = draw(st.lists(st.sampled_from(DEGREES), min_size=size, max_size=size))
    correlation = draw(st.sampled_from([0.0, 0.4, 0.9]))
    shared = [
        [0.0 if i == j else correlation * a * b for j, b in enumerate(errors)]
        for i, a in enumerate(errors)
    ]
    return totals, [error**2 for error in errors], degrees, shared


def apart(found: tuple[list[float], list[float], list[int], list[list[float]]]) -> np.ndarray:
    """Which of all pairs are separated, one at a time."""
    totals, variances, degrees, shared = found
    size = len(totals)
    is_known = min(degrees) >= 60
    table = np.zeros((size, size), np.bool_)
    for i in range(size):
        for j in range(size):
            law = math.inf if is_known else float(min(degrees[i], degrees[j]))
            variance = max(variances[i] + variances[j] - 2 * shared[i][j], 0.0)
            reach = tukey_critical_value(size, law) * math.sqrt(variance)
            difference = abs(totals[i] - totals[j])
            table[i, j] = i != j and difference > reach + 1e-9 * (reach > 0)
    return table


@settings(max_examples=150, deadline=None)
@given(figures())
def test_bands_and_groups_are_those_of_their_definition(
    given_figures: tuple[list[float], list[float], list[int], list[list[float]]],
) -> None:
    totals, variances, degrees, shared = given_figures
    size = len(totals)
    found = separations(totals, variances, degrees, sparse.csr_array(np.array(shared)))
    is_apart = apart(given_figures)
    order = sorted(range(size), key=lambda index: (-totals[index], index))

    for j in range(size):
        above = sum(is_apart[i, j] and totals[i] > totals[j] for i in range(size))
        below = sum(is_apart[i, j] and totals[i] < totals[j] for i in range(size))
        assert rank_bands(found)[j].tolist() == [1 + above, size - below]

    runs = []
    for place, first in enumerate(order):
        last = max(k for k in range(place, size) if k == place or not is_apart[first, order[k]])
        runs.append((place, last))
    maximal = [
        run
        for run in runs
        if not any(other != run and other[0] <= run[0] and run[1] <= other[1] for other in runs)
    ]
    assert [run.members for run in tie_groups(found)] == [
        tuple(order[low : high + 1]) for low, high in maximal
    ]


@pytest.mark.parametrize("size", [2, 6, 40])
def test_separated_pairs_of_equal_contracts_are_as_rare_as_promised(size: int) -> None:
    """The chance that any pair of equal contracts is separated is 5 in 100, for known variances."""
    rng = np.random.default_rng(size)
    draws = rng.normal(size=(20_000, size))
    span = np.ptp(draws, axis=1) / math.sqrt(2)
    wrong = (span > tukey_critical_value(size, math.inf)).mean()
    assert wrong == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / 20_000))
