"""This room is for units compared pair by pair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.indicators.outranking import copeland, outranking
from scoring.indicators.tables import table_of

ROWS = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 3))] * 3), min_size=2, max_size=6)
WEIGHTS = {"a": 0.1, "b": 0.2, "c": 0.3}


@given(ROWS)
def test_reversing_the_units_reverses_the_scores(rows: list[tuple[int | None, ...]]) -> None:
    def scores(ordered: list[tuple[int | None, ...]]) -> list[int]:
        columns = dict(zip("abc", [list(col) for col in zip(*ordered, strict=True)], strict=True))
        comparison = outranking(table_of(columns), WEIGHTS)
        sums = comparison.weights + comparison.weights.T
        assert sums[comparison.compared] == pytest.approx(np.ones(comparison.compared.sum()))
        return [int(score) for score in copeland(comparison)]

    forth = scores(rows)
    assert forth == scores(rows[::-1])[::-1]
    assert sum(forth) == 0


def test_half_the_weight_wins_nothing() -> None:
    table = table_of({"a": [2.0, 1.0], "b": [2.0, 1.0], "c": [1.0, 2.0]})
    assert copeland(outranking(table, WEIGHTS)).tolist() == [0, 0]


def test_every_criterion_has_a_weight() -> None:
    for weights in ({"a": 1.0}, {"a": 1.0, "b": -1.0}):
        with pytest.raises(MethodError, match="weight_not_positive"):
            outranking(table_of({"a": [1.0], "b": [1.0]}), weights)
