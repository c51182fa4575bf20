"""Clusters are the best of all partitions, and equal totals share a grade."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.profiling.relative_grades import (
    optimal_clusters,
    percentile_cuts,
    percentile_grades,
    ward_clusters,
)

TOTALS = st.lists(st.integers(0, 100), min_size=3, max_size=8, unique=True)


@settings(max_examples=40)
@given(TOTALS)
def test_no_partition_is_tighter(totals: list[int]) -> None:
    y = np.sort(np.array(totals, dtype=float))
    pieces = [np.split(y, cut) for cut in combinations(range(1, y.size), 2)]
    best = min(sum(float(((p - p.mean()) ** 2).sum()) for p in piece) for piece in pieces)
    found = optimal_clusters(y, 3)
    assert found.within == pytest.approx(best, abs=1e-8)
    assert found.within <= ward_clusters(y, 3).within + 1e-8


@settings(max_examples=40)
@given(TOTALS)
def test_a_higher_total_never_has_a_lower_grade(totals: list[int]) -> None:
    for method in (optimal_clusters, ward_clusters):
        grades = method(totals, 3).grades
        assert (np.diff(grades[np.argsort(totals)]) >= 0).all()


def test_equal_totals_share_a_grade() -> None:
    assert optimal_clusters([70.0, 70.0, 70.0, 90.0], 2).grades.tolist() == [1, 1, 1, 2]


def test_one_contract_is_a_cluster() -> None:
    for method in (optimal_clusters, ward_clusters):
        assert method([80.0], 1).grades.tolist() == [1]


def test_a_total_on_the_cut_has_the_higher_grade() -> None:
    cuts = percentile_cuts([60.0, 70.0, 80.0], [0.5])
    assert percentile_grades([69.9, 70.0], cuts).tolist() == [1, 2]


@pytest.mark.parametrize("count", [0, 3])
def test_more_grades_than_different_totals_are_refused(count: int) -> None:
    for method in (optimal_clusters, ward_clusters):
        with pytest.raises(MethodError, match="wrong_parameter"):
            method([70.0, 70.0, 80.0], count)


def test_impossible_shares_are_refused() -> None:
    for shares in ([0.5, 0.4], [0.0], [1.0]):
        with pytest.raises(MethodError, match="wrong_parameter"):
            percentile_cuts([60.0, 70.0], shares)
    with pytest.raises(MethodError, match="too_few_contracts"):
        percentile_cuts([], [0.5])
