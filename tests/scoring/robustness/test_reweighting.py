"""This room is for scoring under many weight sets at once: equal to scoring one by one."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.robustness.reweighting import WeightTree, effective_leaf_weights, rescore

TREE = WeightTree({"a": "S", "b": "S", "c": "O", "S": "T", "O": "T", "T": None})


def test_leaves_and_paths_are_those_of_the_tree() -> None:
    assert TREE.leaves == ("a", "b", "c")
    assert TREE.path("a") == ("a", "S")
    assert TREE.path("T") == ()


def test_a_batch_is_scored_as_one_by_one() -> None:
    chance = np.random.default_rng(3)
    sets = {code: chance.uniform(1, 5, 20) for code in "abcSO"}
    scores = chance.uniform(0, 100, (7, 3))
    together = rescore(scores, effective_leaf_weights(TREE, sets, 20))
    for row in range(20):
        w = {code: values[row] for code, values in sets.items()}
        group = (w["a"] * scores[:, 0] + w["b"] * scores[:, 1]) / (w["a"] + w["b"])
        by_hand = (w["S"] * group + w["O"] * scores[:, 2]) / (w["S"] + w["O"])
        assert together[row] == pytest.approx(by_hand, rel=1e-12)


def test_only_the_size_among_sisters_counts() -> None:
    plain = effective_leaf_weights(TREE, {"a": 1, "b": 3, "c": 2, "S": 0.6, "O": 0.4})
    scaled = effective_leaf_weights(TREE, {"a": 10, "b": 30, "c": 7, "S": 6, "O": 4})
    assert plain == pytest.approx(scaled)


def test_a_group_whose_children_all_weigh_nothing_drops_out() -> None:
    shares = effective_leaf_weights(TREE, {"a": 0, "b": 0, "c": 2, "S": 6, "O": 4})
    assert shares.tolist() == [[0, 0, 1]]


def test_bad_weights_and_trees_are_refused() -> None:
    right = {"a": 1.0, "b": 3.0, "c": 2.0, "S": 6.0, "O": 4.0}
    with pytest.raises(MethodError, match="input_missing"):
        effective_leaf_weights(TREE, {"a": 1})
    with pytest.raises(MethodError, match="negative_value"):
        effective_leaf_weights(TREE, {**right, "a": -1})
    with pytest.raises(MethodError, match="nothing_available"):
        effective_leaf_weights(TREE, dict.fromkeys(right, 0))
    with pytest.raises(MethodError, match="wrong_shape"):
        effective_leaf_weights(TREE, {**right, "a": [1, 2]})
    with pytest.raises(MethodError, match="unknown_variable"):
        WeightTree({"a": "nowhere"}).path("a")
    with pytest.raises(MethodError, match="wrong_parameter"):
        WeightTree({"a": "b", "b": "a"}).path("a")
    with pytest.raises(MethodError, match="wrong_shape"):
        rescore([[1, 2]], [[1]])
