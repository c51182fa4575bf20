"""The dominance rule tested four ways: as stated, in effect, for each contract, by influence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.indicators.curves import Curve
from scoring.indicators.inputs import is_survey
from scoring.indicators.rules import curve_of, rule_of
from scoring.plan import Part, Plan
from scoring.weighting.columns import NOISE
from scoring.weighting.dominance import TOLERANCE, margin_over_next, satisfaction_codes
from scoring.weighting.influence import influence_of

STATED = "stated_weight"
EFFECTIVE = "effective_weight"
AFTER_GAPS = "weight_after_gaps"
INFLUENCE = "real_influence"
# A correlation over fewer contracts says nothing about the weights.
FEWEST_CONTRACTS = 5
FAR = Fraction(10**9)  # an input beyond every bound of any rule

Number = float | Fraction


@dataclass(frozen=True, slots=True)
class DominanceTest:
    """One of the four tests: whether satisfaction is strictly heaviest, and by how much.

    ``margin`` is the lightest satisfaction dimension less the heaviest other one, in points, or in
    shares of influence; ``shares`` what each dimension has. ``contracts`` names those that fail
    the test after gaps. Where ``is_met`` is None, ``reason`` says why there is no answer.
    """

    code: str
    is_met: bool | None
    margin: float | None
    shares: Mapping[str, float]
    contracts: tuple[str, ...] = ()
    reason: str | None = None


def dominance_tests(
    plan: Plan,
    carried: Mapping[str, Mapping[str, Number]] | None = None,
    points: npt.ArrayLike | None = None,
) -> tuple[DominanceTest, ...]:
    """Test in four ways whether beneficiary satisfaction is heaviest.

    Parameters
    ----------
    plan : Plan
        Gives the stated weights, and by its rules the effective ones.
    carried : mapping of contract to mapping of dimension to number, optional
        Points that the dimensions of each contract carry after redistribution.
    points : array_like, shape (J, D), optional
        Points that J contracts got in the D dimensions, in the plan's order; no gaps.

    Returns
    -------
    tuple of DominanceTest
        ``stated_weight``: the points as written. ``effective_weight``: the points that answers and
        measures can move, so a dimension whose rules give points for nothing counts for less.
        ``weight_after_gaps``: the lightest case of all contracts. ``real_influence``: shares of
        the correlations of the dimensions with the total over the contracts; a dimension in which
        nobody differs has none. All are blank with ``satisfaction_not_marked`` where none is
        marked, the last two with ``no_contracts`` without contracts, the last one with
        ``few_contracts`` below five and ``totals_alike`` where totals do not differ
        or dimensions work against them.

    Notes
    -----
    Influence as in Paruolo, Saisana and Saltelli (2013), J. R. Statist. Soc. A 176, 609-634, by
    correlations, which are theirs where relations are linear.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from scoring.plan import Dimension, Group, Indicator
    >>> def node(code, points, marked):
    ...     kind, source = ("SAT", "BQ") if marked else ("PANEL", "PN")
    ...     part = Part(kind, Decimal(points), source, "x")
    ...     leaf = Indicator(code, {}, (part,))
    ...     return Dimension(code, {}, (Group(code, {}, (leaf,)),), marked)
    >>> plan = Plan("E", {}, (node("A", 60, True), node("B", 40, False)), (), (), ())
    >>> [(test.code, test.is_met, test.margin) for test in dominance_tests(plan)][:2]
    [('stated_weight', True, 20.0), ('effective_weight', True, 20.0)]
    """
    marked = satisfaction_codes(plan)
    if not marked:
        codes = (STATED, EFFECTIVE, AFTER_GAPS, INFLUENCE)
        return tuple(_blank(code, "satisfaction_not_marked") for code in codes)
    return (
        _of_weights(STATED, stated_points(plan), marked),
        _of_weights(EFFECTIVE, effective_points(plan), marked),
        _after_gaps(carried or {}, marked),
        _by_influence(plan, points, marked),
    )


def stated_points(plan: Plan) -> dict[str, Fraction]:
    """Return the points of each dimension as the plan states them."""
    return {node.code: Fraction(node.weight) for node in plan.dimensions}


def effective_points(plan: Plan) -> dict[str, Fraction]:
    """Return the points that each dimension's rules can move: the most less the least they give.

    A table whose worst row still gives 3 of 5 points moves 2. A part whose rule cannot be drawn
    counts in full; the checks of the plan name its fault.

    Examples
    --------
    >>> from decimal import Decimal
    >>> part = Part("STEP", Decimal(5), "BQ", "x",
    ...             {"bands": [["90", "5"], ["0", "3"]], "side": "at_least"})
    >>> movable_points(part)
    Fraction(2, 1)
    """
    return {
        node.code: sum(
            (movable_points(part) for leaf in node.indicators for part in leaf.parts), Fraction(0)
        )
        for node in plan.dimensions
    }


def movable_points(part: Part) -> Fraction:
    """Return the most less the least that a part's rule gives over all inputs it can take."""
    worth = Fraction(part.points)
    if part.kind != "STEP" or worth <= 0:
        return worth
    curve = curve_of(part, part.input)
    is_share = is_survey(part) or part.parameters.get("unit", "percent") == "percent"
    highest = rule_of(part, part.input).highest or (Fraction(100) if is_share else FAR)
    given = [curve.at(value) for value in _tried(curve, highest)]
    return max(given) - min(given)


def _tried(curve: Curve, highest: Fraction) -> list[Fraction]:
    """Return inputs that meet every level of a table: its bounds and just beside them."""
    step = Fraction(1, 10**9)
    around = [kink + side for kink in curve.kinks for side in (-step, 0, step)]
    return [Fraction(0), highest, *(value for value in around if 0 <= value <= highest)]


def _of_weights(code: str, weights: Mapping[str, Number], marked: Sequence[str]) -> DominanceTest:
    margin = margin_over_next(weights, marked)
    shares = {key: float(weight) for key, weight in weights.items()}
    limit = 0 if isinstance(margin, Fraction) else TOLERANCE
    return DominanceTest(code, bool(margin > limit), float(margin), shares)


def _after_gaps(
    carried: Mapping[str, Mapping[str, Number]], marked: Sequence[str]
) -> DominanceTest:
    if not carried:
        return _blank(AFTER_GAPS, "no_contracts")
    tests = {
        contract: _of_weights(AFTER_GAPS, weights, marked) for contract, weights in carried.items()
    }
    failing = tuple(sorted(contract for contract, test in tests.items() if not test.is_met))
    lightest = min(tests.values(), key=lambda test: test.margin or 0.0)
    return DominanceTest(AFTER_GAPS, not failing, lightest.margin, lightest.shares, failing)


def _by_influence(plan: Plan, points: npt.ArrayLike | None, marked: Sequence[str]) -> DominanceTest:
    codes = [node.code for node in plan.dimensions]
    values = np.asarray([] if points is None else points, dtype=np.float64)
    if not values.size:
        return _blank(INFLUENCE, "no_contracts")
    if len(values) < FEWEST_CONTRACTS:
        return _blank(INFLUENCE, "few_contracts")
    varies = np.ptp(values, axis=0) > NOISE * np.abs(values).max(axis=0)
    totals = values.sum(axis=1)
    if not varies.any() or np.ptp(totals) <= NOISE * np.abs(totals).max():
        return _blank(INFLUENCE, "totals_alike")
    try:
        _, found = influence_of(values[:, varies], np.ones(int(varies.sum())))
    except MethodError:
        # Dimensions that work against each other cancel: no share of their influence is defined.
        return _blank(INFLUENCE, "totals_alike")
    shares = np.zeros(len(codes))
    shares[varies] = found
    return _of_weights(INFLUENCE, dict(zip(codes, shares.tolist(), strict=True)), marked)


def _blank(code: str, reason: str) -> DominanceTest:
    return DominanceTest(code, None, None, {}, reason=reason)
