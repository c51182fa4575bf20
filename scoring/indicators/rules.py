"""This room is for the kinds of rules: one function and one row of the registry for each.

Every share is a percentage (0-100). A part's rule is a curve of its input; parameters are plain
JSON data with decimals as strings:

==========  ======================================================================================
SAT         points x mean / 100
RATE        points x min(1, x / ``target``), nothing below ``floor``; ``unit``
STEP        ``bands`` of [bound, points], ``side`` at_least (bound included) or at_most; ``unit``
DED         points less ``each`` a count, or ``classes`` {class: each or "all"}; never below zero
PANEL       points x mean of the assessors' percentages / 100
LOWP        points x ``lowest`` / price; without ``lowest`` the lowest price of all contracts
BIN         all points for 1, none for 0
MEAN_UNITS  points x mean over units of min(1, actual / norm), in percent; ``floor``
COUNT       ``each`` points a count, at most the part's points
==========  ======================================================================================
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from scoring.errors import MethodError, PlanError
from scoring.indicators.curves import BrokenLine, Curve, Reciprocal, Stretch, capped, proportional
from scoring.indicators.parameters import (
    choice,
    exact,
    not_negative,
    pairs,
    positive,
    refuse_unknown,
)
from scoring.plan import Part

HUNDRED = Fraction(100)
ZERO = Fraction(0)
UNITS = ("percent", "number", "hours", "months", "days")
SIDES = ("at_least", "at_most")

Parameters = Mapping[str, Any]
Builder = Callable[[Fraction, Parameters, str], Curve]


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of rule: how its curve is made and what its input may be.

    ``unit`` is what a person enters: points, percent, count, price or yes_no; kinds with a ``unit``
    parameter may name another. ``highest`` is the largest input that makes sense, if there is one.
    """

    kind: str
    curve: Builder
    parameters: tuple[str, ...]
    unit: str
    highest: Fraction | None = None


def satisfaction(points: Fraction, parameters: Parameters, where: str) -> Curve:
    """SAT: in proportion to a mean of 0-100."""
    return proportional(points, HUNDRED)


def rate(points: Fraction, parameters: Parameters, where: str) -> Curve:
    """RATE: in proportion up to the target, nothing below the floor."""
    target = positive(parameters, "target", where)
    floor = not_negative(parameters, "floor", where)
    choice(parameters, "unit", UNITS, where)
    if floor > target:
        raise _wrong("floor", str(floor), f"at most the target {target}", where)
    return capped(points, target, floor)


def step(points: Fraction, parameters: Parameters, where: str) -> Curve:
    """STEP: a table of bounds, the best first; outside all of them nothing."""
    bands = pairs(parameters, "bands", where)
    side = choice(parameters, "side", SIDES, where)
    choice(parameters, "unit", UNITS, where)
    _check_bands(bands, side, points, where)
    if side == "at_least":
        rising = [Stretch(bound, value, ZERO) for bound, value in reversed(bands)]
        return BrokenLine((Stretch(ZERO, ZERO, ZERO), *rising))
    values = [value for _, value in bands] + [ZERO]
    starts = [ZERO] + [bound for bound, _ in bands]
    return BrokenLine(
        tuple(Stretch(start, value, ZERO) for start, value in zip(starts, values, strict=True)),
        owns_end=True,
    )


def _check_bands(
    bands: tuple[tuple[Fraction, Fraction], ...], side: str, points: Fraction, where: str
) -> None:
    """Refuse a table that is out of order or gives more than the part has."""
    for (bound, value), (next_bound, next_value) in pairwise(bands):
        is_ordered = bound > next_bound if side == "at_least" else bound < next_bound
        if not is_ordered or value < next_value:
            raise _wrong("bands", f"{bound}, {next_bound}", "the best first, none twice", where)
    for _, value in bands:
        if not 0 <= value <= points:
            raise _wrong("bands", str(value), f"0 to {points} points", where)


def deduction(points: Fraction, parameters: Parameters, where: str) -> Curve:
    """DED: less a fixed number of points a count, or less the sum over classes (the input then)."""
    each = Fraction(1) if "classes" in parameters else positive(parameters, "each", where)
    if "classes" in parameters:
        class_deductions(parameters, points, where)
    return BrokenLine((Stretch(ZERO, points, -each), Stretch(points / each, ZERO, ZERO)))


def class_deductions(parameters: Parameters, points: Fraction, where: str) -> dict[str, Fraction]:
    """Return the points that one count of each class costs; "all" costs everything."""
    classes = parameters.get("classes")
    if not isinstance(classes, Mapping) or not classes or "each" in parameters:
        raise _wrong("classes", classes, 'classes of deductions, without "each"', where)
    costs = {
        str(name): points if cost == "all" else exact(cost, f"{where}.classes.{name}")
        for name, cost in classes.items()
    }
    for name, cost in costs.items():
        if cost <= 0:
            raise _wrong(f"classes.{name}", str(cost), "above 0", where)
    return costs


def panel(points: Fraction, parameters: Parameters, where: str) -> Curve:
    """PANEL: in proportion to the assessors' mean percentage."""
    return proportional(points, HUNDRED)


def lowest_price(points: Fraction, parameters: Parameters, where: str) -> Curve:
    """LOWP: in inverse proportion to the price."""
    return Reciprocal(points * positive(parameters, "lowest", where))


def pass_or_fail(points: Fraction, parameters: Parameters, where: str) -> Curve:
    """BIN: all or nothing."""
    return BrokenLine((Stretch(ZERO, ZERO, ZERO), Stretch(Fraction(1), points, ZERO)))


def mean_over_units(points: Fraction, parameters: Parameters, where: str) -> Curve:
    """MEAN_UNITS: in proportion to the mean share of the norm that units reach."""
    floor = not_negative(parameters, "floor", where)
    if floor > HUNDRED:
        raise _wrong("floor", str(floor), "0 to 100", where)
    return capped(points, HUNDRED, floor)


def count(points: Fraction, parameters: Parameters, where: str) -> Curve:
    """COUNT: a fixed number of points a count, up to the part's points."""
    return capped(points, points / positive(parameters, "each", where), ZERO)


RULES: Mapping[str, Rule] = {
    rule.kind: rule
    for rule in (
        Rule("SAT", satisfaction, (), "points", HUNDRED),
        Rule("RATE", rate, ("target", "floor", "unit"), "percent"),
        Rule("STEP", step, ("bands", "side", "unit"), "percent"),
        Rule("DED", deduction, ("each", "classes"), "count"),
        Rule("PANEL", panel, (), "percent", HUNDRED),
        Rule("LOWP", lowest_price, ("lowest",), "price"),
        Rule("BIN", pass_or_fail, (), "yes_no", Fraction(1)),
        Rule("MEAN_UNITS", mean_over_units, ("floor",), "percent", HUNDRED),
        Rule("COUNT", count, ("each",), "count"),
    )
}


def rule_of(part: Part, where: str) -> Rule:
    """Return the registered rule of a part; raises ``unknown_rule``."""
    if part.kind not in RULES:
        raise PlanError("unknown_rule", where=where, found=part.kind, allowed=sorted(RULES))
    return RULES[part.kind]


def curve_of(part: Part, where: str, lowest: Fraction | None = None) -> Curve:
    """Return the curve of a part at its stated points.

    Parameters
    ----------
    part : Part
        One summand of an indicator.
    where : str
        The place that an error names.
    lowest : Fraction, optional
        The lowest price of all contracts, for LOWP without a stated one.

    Raises
    ------
    PlanError
        ``unknown_rule``, ``unknown_rule_parameter``, ``missing_rule_parameter``,
        ``wrong_rule_parameter``, ``points_not_positive``.

    Examples
    --------
    >>> from decimal import Decimal
    >>> rate = Part("RATE", Decimal(6), "AD", "B101", {"target": "100", "floor": "60"})
    >>> float(curve_of(rate, "B101").at(Fraction("97.5")))
    5.85
    """
    rule = rule_of(part, where)
    refuse_unknown(part.parameters, rule.parameters, where)
    if part.points <= 0:
        raise PlanError("points_not_positive", where=where, found=part.points, allowed="above 0")
    parameters = dict(part.parameters)
    if lowest is not None and part.kind == "LOWP":
        parameters.setdefault("lowest", lowest)
    return rule.curve(Fraction(part.points), parameters, where)


def unit_of(part: Part) -> str:
    """Return the unit in which the input of a part is given."""
    rule = rule_of(part, part.input)
    return str(part.parameters.get("unit", rule.unit)) if "unit" in rule.parameters else rule.unit


def check_value(part: Part, value: Fraction, where: str) -> None:
    """Refuse an input outside the domain of its rule (``value_outside_rule``)."""
    rule = rule_of(part, where)
    highest = HUNDRED if (part.kind, unit_of(part)) == ("STEP", "percent") else rule.highest
    is_whole = rule.unit in ("count", "yes_no") and "classes" not in part.parameters
    is_wrong = (
        value < 0
        or (highest is not None and value > highest)
        or (rule.unit == "price" and value == 0)
        or (is_whole and value.denominator != 1)
    )
    if is_wrong:
        allowed = f"{unit_of(part)}, 0 " + ("or more" if highest is None else f"to {highest}")
        raise MethodError("value_outside_rule", where=where, found=float(value), allowed=allowed)


def _wrong(name: str, found: object, allowed: str, where: str) -> PlanError:
    return PlanError("wrong_rule_parameter", where=f"{where}.{name}", found=found, allowed=allowed)
