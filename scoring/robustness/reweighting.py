"""Scores of all units under very many weight sets at once, up a tree of weighted means."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray
from scoring.robustness.places import checked_numbers


@dataclass(frozen=True, slots=True)
class WeightTree:
    """The nodes of an indicator tree: ``parents`` gives each node's parent, the top has none.

    ``leaves`` are the nodes nothing points to, in the order of ``parents``; the columns of the
    scores follow it.
    """

    parents: Mapping[str, str | None]

    @property
    def leaves(self) -> tuple[str, ...]:
        """Codes of the nodes without children."""
        inner = set(self.parents.values())
        return tuple(code for code in self.parents if code not in inner)

    def path(self, code: str) -> tuple[str, ...]:
        """Return a node and all above it but the top, which has no sisters.

        Raises
        ------
        MethodError
            ``unknown_variable`` for a parent that is no node, ``wrong_parameter`` for a circle.

        Examples
        --------
        >>> WeightTree({"q1": "SAT", "SAT": "total", "total": None}).path("q1")
        ('q1', 'SAT')
        """
        steps: list[str] = []
        node: str | None = code
        while node is not None:
            if node not in self.parents:
                allowed = sorted(self.parents)
                raise MethodError("unknown_variable", where=code, found=node, allowed=allowed)
            if node in steps:
                raise MethodError("wrong_parameter", where=code, found=node, allowed="a tree")
            steps.append(node)
            node = self.parents[node]
        return tuple(steps[:-1])


def effective_leaf_weights(
    tree: WeightTree, weights: Mapping[str, npt.ArrayLike], batch: int = 1
) -> FloatArray:
    """Return the share of the total that each leaf carries under each weight set.

    Parameters
    ----------
    tree : WeightTree
    weights : mapping of str to float or array_like of shape (P,)
        Of every node but the top; zero or more. Only their size among sisters counts. A node
        whose children all weigh 0 drops out, as if its own weight were 0.
    batch : int
        P, for weights that are single numbers.

    Returns
    -------
    ndarray, shape (P, leaves)
        Products of shares down the tree; each row sums to 1.

    Raises
    ------
    MethodError
        ``input_missing`` for a node without weight, ``negative_value``, ``not_finite``,
        ``wrong_shape``, or ``nothing_available`` where all weights of a set are 0.

    Examples
    --------
    >>> tree = WeightTree({"a": "S", "b": "S", "c": "O", "S": "T", "O": "T", "T": None})
    >>> effective_leaf_weights(tree, {"a": 1, "b": 3, "c": 9, "S": 6, "O": 4}).tolist()
    [[0.15, 0.44999999999999996, 0.4]]
    """
    stated = {code: _of_node(code, weights, batch) for code in tree.parents if tree.path(code)}
    alive = _alive(tree, stated)
    sums: dict[str | None, FloatArray] = {}
    for code, own in alive.items():
        parent = tree.parents[code]
        sums[parent] = sums.get(parent, np.zeros(batch)) + own
    shares = {}
    for code, own in alive.items():
        among = sums[tree.parents[code]]
        shares[code] = np.divide(own, among, out=np.zeros(batch), where=among > 0)
    columns = []
    for leaf in tree.leaves:
        share = np.ones(batch)
        for code in tree.path(leaf):
            share = share * shares[code]
        columns.append(share)
    effective = np.stack(columns, axis=1)
    if not (effective.sum(axis=1) > 0).all():
        raise MethodError("nothing_available", where="weights", found=0, allowed="> 0")
    return effective


def _of_node(code: str, weights: Mapping[str, npt.ArrayLike], batch: int) -> FloatArray:
    if code not in weights:
        raise MethodError("input_missing", where="weights", found=sorted(weights), allowed=code)
    own = checked_numbers(np.atleast_1d(np.array(weights[code], dtype=np.float64)), code, 1)
    if own.size not in (1, batch):
        raise MethodError("wrong_shape", where=code, found=own.size, allowed=batch)
    if (own < 0).any():
        raise MethodError("negative_value", where=code, found=float(own.min()), allowed=">= 0")
    return np.broadcast_to(own, (batch,)).astype(np.float64)


def _alive(tree: WeightTree, stated: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Set to 0 the weight of every node under which nothing weighs anything."""
    alive = dict(stated)
    below: dict[str | None, list[str]] = {}
    for child, parent in tree.parents.items():
        below.setdefault(parent, []).append(child)
    for code in sorted(stated, key=lambda node: -len(tree.path(node))):
        children = below.get(code)
        if children:
            under = np.sum([alive[child] for child in children], axis=0)
            alive[code] = np.where(under > 0, stated[code], 0.0)
    return alive


def rescore(scores: npt.ArrayLike, leaf_weights: npt.ArrayLike) -> FloatArray:
    """Return the weighted mean of every unit under every weight set.

    Parameters
    ----------
    scores : array_like, shape (J, leaves)
        Points of the leaves; no gaps (fill or re-distribute them beforehand).
    leaf_weights : array_like, shape (P, leaves)
        As :func:`effective_leaf_weights` gives them.

    Returns
    -------
    ndarray, shape (P, J)
        Points; one matrix product for all sets.

    Raises
    ------
    MethodError
        ``wrong_shape`` or ``not_finite``.

    Examples
    --------
    >>> rescore([[80, 60], [70, 90]], [[0.5, 0.5], [1, 0]]).tolist()
    [[70.0, 80.0], [80.0, 70.0]]
    """
    values = checked_numbers(scores, "scores", 2)
    shares = checked_numbers(leaf_weights, "leaf_weights", 2)
    if values.shape[1] != shares.shape[1]:
        raise MethodError(
            "wrong_shape", where="leaf_weights", found=shares.shape, allowed=values.shape
        )
    result: FloatArray = shares @ values.T
    return result
