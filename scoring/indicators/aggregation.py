"""Aggregation: from indicators up a tree of weights to one index, gaps and blanks carried along."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from scoring.errors import MethodError
from scoring.indicators.means import MEANS, Scores, mean_of
from scoring.indicators.tables import Table
from scoring.weighting.dominance import Node


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which mean is taken, and which share of what lies below must be there, node by node.

    ``means`` and ``least_shares`` name the nodes that differ from the rest.
    """

    mean: str = "arithmetic"
    least_share: float = 0.0
    means: Mapping[str, str] = field(default_factory=dict)
    least_shares: Mapping[str, float] = field(default_factory=dict)

    def mean_at(self, code: str) -> str:
        """Return the mean of a node."""
        return self.means.get(code, self.mean)

    def least_share_at(self, code: str) -> float:
        """Return the share that must be available below a node."""
        return self.least_shares.get(code, self.least_share)


def aggregate(table: Table, index: Node, recipe: Recipe | None = None) -> dict[str, Scores]:
    """Aggregate normalised indicators up the tree.

    Parameters
    ----------
    table : Table
        One column per leaf, normalised so that more is better.
    index : Node
        The index with all below it; weights count among sisters only.
    recipe : Recipe, optional
        Arithmetic, and no threshold, where absent.

    Returns
    -------
    dict of str to Scores
        One for each node that has children, the index last. A blank child is a gap for its
        parent; every blank has a reason code.

    Raises
    ------
    MethodError
        ``weight_not_positive``, ``duplicate_code``, ``unknown_column`` (a leaf without data),
        ``unknown_method``, ``level_out_of_range`` for a share outside 0 to 1.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> index = Node("IDX", 1, (Node("SAT", 3), Node("OUT", 1)))
    >>> scores = aggregate(table_of({"SAT": [80.0, None], "OUT": [40.0, 60.0]}), index)
    >>> scores["IDX"].plain()
    (70.0, 60.0)
    """
    taken = recipe or Recipe()
    _check(index, taken)
    found: dict[str, Scores] = {}
    _aggregate(table, index, taken, found)
    return found


def _aggregate(table: Table, node: Node, recipe: Recipe, found: dict[str, Scores]) -> Scores:
    if not node.children:
        values, present = table.column(node.code)
        return Scores(values, tuple(None if there else "missing_value" for there in present))
    below = [_aggregate(table, child, recipe, found) for child in node.children]
    found[node.code] = mean_of(
        np.stack([scores.values for scores in below], axis=1),
        np.stack([scores.present for scores in below], axis=1),
        np.array([child.weight for child in node.children], dtype=np.float64),
        recipe.mean_at(node.code),
        recipe.least_share_at(node.code),
    )
    return found[node.code]


def shares_of_index(index: Node) -> dict[str, float]:
    """Return the weight that each node has in the index, by code: the product down the tree.

    >>> shares_of_index(Node("IDX", 1, (Node("SAT", 3), Node("OUT", 1, (Node("a", 5),)))))
    {'IDX': 1.0, 'SAT': 0.75, 'OUT': 0.25, 'a': 0.25}
    """
    _check(index, Recipe())
    return dict(_shares(index, 1.0))


def _shares(node: Node, share: float) -> Iterator[tuple[str, float]]:
    yield node.code, share
    total = sum(child.weight for child in node.children)
    for child in node.children:
        yield from _shares(child, share * child.weight / total)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _check(index: Node, recipe: Recipe) -> None:
    codes: set[str] = set()
    for node in _nodes(index):
        if not (node.weight > 0 and np.isfinite(node.weight)):
            raise MethodError(
                "weight_not_positive", where=node.code, found=node.weight, allowed="above 0"
            )
        if node.code in codes:
            raise MethodError(
                "duplicate_code", where=index.code, found=node.code, allowed="each code once"
            )
        codes.add(node.code)
        _check_recipe(node.code, recipe)


def _check_recipe(code: str, recipe: Recipe) -> None:
    mean, share = recipe.mean_at(code), recipe.least_share_at(code)
    if mean not in MEANS:
        raise MethodError("unknown_method", where=code, found=mean, allowed=sorted(MEANS))
    if not 0 <= share <= 1:
        raise MethodError("level_out_of_range", where=code, found=share, allowed="0 to 1")
