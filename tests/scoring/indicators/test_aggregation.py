"""This room is for the way up the tree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.indicators.aggregation import Recipe, aggregate, shares_of_index
from scoring.indicators.means import MEANS
from scoring.indicators.tables import table_of
from scoring.weighting.dominance import Node

TREE = Node(
    "IDX", 1, (Node("SAT", 3, (Node("a", 2), Node("b", 1))), Node("OUT", 1, (Node("c", 1),)))
)
DATA = table_of({"a": [90.0, None, None], "b": [60.0, 30.0, None], "c": [40.0, 20.0, None]})


def test_a_gap_gives_its_weight_to_its_sisters() -> None:
    found = aggregate(DATA, TREE)
    assert found["SAT"].plain() == (80.0, 30.0, None)
    assert found["IDX"].plain() == (70.0, 27.5, None)
    assert found["IDX"].reasons == (None, None, "nothing_available")


def test_too_little_available_leaves_a_blank_that_climbs() -> None:
    found = aggregate(DATA, TREE, Recipe(least_shares={"SAT": 0.6, "IDX": 1.0}))
    assert found["SAT"].reasons == (None, "too_few_available", "nothing_available")
    assert found["IDX"].reasons == (None, "too_few_available", "nothing_available")
    assert found["OUT"].reasons[1] is None


@pytest.mark.parametrize("mean", ["geometric", "harmonic"])
def test_a_zero_blanks_only_the_means_that_cannot_take_it(mean: str) -> None:
    data = table_of({"a": [0.0, 4.0], "b": [5.0, 4.0], "c": [4.0, 4.0]})
    found = aggregate(data, TREE, Recipe(mean))
    assert found["SAT"].reasons == ("value_not_positive", None)
    assert found["SAT"].values[1] == pytest.approx(4.0)
    assert found["IDX"].plain() == pytest.approx((4.0, 4.0))


@given(st.lists(st.floats(0.5, 100), min_size=3, max_size=3))
def test_the_means_stand_in_their_order(row: list[float]) -> None:
    data = table_of(dict(zip("abc", [[value] for value in row], strict=True)))
    found = [aggregate(data, TREE, Recipe(mean))["IDX"].values[0] for mean in MEANS]
    assert found[0] >= found[1] - 1e-9
    assert found[1] >= found[2] - 1e-9
    assert np.isfinite(found).all()


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_is_above_zero(weight: float) -> None:
    with pytest.raises(MethodError, match="weight_not_positive"):
        aggregate(DATA, Node("IDX", 1, (Node("a", weight), Node("b", 1))))


def test_trees_and_recipes_are_checked() -> None:
    with pytest.raises(MethodError, match="duplicate_code"):
        aggregate(DATA, Node("IDX", 1, (Node("a", 1), Node("a", 1))))
    with pytest.raises(MethodError, match="unknown_column"):
        aggregate(DATA, Node("IDX", 1, (Node("z", 1),)))
    with pytest.raises(MethodError, match="unknown_method"):
        aggregate(DATA, TREE, Recipe("median"))
    with pytest.raises(MethodError, match="level_out_of_range"):
        aggregate(DATA, TREE, Recipe(least_share=66))


def test_weights_multiply_down_the_tree() -> None:
    shares = shares_of_index(TREE)
    assert shares["a"] == 0.5
    assert shares["a"] + shares["b"] + shares["c"] == 1.0
