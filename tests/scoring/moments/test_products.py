"""This room is for products whose sums lose nothing, however large the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.moments.products import LARGEST_VALUE, cross_products, joined, value_squares

rows = st.lists(
    st.tuples(
        st.integers(1, 8192),
        st.booleans(),
        st.integers(-LARGEST_VALUE + 1, LARGEST_VALUE - 1),
        st.integers(-(10**6), 10**6),
    ),
    min_size=1,
    max_size=20,
)


def columns(table: list[tuple[int, bool, int, int]]) -> tuple[np.ndarray, ...]:
    """Weights, which are known, values (0 where not), one adjuster."""
    weights, known, values, x = (np.array(column) for column in zip(*table, strict=True))
    return weights, known, np.where(known, values, 0), x[:, None]


@given(rows)
def test_squares_of_large_values_lose_nothing(table: list[tuple[int, bool, int, int]]) -> None:
    weights, known, values, _ = columns(table)
    parts = value_squares(np.array([0]), weights, [(known, values)])
    exact = sum(w * v * v for w, k, v, _ in table if k)
    assert joined(parts)[0, 0] == pytest.approx(exact, rel=1e-14)


@given(rows, st.integers(0, 20))
def test_parts_add_up_to_the_whole(table: list[tuple[int, bool, int, int]], cut: int) -> None:
    weights, known, values, x = columns(table)
    whole = [(known, values % 1000)]
    cut = min(cut, len(weights))
    starts = np.array([0])
    for function in (
        lambda s: value_squares(starts, weights[s], [(known[s], values[s])]),
        lambda s: cross_products(starts, weights[s], x[s], [(known[s], whole[0][1][s])]),
    ):
        pieces = [
            function(piece) for piece in (slice(cut), slice(cut, None)) if len(weights[piece])
        ]
        assert (sum(pieces) == function(slice(None))).all()


@given(rows)
def test_cross_products_equal_whole_number_sums(table: list[tuple[int, bool, int, int]]) -> None:
    weights, known, values, x = columns(table)
    values = values % 1000 * known
    found = cross_products(np.array([0]), weights, x, [(known, values)])
    used = [(w, v, int(a)) for w, k, v, a in zip(weights, known, values, x[:, 0], strict=True) if k]
    assert found[0, 0, 0].tolist() == [
        sum(int(w) * a * a for w, _, a in used),
        sum(int(w) * a * int(v) for w, v, a in used),
    ]


def test_nothing_to_multiply_gives_nothing() -> None:
    none = np.array([], np.int64)
    assert cross_products(none, none, np.zeros((0, 2), np.int64), []).shape == (0, 0, 2, 3)
    assert value_squares(none, none, [(none > 0, none)]).shape == (0, 1, 6)
