"""This room is for tests of intervals near the bends of rules."""

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.bent_totals import BentTotal, bent_total
from scoring.indicators.curves import capped, proportional
from scoring.indicators.outcomes import PartOutcome
from scoring.indicators.rule_variance import normal_spread
from scoring.indicators.rules import curve_of
from scoring.plan import Part

TWO = 2.0  # standard errors


def scored(
    value: float, error: float, *, code: str = "v", source: str = "BQ", cap: int | None = 80
) -> PartOutcome:
    """Return a part of 40 points in proportion to its input, up to a cap."""
    part = Part("RATE", Decimal(40), source, code, {"target": str(cap or 100)})
    points = Fraction(40)
    curve = (
        capped(points, Fraction(cap), Fraction(0)) if cap else proportional(points, Fraction(100))
    )
    x = Fraction(value)
    return PartOutcome(
        part, points, curve.at(x), normal_spread(curve, x, error**2), error**2, curve=curve, value=x
    )


def fallen(value: float, error: float, code: str) -> PartOutcome:
    """Return a part that loses half a point a count, from 40 down to nothing at 80."""
    part = Part("DED", Decimal(40), "BQ", code, {"each": "0.5"})
    curve, x = curve_of(part, code), Fraction(value)
    return PartOutcome(
        part,
        Fraction(40),
        curve.at(x),
        normal_spread(curve, x, error**2),
        error**2,
        curve=curve,
        value=x,
    )


def total_of(parts: list[PartOutcome], correlation: float = 0.0) -> BentTotal:
    variances = {part.part.input: part.variance for part in parts if part.part.source == "BQ"}
    codes, errors = tuple(variances), np.sqrt(list(variances.values()))
    matrix = np.where(np.eye(len(codes)) > 0, 1.0, correlation) * np.outer(errors, errors)
    found = bent_total(parts, codes, matrix)
    assert found is not None
    return found


def test_rules_that_are_straight_around_the_estimate_need_no_reach_of_their_own() -> None:
    straight = [scored(60, 2.0), scored(70, 2.0, cap=None)]

    assert bent_total(straight, ("v",), np.eye(1)) is None


def test_at_a_cap_the_truth_may_lie_below_alone() -> None:
    below, above = total_of([scored(80, 4.0)]).reach(TWO)

    assert (below, above) == (pytest.approx(TWO * 4.0 * 40 / 80), 0.0)


def test_beyond_the_cap_the_interval_still_reaches_back_below_it() -> None:
    below, above = total_of([scored(83, 4.0)]).reach(TWO)

    # From 83 - 8 = 75 to 80: five of the eight points of input count.
    assert (below, above) == (pytest.approx(5 * 40 / 80), 0.0)


@pytest.mark.parametrize(
    ("correlation", "expected"), [(0.0, math.hypot(4, 3.2)), (1.0, 7.2), (0.5, math.sqrt(39.04))]
)
def test_distances_add_up_by_the_correlation_of_the_inputs(
    correlation: float, expected: float
) -> None:
    parts = [scored(80, 4.0, code="v"), scored(60, 4.0, code="w", cap=None)]
    below, above = total_of(parts, correlation).reach(TWO)

    assert below == pytest.approx(expected)
    assert above == pytest.approx(3.2)


@pytest.mark.parametrize(("correlation", "expected"), [(0.0, math.hypot(4, 4)), (1.0, 0.0)])
def test_inputs_that_move_together_through_opposite_rules_make_up_for_each_other(
    correlation: float, expected: float
) -> None:
    # The first loses where its input falls, the second gains there.
    parts = [scored(80, 4.0, code="v"), fallen(40, 4.0, "w")]

    assert total_of(parts, correlation).reach(TWO)[0] == pytest.approx(expected, abs=1e-7)


def test_a_measure_is_independent_of_the_survey() -> None:
    parts = [scored(80, 4.0), scored(80, 4.0, code="m", source="AD")]
    below, above = total_of(parts, 1.0).reach(TWO)

    assert (below, above) == (pytest.approx(4 * math.sqrt(2)), 0.0)


def test_parts_that_share_an_input_move_together() -> None:
    below, _ = total_of([scored(80, 4.0)] * 2).reach(TWO)

    assert below == pytest.approx(8.0)


def test_a_stretched_part_reaches_as_much_further() -> None:
    part = replace(scored(80, 4.0), stretch=Fraction(3, 2))

    assert total_of([part]).reach(TWO)[0] == pytest.approx(6.0)


@given(
    truth=st.floats(60, 100),
    miss=st.floats(-1.9, 1.9),
    error=st.floats(0.5, 6),
)
def test_the_interval_holds_the_truth_wherever_that_of_the_input_does(
    truth: float, miss: float, error: float
) -> None:
    value = min(max(truth + miss * error, 0.0), 100.0)
    part = scored(value, error)
    total = bent_total([part], ("v",), np.array([[error**2]]))
    if total is None:
        return
    below, above = total.reach(TWO)
    points, true_points = float(part.points or 0), min(40.0, truth * 0.5)

    assert points - below - 1e-9 <= true_points <= points + above + 1e-9
