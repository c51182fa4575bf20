"""The ranking of an evaluation, and the cases in which there is none."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats
from scipy.special import ndtr

from scoring.errors import MethodError
from scoring.profiling.profile import Profile, heterogeneity_p, profile
from scoring.profiling.ranks import separations


def of(totals: list[float], variance: float = 4.0, **more: Any) -> Profile:
    codes = [f"c{index}" for index in range(len(totals))]
    names = [f"name {index}" for index in reversed(range(len(totals)))]
    size = len(totals)
    return profile(codes, names, totals, [variance] * size, [80] * size, **more)


def test_one_contract_is_not_ranked() -> None:
    found = of([85.0])
    assert found.ranking.reason == "single_contract"
    assert found.ranking.order == ("c0",)
    assert found.ranking.tie_groups == ()
    assert found.ranking.critical_value is None
    assert found.ranks[0].reason == "single_contract"
    assert found.ranks[0].band_low is None
    assert found.shrunk_totals[0].reason == "too_few_providers"


def test_two_contracts_far_apart_are_ordered() -> None:
    found = of([70.0, 85.0])
    assert found.ranking.order == ("c1", "c0")
    assert [(group.contracts, group.band_low) for group in found.ranking.tie_groups] == [
        (("c1",), 1),
        (("c0",), 2),
    ]
    (pair,) = found.ranking.comparisons
    assert (pair.first, pair.second, pair.is_separated) == ("c1", "c0", True)
    assert pair.difference == 15.0
    assert pair.probability > 0.999


def test_contracts_without_a_shown_difference_form_one_group_in_name_order() -> None:
    found = of([84.0, 85.0, 84.5])
    assert found.ranking.reason == "no_difference_shown"
    assert found.ranking.order == ("c2", "c1", "c0")  # their names run the other way
    (group,) = found.ranking.tie_groups
    assert (group.band_low, group.band_high) == (1, 3)
    assert {rank.place_in_order for rank in found.ranks} == {None}
    assert {rank.tie_groups for rank in found.ranks} == {(1,)}
    assert not any(pair.is_separated for pair in found.ranking.comparisons)


def test_ten_contracts_without_variance_between_them_are_not_ranked() -> None:
    found = of([80.0 + 0.1 * index for index in range(10)])
    assert found.ranking.between_variance.value == 0.0
    assert found.ranking.reason == "no_difference_shown"
    assert found.reliabilities[0].value == 0.0


def test_ten_contracts_are_shrunk_towards_their_mean() -> None:
    found = of([60.0 + 3 * index for index in range(10)])
    assert found.ranking.reason is None
    first, last = found.shrunk_totals[0].value, found.shrunk_totals[9].value
    assert first is not None
    assert last is not None
    assert 60 < first < last < 87


def test_pairs_with_shared_psus_are_counted_and_shown() -> None:
    counts = sparse.csr_array(np.array([[0, 7, 0], [7, 0, 0], [0, 0, 0]]))
    found = of([60.0, 70.0, 80.0], shared=counts * 0.1, shared_counts=counts)
    assert found.ranking.pairs_with_shared_psus == 1
    assert {(p.first, p.second): p.shared_psus for p in found.ranking.comparisons} == {
        ("c2", "c1"): 0,
        ("c2", "c0"): 0,
        ("c1", "c0"): 7,
    }


def test_contracts_that_move_as_one_are_told_apart_by_any_difference() -> None:
    shared = sparse.csr_array(np.array([[0.0, 4.0], [4.0, 0.0]]))
    assert of([80.0, 83.0], shared=shared).ranking.reason is None
    assert of([80.0, 80.0], shared=shared).ranking.reason == "no_difference_shown"


def test_contracts_that_move_against_each_other_are_compared_all_the_same() -> None:
    shared = sparse.csr_array(np.array([[0.0, -4.0], [-4.0, 0.0]]))
    found = of([70.0, 85.0], shared=shared)
    assert found.ranking.heterogeneity_p.value == pytest.approx(2 * ndtr(-15 / 4), rel=1e-9)
    assert found.ranking.reason is None


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(2, 9))
def test_heterogeneity_is_that_of_the_generalised_least_squares_mean(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(size, size + 2))
    covariance = root @ root.T
    totals = 80 + 2 * rng.normal(size=size)
    found = separations(totals, np.diag(covariance), [80] * size, sparse.csr_array(covariance))
    precision = np.linalg.inv(covariance)
    away = totals - precision.sum(axis=0) @ totals / precision.sum()
    expected = stats.chi2.sf(away @ precision @ away, size - 1)
    assert heterogeneity_p(found) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_above_two_hundred_contracts_only_neighbours_are_compared() -> None:
    rng = np.random.default_rng(1)
    found = of((80 + 10 * rng.standard_normal(220)).tolist())
    assert len(found.ranking.comparisons) == 210 * 10 + 45


def test_totals_without_noise_are_ranked_by_value_alone() -> None:
    found = of([70.0, 80.0, 80.0], variance=0.0)
    assert found.ranking.reason is None
    assert [rank.band_low for rank in found.ranks] == [3, 1, 1]


def test_two_contracts_of_one_code_are_refused() -> None:
    with pytest.raises(MethodError) as refused:
        profile(["a", "a"], ["x", "y"], [70, 80], [4, 4], [20, 20])
    assert refused.value.code == "duplicate_contract"
