"""Adjusted p-values are those of the textbook, and of statsmodels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from scoring.profiling.multiplicity import benjamini_hochberg, holm, places

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=20).map(np.array)


@given(P_VALUES)
def test_both_agree_with_statsmodels(p_values: np.ndarray) -> None:
    for ours, method in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
        theirs = multipletests(p_values, method=method)[1]
        np.testing.assert_allclose(ours(p_values), theirs, rtol=1e-12)


@given(P_VALUES)
def test_adjusting_never_lowers_a_p_value(p_values: np.ndarray) -> None:
    assert (holm(p_values) >= p_values).all()
    assert (holm(p_values) >= benjamini_hochberg(p_values) - 1e-15).all()


def test_a_single_contract_needs_no_adjustment() -> None:
    assert holm(np.array([0.03])).tolist() == [0.03]
    assert benjamini_hochberg(np.array([0.03])).tolist() == [0.03]


def test_no_contracts_give_no_p_values() -> None:
    assert holm(np.zeros(0)).size == benjamini_hochberg(np.zeros(0)).size == 0


def test_places_count_from_the_smallest() -> None:
    assert places(np.array([0.5, 0.1, 0.2])).tolist() == [3, 1, 2]
