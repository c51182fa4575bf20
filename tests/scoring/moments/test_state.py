"""This room is for sums that merge: grouping, order, and taking sampling units away again."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.moments.state import (
    Counts,
    Layout,
    Moments,
    merge,
    ranked,
    run_ends,
    run_starts,
    sum_runs,
)

units = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from("ab"), st.sampled_from(["v", "w", "é"])),
    min_size=1,
    max_size=12,
)


def moments(rows: list[tuple[int, str, str]], start: int = 0) -> Moments:
    """Moments of one row a sampling unit, with sums that differ."""
    size = len(rows)
    values = np.arange(start, start + size, dtype=np.int64)
    one = np.zeros((3, 1), np.int64)
    counts = Counts(one[:, 0], one[:, 0], one, one, np.zeros((3, 1, 4), np.int64), one)
    return Moments(
        contract=np.array([row[0] for row in rows], np.int64),
        stratum=pa.array([row[1] for row in rows]),
        psu=pa.array([row[2] for row in rows]),
        responses=np.ones(size, np.int64),
        totals=np.stack([values, values**2], axis=1),
        owner=np.array([row[0] for row in rows], np.int64),
        products=values.reshape(size, 1, 1, 1),
        value_squares=np.stack([values] * 6, axis=1).reshape(size, 1, 6),
        squares=np.zeros(3, np.int64),
        counts=counts,
    )


def content(state: Moments) -> list[object]:
    """All that a merged state says, for comparison."""
    arrays = (state.contract, state.responses, state.totals, state.products, state.value_squares)
    return [array.tolist() for array in arrays] + [state.stratum.to_pylist(), state.psu.to_pylist()]


@given(units, units, units)
def test_merging_is_the_same_in_any_order_and_grouping(
    one: list[tuple[int, str, str]],
    two: list[tuple[int, str, str]],
    three: list[tuple[int, str, str]],
) -> None:
    a, b, c = moments(one), moments(two, 50), moments(three, 900)
    whole = content(merge([a, b, c]))
    assert content(merge([c, a, b])) == whole
    assert content(merge([merge([a, b]), c])) == whole


@given(units)
def test_merged_units_are_unique_and_sorted(rows: list[tuple[int, str, str]]) -> None:
    state = merge([moments(rows)])
    keys = list(
        zip(state.contract.tolist(), state.stratum.to_pylist(), state.psu.to_pylist(), strict=True)
    )
    assert keys == sorted(set(rows))
    assert state.responses.sum() == len(rows)


def test_nothing_cannot_be_merged() -> None:
    with pytest.raises(MethodError, match="nothing_to_merge"):
        merge([])


def test_strings_are_ranked_by_their_bytes() -> None:
    assert ranked(pa.array(["é", "b", "a", "b"])).tolist() == [2, 1, 0, 1]


def test_runs_begin_end_and_add_up() -> None:
    keys = np.array([1, 1, 2, 5])
    starts = run_starts(keys)
    assert starts.tolist() == [0, 2, 3]
    assert run_ends(starts, 4).tolist() == [2, 3, 4]
    assert sum_runs(np.array([1, 2, 3, 4]), starts).tolist() == [3, 3, 4]
    empty = run_starts(keys[:0])
    assert (len(empty), len(run_ends(empty, 0)), len(sum_runs(keys[:0], empty))) == (0, 0, 0)


def test_the_layout_has_a_place_for_every_sum() -> None:
    layout = Layout(variables=2, adjusters=3, has_missing=True)
    assert layout.extended == 6
    assert layout.width == 1 + 6 + 2 * 8
    assert [layout.block(g) for g in range(2)] == [slice(7, 15), slice(15, 23)]
