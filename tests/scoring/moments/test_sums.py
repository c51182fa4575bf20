"""This room is for products whose sums lose nothing, and do not depend on how rows are cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.moments import sums
from scoring.moments.products import LARGEST_VALUE
from scoring.moments.sums import unit_sums

rows = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(1, 8192),
        st.booleans(),
        st.integers(-LARGEST_VALUE + 1, LARGEST_VALUE - 1),
        st.integers(-(10**6), 10**6),
    ),
    min_size=1,
    max_size=30,
)


def columns(table: list[tuple[int, int, bool, int, int]]) -> tuple[np.ndarray, ...]:
    """Units in order, weights, which are known, values below 1,000, one adjuster."""
    units, weights, known, values, x = (np.array(column) for column in zip(*table, strict=True))
    order = np.argsort(units, kind="stable")
    values = np.where(known, values % 1000, 0)
    return units[order], weights[order], known[order], values[order], x[order][:, None]


def summed(units: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums of units, two of which make a contract."""
    weights, known, values, x = others
    starts = np.flatnonzero(np.append(True, units[1:] != units[:-1]))
    return unit_sums(starts, units[starts] // 2, weights, x, [(known, values)])


@given(rows)
def test_sums_of_whole_numbers_are_exact(table: list[tuple[int, int, bool, int, int]]) -> None:
    units, weights, known, values, x = columns(table)
    totals, products = summed(units, weights, known, values, x)
    each = [
        (int(u), int(w), int(k), int(v), int(a))
        for u, w, k, v, a in zip(units, weights, known, values, x[:, 0], strict=True)
    ]
    for place, unit in enumerate(sorted({row[0] for row in each})):
        own = [row for row in each if row[0] == unit]
        assert totals[place].tolist() == [
            sum(w for _, w, _, _, _ in own),
            sum(w * a for _, w, _, _, a in own),
            sum(w * k for _, w, k, _, _ in own),
            sum(w * v for _, w, _, v, _ in own),
            sum(w * k * a for _, w, k, _, a in own),
        ]
    for place, contract in enumerate(sorted({row[0] // 2 for row in each})):
        own = [row for row in each if row[0] // 2 == contract]
        assert products[place, 0, 0].tolist() == [
            sum(w * k * a * a for _, w, k, _, a in own),
            sum(w * a * v for _, w, _, v, a in own),
        ]


@given(rows, st.integers(1, 7))
def test_the_number_of_rows_taken_at_once_cannot_show(
    table: list[tuple[int, int, bool, int, int]], at_once: int
) -> None:
    given_rows = columns(table)
    whole = summed(*given_rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "ROWS_AT_ONCE", at_once)
        pieces = summed(*given_rows)
    assert all((a == b).all() for a, b in zip(whole, pieces, strict=True))


def test_numbers_too_large_for_floats_are_summed_as_whole_numbers() -> None:
    weights, known = np.array([1, 1]), np.array([True, True])
    x = np.array([[2**27 + 1], [2**27 + 1]])
    _, products = unit_sums(np.array([0]), np.array([0]), weights, x, [(known, known * 1)])
    assert products[0, 0, 0].tolist() == [2 * (2**27 + 1) ** 2, 2 * (2**27 + 1)]


def test_nothing_to_sum_gives_nothing() -> None:
    none = np.array([], np.int64)
    totals, products = unit_sums(none, none, none, np.zeros((0, 2), np.int64), [])
    assert (totals.shape, products.shape) == ((0, 3), (0, 0, 2, 3))
