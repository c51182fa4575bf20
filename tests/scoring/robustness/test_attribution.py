"""This room is for tests of sharing a movement among its causes."""

import math
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.robustness.attribution import shapley


@given(st.lists(st.floats(-50, 50), min_size=8, max_size=8))
def test_parts_sum_to_the_movement_whatever_the_causes_do_together(totals: list[float]) -> None:
    sets = chain.from_iterable(combinations("abc", size) for size in range(4))
    worth = {frozenset(chosen): total for chosen, total in zip(sets, totals, strict=True)}
    found = shapley(worth, "abc")

    assert math.fsum(found.values()) == pytest.approx(
        worth[frozenset("abc")] - worth[frozenset()], abs=1e-9
    )


def test_a_cause_that_moves_nothing_gets_nothing() -> None:
    worth = {frozenset(): 1.0, frozenset("a"): 4.0, frozenset("b"): 1.0, frozenset("ab"): 4.0}

    assert shapley(worth, "ab") == {"a": 3.0, "b": 0.0}
