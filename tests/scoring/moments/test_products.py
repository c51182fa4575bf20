"""This room is for products whose sums lose nothing, however large the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.moments.products import LARGEST_VALUE, joined, value_squares

rows = st.lists(
    st.tuples(
        st.integers(1, 8192),
        st.booleans(),
        st.integers(-LARGEST_VALUE + 1, LARGEST_VALUE - 1),
    ),
    min_size=1,
    max_size=20,
)


def columns(table: list[tuple[int, bool, int]]) -> tuple[np.ndarray, ...]:
    """Weights, which are known, values (0 where not)."""
    weights, known, values = (np.array(column) for column in zip(*table, strict=True))
    return weights, known, np.where(known, values, 0)


@given(rows)
def test_squares_of_large_values_lose_nothing(table: list[tuple[int, bool, int]]) -> None:
    weights, known, values = columns(table)
    parts = value_squares(np.array([0]), weights, [(known, values)])
    exact = sum(w * v * v for w, k, v in table if k)
    assert joined(parts)[0, 0] == pytest.approx(exact, rel=1e-14)


@given(rows, st.integers(0, 20))
def test_parts_add_up_to_the_whole(table: list[tuple[int, bool, int]], cut: int) -> None:
    weights, known, values = columns(table)
    cut = min(cut, len(weights))
    starts = np.array([0])
    pieces = [
        value_squares(starts, weights[s], [(known[s], values[s])])
        for s in (slice(cut), slice(cut, None))
        if len(weights[s])
    ]
    assert (sum(pieces) == value_squares(starts, weights, [(known, values)])).all()


def test_nothing_to_multiply_gives_nothing() -> None:
    none = np.array([], np.int64)
    assert value_squares(none, none, [(none > 0, none)]).shape == (0, 1, 6)
