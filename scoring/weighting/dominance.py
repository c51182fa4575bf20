"""This room is for the dominance rule: satisfaction weighs more than anything else beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.errors import MethodError
from scoring.plan import Plan

TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a weight tree; a weight counts among sisters only, whatever their sum."""

    code: str
    weight: float
    children: tuple["Node", ...] = ()


def effective_weights(
    top: Sequence[Node], available: Collection[str] | None = None
) -> dict[str, float]:
    """Return the shares of the top-level nodes, after branches without data have dropped out.

    Parameters
    ----------
    top : sequence of Node
        The level-1 nodes with all below them.
    available : collection of str, optional
        Codes of the leaves that have data for the unit looked at; all of them where it is absent.

    Returns
    -------
    dict of str to float
        Shares that sum to 1; 0 for a node without any available leaf.

    Raises
    ------
    MethodError
        ``weight_not_positive``, or ``nothing_available`` where no leaf has data.

    Examples
    --------
    >>> effective_weights((Node("SAT", 3), Node("OUT", 1)))
    {'SAT': 0.75, 'OUT': 0.25}
    """
    for node in top:
        if not node.weight > 0:
            raise MethodError(
                "weight_not_positive", where=node.code, found=node.weight, allowed="above 0"
            )
    kept = [node for node in top if available is None or _is_available(node, available)]
    total = sum(node.weight for node in kept)
    if not kept:
        raise MethodError(
            "nothing_available", where="weights", found=[], allowed=[node.code for node in top]
        )
    codes = {node.code for node in kept}
    return {node.code: node.weight / total if node.code in codes else 0.0 for node in top}


def _is_available(node: Node, available: Collection[str]) -> bool:
    if not node.children:
        return node.code in available
    return any(_is_available(child, available) for child in node.children)


def margin_over_next(
    weights: Mapping[str, float | Fraction], satisfaction: Collection[str]
) -> float | Fraction:
    """Return by how much the lightest satisfaction node outweighs the heaviest other one.

    Where there is no other node the margin is the weight itself.

    Raises
    ------
    MethodError
        ``no_satisfaction`` where none of the nodes is marked.
    """
    marked = [weight for code, weight in weights.items() if code in satisfaction]
    others = [weight for code, weight in weights.items() if code not in satisfaction]
    if not marked:
        raise MethodError(
            "no_satisfaction", where="weights", found=sorted(satisfaction), allowed=sorted(weights)
        )
    return min(marked) - max(others, default=Fraction(0))


def is_strictly_heaviest(
    weights: Mapping[str, float | Fraction],
    satisfaction: Collection[str],
    tolerance: float = TOLERANCE,
) -> bool:
    """Tell whether satisfaction outweighs every other node; a tie within tolerance does not.

    >>> is_strictly_heaviest({"SAT": 0.35, "OUT": 0.35, "PM": 0.3}, {"SAT"})
    False
    """
    return bool(margin_over_next(weights, satisfaction) > tolerance)


def satisfaction_codes(plan: Plan) -> tuple[str, ...]:
    """Return the codes of the level-1 dimensions marked as beneficiary satisfaction."""
    return tuple(node.code for node in plan.dimensions if node.is_satisfaction)


def is_dominant_plan(plan: Plan) -> bool:
    """Tell whether satisfaction is strictly heaviest in a plan, by its exact decimals."""
    weights = {node.code: Fraction(node.weight) for node in plan.dimensions}
    return is_strictly_heaviest(weights, satisfaction_codes(plan), tolerance=0)


def lost_dominance(plan: Plan, weights: Mapping[str, float | Fraction]) -> bool:
    """Tell whether redistribution took from one contract the dominance that its plan has.

    ``weights`` are those of the contract's dimensions after redistribution.
    """
    if plan.is_selection or not is_dominant_plan(plan):
        return False
    return not is_strictly_heaviest(weights, satisfaction_codes(plan))
