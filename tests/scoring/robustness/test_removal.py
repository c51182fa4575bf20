"""This room is for leaving elements out: the sisters share the weight, order changes nothing."""

import pytest

from scoring.errors import MethodError
from scoring.robustness.removal import without_each
from scoring.robustness.reweighting import WeightTree

TREE = WeightTree({"a": "S", "b": "S", "c": "O", "S": "T", "O": "T", "T": None})
WEIGHTS = {"a": 1.0, "b": 3.0, "c": 1.0, "S": 6.0, "O": 4.0}
SCORES = [[90, 50, 10], [60, 70, 80], [20, 40, 60]]


def test_a_leaf_and_a_whole_group_can_be_left_out() -> None:
    found = without_each(SCORES, TREE, WEIGHTS, ["a", "S"])
    assert found.scores[0] == pytest.approx([40, 72.5, 45])
    assert found.scores[1] == pytest.approx([34, 74, 48])
    assert found.scores[2] == pytest.approx([10, 80, 60])
    assert found.places[0].tolist() == [3, 1, 2]
    assert found.mean_change.tolist() == [0, 0, 0]


def test_leaving_out_all_that_a_group_has_leaves_out_the_group() -> None:
    found = without_each(SCORES, TREE, WEIGHTS, ["c", "O"])
    assert found.scores[1] == pytest.approx(found.scores[2])
    assert found.mean_change[1] == pytest.approx(2 / 3)
    assert found.most_moving() == "c"


def test_an_unknown_element_is_refused() -> None:
    for unknown in ("z", "T"):
        with pytest.raises(MethodError, match="unknown_variable"):
            without_each(SCORES, TREE, WEIGHTS, [unknown])


def test_the_last_thing_left_cannot_be_left_out() -> None:
    tree = WeightTree({"a": "T", "T": None})
    with pytest.raises(MethodError, match="nothing_available"):
        without_each([[1.0]], tree, {"a": 1}, ["a"])
