"""What becomes of scores and places when one element of the tree is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray
from scoring.robustness.places import falling_places, mean_place_change
from scoring.robustness.reweighting import WeightTree, effective_leaf_weights, rescore


@dataclass(frozen=True, slots=True)
class Removals:
    """Scores (1 + R, J), places (1 + R, J) and mean place change (1 + R,); row 0 is nominal.

    ``elements`` names the element left out in rows 1 to R.
    """

    elements: tuple[str, ...]
    scores: FloatArray
    places: IntArray
    mean_change: FloatArray

    def most_moving(self) -> str:
        """Return the element whose absence moves the places most; of equals the first."""
        return self.elements[int(np.argmax(self.mean_change[1:]))]


def without_each(
    scores: npt.ArrayLike,
    tree: WeightTree,
    weights: Mapping[str, float],
    elements: Sequence[str],
) -> Removals:
    """Score all units with each element left out in turn: its weight is 0, its sisters share it.

    Parameters
    ----------
    scores : array_like, shape (J, leaves)
        Points of the leaves of ``tree``, in its order; no gaps.
    tree : WeightTree
    weights : mapping of str to float
        Of every node but the top.
    elements : sequence of str
        Nodes of any level: an indicator, or a dimension with all below it.

    Returns
    -------
    Removals

    Raises
    ------
    MethodError
        ``unknown_variable`` for an element outside the tree, ``nothing_available`` where nothing
        is left, or those of :func:`scoring.robustness.reweighting.rescore`.

    Notes
    -----
    An element without influence can be dropped from next year's sheet; one whose absence turns
    the table over deserves the best measurement (OECD/JRC Handbook 2008, step 7).

    Examples
    --------
    >>> tree = WeightTree({"a": "T", "b": "T", "T": None})
    >>> found = without_each([[90, 50], [60, 70]], tree, {"a": 1, "b": 1}, ["a", "b"])
    >>> found.scores.tolist(), found.most_moving()
    ([[70.0, 65.0], [50.0, 70.0], [90.0, 60.0]], 'a')
    """
    known = [code for code in tree.parents if tree.path(code)]
    for element in elements:
        if element not in known:
            raise MethodError("unknown_variable", where="elements", found=element, allowed=known)
    batch = 1 + len(elements)
    varied: dict[str, npt.ArrayLike] = {}
    for code, weight in weights.items():
        column = np.full(batch, float(weight))
        column[[1 + row for row, element in enumerate(elements) if element == code]] = 0.0
        varied[code] = column
    totals = rescore(scores, effective_leaf_weights(tree, varied, batch))
    places = falling_places(totals)
    return Removals(tuple(elements), totals, places, mean_place_change(places, places[0]))
