"""Weights of an indicator set: setting one scales its rule, and wrong sums can be repaired."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from typing import Any

from scoring.plan import Indicator, Part, Plan

FULL = Decimal(100)
STEP = Decimal("0.01")  # repairs give weights with two decimals
FINEST = Decimal("0.000001")  # points inside a rule carry six
LEAD = Decimal("0.5")  # by how much a repair lets satisfaction outweigh the next dimension


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


def dominance_repaired(plan: Plan) -> Plan:
    """Return the plan with satisfaction heaviest by half a point at least, and a sum of 100.

    Points move from every other dimension in proportion; a plan with several satisfaction
    dimensions, or none, is returned unchanged: which one should grow is for people to say.
    """
    marked = [node for node in plan.dimensions if node.is_satisfaction]
    others = [node for node in plan.dimensions if not node.is_satisfaction]
    if len(marked) != 1 or not others:
        return plan
    plan = sum_repaired(plan)
    marked = [node for node in plan.dimensions if node.is_satisfaction]
    others = [node for node in plan.dimensions if not node.is_satisfaction]
    rest = sum((node.weight for node in others), Decimal(0))
    heaviest = max(node.weight for node in others)
    if marked[0].weight >= heaviest + LEAD:
        return plan
    # With all others scaled by f, satisfaction holds 100 - f rest; that shall be f heaviest + lead.
    kept = (FULL - LEAD) * rest / (rest + heaviest)
    kept = kept.quantize(STEP, rounding=ROUND_DOWN)
    weights = {leaf.code: leaf.weight for node in others for leaf in node.indicators}
    grown = {leaf.code: leaf.weight for leaf in marked[0].indicators}
    return with_weights(plan, {**_shared_out(weights, kept), **_shared_out(grown, FULL - kept)})


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
