"""Sensitivity to weights: places over all weights, other winners, what is left out, next grades."""

from collections.abc import Mapping, Sequence

import numpy as np

from scoring.plan import Plan
from scoring.profiling.checks import FloatArray
from scoring.robustness.acceptability import rank_acceptability, simplex_weights
from scoring.robustness.flips import smallest_flip, smallest_improvement
from scoring.robustness.removal import without_each
from scoring.robustness.reweighting import WeightTree
from scoring.scored_contracts import ScoredContract
from scoring.sensitivity.results import Acceptable, Found, NextBand, Removed, WinnerFlip

DRAWS = 2**14
NEVER_FIRST = "never_first"
TOP = ""  # the node above the dimensions; no code is empty


def acceptable(
    plan: Plan, codes: Sequence[str], points: FloatArray, is_free: bool
) -> tuple[Acceptable, ...]:
    """Return how often each contract takes each place over all weights, or within the rule.

    ``points`` (J, D) of 100. Within the rule a satisfaction dimension is heaviest.
    """
    marked = None if is_free else [node.is_satisfaction for node in plan.dimensions]
    found = rank_acceptability(points, simplex_weights(len(plan.dimensions), marked, DRAWS))
    names = [node.code for node in plan.dimensions]
    rows = []
    for place, code in enumerate(codes):
        central = found.central_weights[place]
        weights = None if central is None else dict(zip(names, central, strict=True))
        reason = NEVER_FIRST if central is None else None
        rows.append(Acceptable(code, tuple(found.shares[place].tolist()), weights, reason))
    return tuple(rows)


def flips(plan: Plan, codes: Sequence[str], points: FloatArray) -> tuple[WinnerFlip, ...]:
    """Return the smallest shift of weights for another winner, free and within the rule."""
    marked = [node.is_satisfaction for node in plan.dimensions]
    stated = [float(node.weight) for node in plan.dimensions]
    rows = []
    for is_within in (False, True):
        if is_within and not any(marked):
            continue
        found = smallest_flip(points, stated, marked if is_within else None)
        weights = None if found.weights is None else _named(plan, 100 * found.weights)
        moved = Found(None, found.reason) if found.moved is None else Found(100 * found.moved)
        rival = None if found.rival is None else codes[found.rival]
        rows.append(WinnerFlip(is_within, codes[found.winner], rival, moved, weights))
    return tuple(rows)


def _named(plan: Plan, weights: FloatArray) -> Mapping[str, float]:
    names = [node.code for node in plan.dimensions]
    return dict(zip(names, weights.tolist(), strict=True))


def removals(plan: Plan, ranked: Sequence[ScoredContract]) -> tuple[Removed, ...]:
    """Return the places with each dimension and each indicator left out in turn.

    An indicator that does not apply to some contract is given its dimension's score there: that
    is what its redistributed weight earns. The last indicator of a dimension, and a lone
    dimension, cannot be left out.
    """
    parents: dict[str, str | None] = {TOP: None}
    weights: dict[str, float] = {}
    for node in plan.dimensions:
        parents[f"{node.code}/"] = TOP
        weights[f"{node.code}/"] = float(node.weight)
        for leaf in node.indicators:
            parents[leaf.code] = f"{node.code}/"
            weights[leaf.code] = float(leaf.weight)
    tree = WeightTree(parents)
    scores = np.array([_leaf_scores(contract, tree.leaves) for contract in ranked])
    elements = [f"{node.code}/" for node in plan.dimensions if len(plan.dimensions) > 1]
    elements += [
        leaf.code
        for node in plan.dimensions
        for leaf in node.indicators
        if len(node.indicators) > 1
    ]
    found = without_each(scores, tree, weights, elements)
    return tuple(
        Removed(element.rstrip("/"), tuple(places.tolist()), float(change))
        for element, places, change in zip(
            found.elements, found.places[1:], found.mean_change[1:], strict=True
        )
    )


def _leaf_scores(contract: ScoredContract, leaves: Sequence[str]) -> list[float]:
    """Return the points of 100 of each indicator of a contract that has a total."""
    composite = contract.composite
    dimensions = {
        node.code: 100 * (node.points or 0.0) / node.effective_weight
        for node in composite.dimensions
    }
    scores = {
        row.code: dimensions[row.dimension]
        if row.points is None
        else 100 * row.points / row.effective_weight
        for row in composite.indicators
    }
    return [scores[leaf] for leaf in leaves]


def next_bands(plan: Plan, ranked: Sequence[ScoredContract]) -> tuple[NextBand, ...]:
    """Return what each contract lacks to its next grade, and which indicator alone would do it."""
    floors = [float(band.floor) for band in plan.bands]
    rows = []
    for contract in ranked:
        applied = [row for row in contract.composite.indicators if row.points is not None]
        scores = [100 * (row.points or 0.0) / row.effective_weight for row in applied]
        held = np.clip(scores, 0.0, 100.0)  # rounding may leave full marks a hair above 100
        found = smallest_improvement(held, [row.effective_weight for row in applied], floors)
        needed = {
            row.code: rise
            for row, rise in zip(applied, found.needed, strict=True)
            if rise is not None
        }
        gap = Found(None, found.reason) if found.gap <= 0 else Found(found.gap)
        cheapest = None if found.cheapest is None else applied[found.cheapest].code
        rows.append(NextBand(contract.code, gap, needed, cheapest, found.reason))
    return tuple(rows)
