"""This room is for sums that merge: grouping, order, and what lies on disk."""

import weakref

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.moments.links import Links
from scoring.moments.piles import Pile, Shelf, merge
from scoring.moments.state import Counts, Moments

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
        links=Links((), ()),
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


@given(units, units, units)
def test_sums_on_disk_are_those_in_memory(
    one: list[tuple[int, str, str]],
    two: list[tuple[int, str, str]],
    three: list[tuple[int, str, str]],
) -> None:
    parts = [moments(one), moments(two, 50), moments(three, 900)]
    pile = Pile(Shelf(kept_bytes=20))
    for part in parts:
        pile.add(part)
    assert content(pile.merged()) == content(merge(parts))


def test_a_unit_that_goes_on_in_the_next_part_is_one_row() -> None:
    first, second = [(0, "a", "v"), (0, "a", "w")], [(0, "a", "w"), (1, "a", "v")]
    state = merge([moments(first), moments(second, 50)])
    assert state.psu.to_pylist() == ["v", "w", "v"]
    assert state.responses.tolist() == [1, 2, 1]
    assert state.totals[:, 0].tolist() == [0, 1 + 50, 51]


def test_totals_beyond_32_bits_stay_whole() -> None:
    state = merge([moments([(0, "a", "v")], 2**31 + 5), moments([(0, "a", "v")], 7)])
    assert state.totals[0, 0] == 2**31 + 12


def test_blocks_hold_whole_contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(j, "a", f"v{n}") for j, size in enumerate([3, 1, 4]) for n in range(size)]
    state = merge([moments(rows)])
    monkeypatch.setattr("scoring.moments.state.ROWS_AT_ONCE", 4)
    blocks = list(state.blocks())
    assert [(span.start, span.stop) for span, _ in blocks] == [(0, 4), (4, 8)]
    assert (np.concatenate([totals for _, totals in blocks]) == state.totals).all()


def test_what_lies_on_disk_is_no_longer_in_memory() -> None:
    pile = Pile(Shelf(kept_bytes=0))
    totals = []
    for start in range(3):
        part = moments([(start, "a", "v")])
        totals.append(weakref.ref(part.totals))
        pile.add(part)
        del part
    assert [known() is None for known in totals] == [True, True, False]
    assert pile.merged().contract.tolist() == [0, 1, 2]
