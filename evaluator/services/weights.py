"""Weights of an indicator set: setting one scales its rule, and wrong sums can be repaired."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from typing import Any

from scoring.plan import Indicator, Part, Plan
from scoring.weighting.admissible import Proposal, in_steps, nearest_admissible
from scoring.weighting.dominance import is_dominant_plan, satisfaction_codes

FULL = Decimal(100)
STEP = Decimal("0.01")  # repairs give weights with two decimals
FINEST = Decimal("0.000001")  # points inside a rule carry six


def with_weights(plan: Plan, weights: Mapping[str, Decimal]) -> Plan:
    """Return the plan with new weights of some indicators; each rule is scaled as a whole."""

    def change(leaf: Indicator) -> Indicator:
        weight = weights.get(leaf.code, leaf.weight)
        return leaf if weight == leaf.weight else scaled(leaf, weight)

    return _mapped(plan, change)


def scaled(leaf: Indicator, weight: Decimal) -> Indicator:
    """Return an indicator whose parts keep their proportions and sum to ``weight`` exactly."""
    factor = Fraction(weight) / Fraction(leaf.weight)
    points = [_rounded(Fraction(part.points) * factor, ROUND_DOWN) for part in leaf.parts]
    # What rounding left over goes to the largest part, so that the sum is the weight.
    largest = max(range(len(points)), key=lambda position: leaf.parts[position].points)
    points[largest] += weight - sum(points)
    parts = zip(leaf.parts, points, strict=True)
    return replace(leaf, parts=tuple(_scaled_part(part, worth) for part, worth in parts))


def _scaled_part(part: Part, points: Decimal) -> Part:
    """Scale what a rule states in points along with its part."""
    factor = Fraction(points) / Fraction(part.points)
    parameters = dict(part.parameters)
    if part.kind == "STEP":
        parameters["bands"] = [
            [bound, _plain(min(points, _times(worth, factor, ROUND_UP)))]
            for bound, worth in parameters["bands"]
        ]
    if part.kind == "DED" and "classes" in parameters:
        parameters["classes"] = {
            name: cost if cost == "all" else _plain(_times(cost, factor, ROUND_HALF_UP))
            for name, cost in parameters["classes"].items()
        }
    elif part.kind in ("DED", "COUNT"):
        parameters["each"] = _plain(_times(parameters["each"], factor, ROUND_UP))
    return replace(part, points=_bare(points), parameters=parameters)


def sum_repaired(plan: Plan) -> Plan:
    """Return the plan with all weights scaled so that they sum to 100 exactly."""
    weights = {leaf.code: leaf.weight for leaf in plan.indicators}
    return with_weights(plan, _shared_out(weights, FULL))


def dominance_proposal(plan: Plan, locked: Collection[str] = ()) -> Proposal | None:
    """Return the nearest weights of the dimensions with which satisfaction is heaviest.

    Where it is heaviest already they are the weights as they are. None for a plan with several
    satisfaction dimensions, or none: which one should grow is for people to say. ``locked``
    dimensions keep their weight; where that leaves no room the proposal says so.
    """
    marked = satisfaction_codes(plan)
    if len(marked) != 1 or len(plan.dimensions) == 1:
        return None
    weights = {node.code: Fraction(node.weight) for node in plan.dimensions}
    if is_dominant_plan(plan) and plan.total_points == FULL:
        return Proposal(weights, Fraction(0), Fraction(0))
    if any(weight <= 0 for weight in weights.values()):
        return None
    known = [code for code in locked if code in weights]
    found = nearest_admissible(weights, marked[0], known)
    if found.weights is None:
        return found
    proposed = in_steps(found.weights, marked[0])
    moved = sum((abs(proposed[code] - weight) for code, weight in weights.items()), Fraction(0))
    return Proposal(proposed, moved / 2, proposed[marked[0]] - weights[marked[0]])


def dominance_repaired(plan: Plan, locked: Collection[str] = ()) -> Plan:
    """Return the plan with the proposed weights; unchanged where there is no proposal.

    Inside a dimension all indicators change in proportion.
    """
    proposal = dominance_proposal(plan, locked)
    if proposal is None or proposal.weights is None:
        return plan
    changed: dict[str, Decimal] = {}
    for node in plan.dimensions:
        weight = _rounded(proposal.weights[node.code], ROUND_HALF_UP)
        if weight != node.weight:
            leaves = {leaf.code: leaf.weight for leaf in node.indicators}
            changed |= _shared_out(leaves, weight)
    return with_weights(plan, changed)


def _shared_out(weights: Mapping[str, Decimal], total: Decimal) -> dict[str, Decimal]:
    """Share ``total`` out in proportion, in steps of 0.01, what is left to the largest rests."""
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    exact = {code: Fraction(total) * Fraction(w) / whole for code, w in weights.items()}
    shares = {code: max(STEP, _rounded(worth, ROUND_DOWN, STEP)) for code, worth in exact.items()}
    left = total - sum(shares.values())
    order = sorted(exact, key=lambda code: Fraction(shares[code]) - exact[code])
    for code in order[: int(left / STEP)] if left > 0 else ():
        shares[code] += STEP
    if left < 0:
        shares[max(shares, key=lambda code: shares[code])] += left
    return {code: _bare(share) for code, share in shares.items()}


def _mapped(plan: Plan, change: Callable[[Indicator], Indicator]) -> Plan:
    return replace(
        plan,
        dimensions=tuple(
            replace(
                dimension,
                groups=tuple(
                    replace(group, indicators=tuple(change(leaf) for leaf in group.indicators))
                    for group in dimension.groups
                ),
            )
            for dimension in plan.dimensions
        ),
    )


def _times(worth: Any, factor: Fraction, rounding: str) -> Decimal:
    return _rounded(Fraction(str(worth)) * factor, rounding)


def _rounded(worth: Fraction, rounding: str, step: Decimal = FINEST) -> Decimal:
    units = worth / Fraction(step)
    whole, rest = divmod(units, 1)
    up = rest > 0 and (rounding == ROUND_UP or (rounding == ROUND_HALF_UP and rest * 2 >= 1))
    return (Decimal(int(whole) + int(up))) * step


def _bare(number: Decimal) -> Decimal:
    """Return a decimal without idle zeros or exponent: one value, one text, one hash."""
    return Decimal(f"{number.normalize():f}")


def _plain(number: Decimal) -> str:
    return str(_bare(number))
