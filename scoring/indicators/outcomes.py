"""This room is for scoring the indicators of one contract from the readings of its inputs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from scoring.errors import MethodError
from scoring.indicators.curves import Curve
from scoring.indicators.gaps import CarriedWeights, Carrier
from scoring.indicators.inputs import inputs_of
from scoring.indicators.readings import NOT_APPLICABLE, Reading, blank
from scoring.indicators.rounding import half_up
from scoring.indicators.rule_variance import (
    DETERMINISTIC,
    Spread,
    binomial_spread,
    normal_spread,
)
from scoring.indicators.rules import check_value, class_deductions, curve_of
from scoring.plan import Dimension, Group, Indicator, Part, Plan


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """What a part gave after redistribution: exact points, their spread, the input's variance.

    ``curve`` gives the points at any input before they are stretched by ``stretch``, and ``value``
    is the input; both are None where there are no points.
    """

    part: Part
    maximum: Fraction
    points: Fraction | None
    spread: Spread
    variance: float
    reason: str | None = None
    curve: Curve | None = None
    value: Fraction | None = None
    stretch: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class IndicatorOutcome:
    """An indicator with its exact points and the weight it carries, or why it has none.

    ``points`` are the unrounded sum of the parts that were scored, ``printed`` is the row as shown.
    """

    dimension: Dimension
    group: Group
    indicator: Indicator
    effective_weight: Fraction
    parts: tuple[PartOutcome, ...]
    points: Fraction | None
    printed: Decimal | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ContractOutcome:
    """All indicators of a contract, the weights they carry, and what leaves it without a total."""

    indicators: tuple[IndicatorOutcome, ...]
    weights: CarriedWeights
    reasons: tuple[str, ...]


def score_indicators(
    plan: Plan,
    readings: Mapping[str, Reading],
    lowest: Mapping[str, Fraction] | None = None,
    carrier: Carrier | None = None,
) -> ContractOutcome:
    """Score every indicator of one contract.

    A part without a value gives its points to the other parts of its indicator, unless it is the
    largest one and lacks answers: then the indicator is blank. An indicator none of whose parts has
    a value is left out with its weight redistributed if all of them do not
    apply; if one of them is blank for another reason (too few answers), the contract has no total.

    Parameters
    ----------
    plan : Plan
        The tree and its rules.
    readings : mapping of str to Reading
        One for every input of the plan.
    lowest : mapping of str to Fraction, optional
        The lowest price of all contracts, by input.
    carrier : Carrier, optional
        Of this plan; one for all contracts saves redistributing weights for each.

    Returns
    -------
    ContractOutcome
        ``reasons``, in the order of their codes, is empty where the contract has a total.

    Raises
    ------
    PlanError
        Where a rule contradicts itself.
    MethodError
        ``value_outside_rule`` for an input that its rule cannot take, ``reading_missing``.
    """
    scored = {
        leaf.code: tuple(_part_outcome(part, leaf, readings, lowest or {}) for part in leaf.parts)
        for leaf in plan.indicators
    }
    blanks = {code: _blank_reason(parts) for code, parts in scored.items()}
    applicable = {code for code, reason in blanks.items() if reason != NOT_APPLICABLE}
    weights = (carrier or Carrier(plan)).weights(applicable)
    rows = []
    for dimension, group, leaf in plan.walk():
        weight = weights.indicators[leaf.code]
        parts = _stretched(scored[leaf.code], weight)
        reason = blanks[leaf.code]
        points = None if reason is not None else _sum(part.points for part in parts)
        printed = None if points is None else half_up(points)
        rows.append(
            IndicatorOutcome(dimension, group, leaf, weight, parts, points, printed, reason)
        )
    # Sorted, so that the reason named first does not hang on the order of the tree.
    causes = {*blanks.values(), weights.reason} - {None, NOT_APPLICABLE}
    return ContractOutcome(tuple(rows), weights, tuple(sorted(code for code in causes if code)))


def _sum(points: Iterable[Fraction | None]) -> Fraction:
    """Return the sum of what is known; adding to nothing would cost as much as adding."""
    known = [value for value in points if value is not None]
    return sum(known[1:], known[0]) if known else Fraction(0)


def _blank_reason(parts: tuple[PartOutcome, ...]) -> str | None:
    # The largest part says what an indicator is of (the first where equal). Too few answers to it
    # are too few for the indicator: a smaller part cannot speak in its place.
    leading = max(parts, key=lambda part: part.maximum)
    if leading.reason not in (None, NOT_APPLICABLE):
        return leading.reason
    if any(part.points is not None for part in parts):
        return None
    causes = [part.reason for part in parts if part.reason not in (None, NOT_APPLICABLE)]
    return causes[0] if causes else NOT_APPLICABLE


def _stretched(parts: tuple[PartOutcome, ...], weight: Fraction) -> tuple[PartOutcome, ...]:
    """Let the scored parts carry the whole weight of their indicator, in proportion."""
    stated = _sum(part.maximum for part in parts if part.points is not None)
    if not stated or stated == weight:
        return parts
    factor = weight / stated
    return tuple(
        part
        if part.points is None
        else replace(
            part,
            maximum=part.maximum * factor,
            points=part.points * factor,
            spread=part.spread.scaled(float(factor)),
            stretch=factor,
        )
        for part in parts
    )


def _part_outcome(
    part: Part,
    leaf: Indicator,
    readings: Mapping[str, Reading],
    lowest: Mapping[str, Fraction],
) -> PartOutcome:
    where = f"{leaf.code}/{part.input}"
    maximum = Fraction(part.points)
    reading = _reading_of(part, readings, where)
    if reading.value is None:
        return PartOutcome(part, maximum, None, DETERMINISTIC, 0.0, reading.reason)
    check_value(part, reading.value, where)
    curve = curve_of(part, where, lowest.get(part.input))
    if reading.is_sampled:
        spread = binomial_spread(curve, reading.successes or 0, reading.sampled or 0, reading.scale)
    elif reading.variance > 0:
        spread = normal_spread(curve, reading.value, reading.variance)
    else:
        spread = DETERMINISTIC
    points = _within(curve, reading, maximum, where)
    return PartOutcome(
        part, maximum, points, spread, reading.variance, curve=curve, value=reading.value
    )


def _within(curve: Curve, reading: Reading, maximum: Fraction, where: str) -> Fraction:
    """Return the points of an input; a price below the stated lowest would earn too many."""
    value = reading.value or Fraction(0)
    points = curve.at(value)
    if points > maximum:
        raise MethodError(
            "value_outside_rule",
            where=where,
            found=float(value),
            allowed=f"what earns {float(maximum)} points or fewer",
        )
    return points


def _reading_of(part: Part, readings: Mapping[str, Reading], where: str) -> Reading:
    """Return the reading of a part; counts by class become the points they cost together."""
    codes = inputs_of(part)
    for code in codes:
        if code not in readings:
            raise MethodError("reading_missing", where=where, found=None, allowed=code)
    if "classes" not in part.parameters:
        return readings[codes[0]]
    costs = class_deductions(part.parameters, Fraction(part.points), where)
    counted = [(readings[code], cost) for code, cost in zip(codes, costs.values(), strict=True)]
    values = [(reading.value, cost) for reading, cost in counted if reading.value is not None]
    if not values:
        return blank(NOT_APPLICABLE)
    for value, _ in values:
        if value < 0 or value.denominator != 1:
            raise MethodError(
                "value_outside_rule", where=where, found=float(value), allowed="count, 0 or more"
            )
    variance = sum(reading.variance * float(cost) ** 2 for reading, cost in counted)
    return Reading(sum((value * cost for value, cost in values), Fraction(0)), variance)
