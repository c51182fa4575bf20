"""This room is for what does not apply: its weight goes to its nearest sisters, exactly."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from scoring.plan import Dimension, Group, Plan

DIMENSION_NOT_APPLICABLE = "dimension_not_applicable"
Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class CarriedWeights:
    """Weights after redistribution: of indicators and of dimensions, with a reason where blank."""

    indicators: Mapping[str, Fraction]
    dimensions: Mapping[str, Fraction]
    reason: str | None = None


def carried_weights(plan: Plan, applicable: Collection[str]) -> CarriedWeights:
    """Give the weight of indicators that do not apply to those that do.

    Inside their level-2 group first; where the whole group is empty, to the other groups of its
    level-1 dimension, each time in proportion to the stated weights. An empty dimension keeps its
    weight and blanks the contract: no other dimension may grow at its cost.

    Parameters
    ----------
    plan : Plan
        The tree with its stated weights.
    applicable : collection of str
        Codes of the indicators that apply to this contract.

    Returns
    -------
    CarriedWeights
        Exact fractions, 0 for what does not apply; they sum to the plan's points unless ``reason``
        is ``dimension_not_applicable``.
    """
    indicators: dict[str, Fraction] = {leaf.code: Fraction(0) for leaf in plan.indicators}
    reason = None
    for dimension in plan.dimensions:
        groups = _shared(
            dimension.groups,
            Fraction(dimension.weight),
            lambda group: _applies(group, applicable),
            lambda group: Fraction(group.weight),
        )
        if not groups:
            reason = DIMENSION_NOT_APPLICABLE
        for group, weight in groups:
            leaves = _shared(
                group.indicators,
                weight,
                lambda leaf: leaf.code in applicable,
                lambda leaf: Fraction(leaf.weight),
            )
            indicators.update((leaf.code, share) for leaf, share in leaves)
    dimensions = {node.code: _carried(node, indicators) for node in plan.dimensions}
    return CarriedWeights(indicators, dimensions, reason)


@dataclass(frozen=True, slots=True)
class Carrier:
    """The redistribution of one plan, computed once for each set of indicators that apply."""

    plan: Plan
    known: dict[frozenset[str], CarriedWeights] = field(default_factory=dict)

    def weights(self, applicable: Collection[str]) -> CarriedWeights:
        """Return what :func:`carried_weights` gives; most contracts share it."""
        key = frozenset(applicable)
        if key not in self.known:
            self.known[key] = carried_weights(self.plan, key)
        return self.known[key]


def _applies(group: Group, applicable: Collection[str]) -> bool:
    return any(leaf.code in applicable for leaf in group.indicators)


def _carried(dimension: Dimension, indicators: Mapping[str, Fraction]) -> Fraction:
    return sum((indicators[leaf.code] for leaf in dimension.indicators), Fraction(0))


def _shared(
    nodes: tuple[Node, ...],
    weight: Fraction,
    is_applicable: Callable[[Node], bool],
    stated: Callable[[Node], Fraction],
) -> list[tuple[Node, Fraction]]:
    """Share ``weight`` among the applicable nodes in proportion to their stated weights."""
    kept = [node for node in nodes if is_applicable(node)]
    total = sum((stated(node) for node in kept), Fraction(0))
    return [(node, weight * stated(node) / total) for node in kept]
