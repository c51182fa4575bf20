"""Contracts are ordered only where the interval of their difference excludes zero."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray
from scoring.profiling.ranks import falling_order, rank_bands, separations, tie_groups

KNOWN = 80.0  # degrees of freedom from which the variance counts as known


@st.composite
def leagues(draw: st.DrawFn, smallest: int = 1) -> tuple[FloatArray, FloatArray]:
    """Estimates and variances of some contracts."""
    count = draw(st.integers(smallest, 12))
    points = st.floats(0, 100, allow_nan=False).map(lambda value: round(value, 4))
    y = draw(st.lists(points, min_size=count, max_size=count))
    v = draw(st.lists(st.sampled_from([0.25, 1.0, 4.0, 25.0]), min_size=count, max_size=count))
    return np.array(y), np.array(v)


def pairs_in_common_groups(groups: list[set[int]]) -> set[tuple[int, int]]:
    return {(a, b) for group in groups for a in group for b in group if a < b}


@given(leagues())
def test_a_band_contains_the_place_in_the_order(league: tuple[FloatArray, FloatArray]) -> None:
    y, v = league
    found = separations(y, v, np.full(y.size, KNOWN))
    bands = rank_bands(found)
    for place, contract in enumerate(found.order, start=1):
        assert 1 <= bands[contract, 0] <= place <= bands[contract, 1] <= y.size


@given(leagues(smallest=2))
def test_contracts_that_cannot_be_told_apart_stand_in_one_tie_group(
    league: tuple[FloatArray, FloatArray],
) -> None:
    y, v = league
    found = separations(y, v, np.full(y.size, KNOWN))
    together = pairs_in_common_groups([set(run.members) for run in tie_groups(found)])
    first, second = np.triu_indices(y.size, k=1)
    for a, b, is_separated in zip(first, second, found.is_separated(first, second), strict=True):
        assert is_separated or (int(a), int(b)) in together


@given(leagues(smallest=2), st.sampled_from([1.0, 9.0]))
def test_separated_contracts_of_equal_precision_never_share_a_tie_group(
    league: tuple[FloatArray, FloatArray], variance: float
) -> None:
    y = league[0]
    found = separations(y, np.full(y.size, variance), np.full(y.size, KNOWN))
    together = pairs_in_common_groups([set(run.members) for run in tie_groups(found)])
    first, second = np.triu_indices(y.size, k=1)
    for a, b, is_separated in zip(first, second, found.is_separated(first, second), strict=True):
        assert is_separated == ((int(a), int(b)) not in together)


@given(leagues(smallest=2), st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing_but_the_order(
    league: tuple[FloatArray, FloatArray], random: Random
) -> None:
    y, v = league
    names = [f"contract {index:02d}" for index in range(y.size)]
    shuffled = np.array(names)
    random.shuffle(shuffled)
    index = np.array([names.index(name) for name in shuffled])
    one = separations(y, v, np.full(y.size, KNOWN), names=names)
    other = separations(y[index], v[index], np.full(y.size, KNOWN), names=shuffled.tolist())
    assert [names[c] for c in one.order] == [str(shuffled[c]) for c in other.order]
    assert rank_bands(one)[index].tolist() == rank_bands(other).tolist()
    assert [[names[m] for m in run.members] for run in tie_groups(one)] == [
        [str(shuffled[m]) for m in run.members] for run in tie_groups(other)
    ]


def test_equal_estimates_are_never_ordered_even_without_any_noise() -> None:
    found = separations([80.0, 80.0 + 1e-11, 70.0], [0.0, 0.0, 0.0], [KNOWN] * 3)
    assert rank_bands(found).tolist() == [[1, 2], [1, 2], [3, 3]]


def test_equal_estimates_are_listed_by_name() -> None:
    assert falling_order(np.array([80.0, 80.0, 90.0]), ["b", "a", "c"]).tolist() == [2, 1, 0]


def test_a_pair_that_shares_its_respondents_is_told_apart_more_easily() -> None:
    y, v = [84.0, 80.0], [4.0, 4.0]
    shared = sparse.csr_array(np.array([[0.0, 3.0], [3.0, 0.0]]))
    assert separations(y, v, [KNOWN] * 2).below.tolist() == [0, 0]
    assert separations(y, v, [KNOWN] * 2, shared).below.tolist() == [1, 0]


def test_an_imprecise_contract_ties_groups_together_that_differ_among_themselves() -> None:
    """The first and second are far apart, yet the third is too vague to be told from either."""
    found = separations([90.0, 80.0, 79.0], [0.25, 0.25, 100.0], [KNOWN] * 3)
    (run,) = tie_groups(found)
    assert run.members == (0, 1, 2)
    assert found.is_separated(np.array([0]), np.array([1])).tolist() == [True]
    assert rank_bands(found).tolist() == [[1, 2], [2, 3], [1, 3]]


def test_a_pair_takes_the_smaller_number_of_degrees_of_freedom() -> None:
    assert separations([80.0, 75.0], [4.0, 1.0], [5, 300]).below.tolist() == [0, 0]
    assert separations([80.0, 75.0], [4.0, 1.0], [KNOWN, 300]).below.tolist() == [1, 0]


def test_a_single_contract_holds_the_only_place() -> None:
    found = separations([80.0], [4.0], [20])
    assert rank_bands(found).tolist() == [[1, 1]]
    assert [run.members for run in tie_groups(found)] == [(0,)]


def test_a_covariance_larger_than_the_variances_permit_is_refused() -> None:
    shared = sparse.csr_array(np.array([[0.0, 9.0], [9.0, 0.0]]))
    with pytest.raises(MethodError) as refused:
        separations([84.0, 80.0], [4.0, 4.0], [KNOWN] * 2, shared)
    assert refused.value.code == "covariance_too_large"


@pytest.mark.parametrize(
    ("estimates", "variances", "degrees", "code"),
    [
        ([float("nan"), 80.0], [4.0, 4.0], [20, 20], "not_finite"),
        ([70.0, 80.0], [4.0, -4.0], [20, 20], "negative_value"),
        ([70.0, 80.0], [4.0], [20, 20], "wrong_shape"),
        ([70.0, 80.0], [4.0, 4.0], [0, 20], "degrees_of_freedom_too_few"),
    ],
)
def test_figures_that_cannot_be_compared_are_named(
    estimates: list[float], variances: list[float], degrees: list[int], code: str
) -> None:
    with pytest.raises(MethodError) as refused:
        separations(estimates, variances, degrees)
    assert refused.value.code == code
    assert set(refused.value.parameters) == {"where", "found", "allowed"}
