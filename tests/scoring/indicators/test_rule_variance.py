"""This room is for tests of variance carried through rules, against brute summation."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

from scoring.errors import MethodError
from scoring.indicators.curves import BrokenLine, Curve, Stretch, capped, proportional
from scoring.indicators.rule_variance import (
    Spread,
    binomial_spread,
    binomial_variance,
    needs_exact,
    normal_spread,
)

RATE = capped(Fraction(5), Fraction(80), Fraction(30))
CAP = capped(Fraction(5), Fraction(100), Fraction(0))
STEP = BrokenLine(
    tuple(
        Stretch(Fraction(start), Fraction(points), Fraction(0))
        for start, points in ((0, 0), (85, 3), (90, 5), (95, 7), (98, 8))
    )
)
DEDUCTION = BrokenLine(
    (Stretch(Fraction(0), Fraction(3), Fraction(-1, 2)), Stretch(Fraction(6), *[Fraction(0)] * 2))
)


def brute_force(
    curve: Curve, inputs: np.ndarray, chances: np.ndarray, variance: float
) -> tuple[float, float]:
    """Variance of the points and regression slope, summed over inputs one by one."""
    points = np.array([float(curve.at(Fraction(float(value)))) for value in inputs])
    mean = chances @ points
    centre = chances @ inputs
    slope = chances @ ((points - mean) * (inputs - centre)) / variance
    return float(chances @ (points - mean) ** 2), float(slope)


def whole_variance(spread: Spread, variance: float) -> float:
    return spread.slope**2 * variance + spread.residual_variance


@pytest.mark.parametrize("curve", [RATE, CAP, STEP, DEDUCTION])
@pytest.mark.parametrize(("value", "error"), [(80, 6), (97, 2), (30, 3), (6, 1.5)])
def test_the_exact_variance_is_that_of_the_rule_over_a_normal_input(
    curve: BrokenLine, value: int, error: float
) -> None:
    spread = normal_spread(curve, Fraction(value), error**2)
    if spread.method == "slope":  # straight around the estimate: nothing to integrate
        assert spread.slope == float(curve.slope_at(Fraction(value)))
        return
    edges = np.linspace(value - 9 * error, value + 9 * error, 20_001)
    middles = (edges[1:] + edges[:-1]) / 2
    chances = np.diff(norm.cdf(edges, value, error))
    variance, slope = brute_force(curve, middles, chances, error**2)

    assert whole_variance(spread, error**2) == pytest.approx(variance, rel=2e-3, abs=1e-9)
    assert spread.slope == pytest.approx(slope, rel=2e-3, abs=1e-6)


@pytest.mark.parametrize("curve", [RATE, CAP, STEP])
@pytest.mark.parametrize(("successes", "sampled"), [(58, 60), (57, 60), (24, 80), (30, 31)])
def test_the_exact_variance_is_that_of_the_rule_over_all_counts(
    curve: BrokenLine, successes: int, sampled: int
) -> None:
    scale = Fraction(100, sampled)
    variance = binomial_variance(successes, sampled, scale)
    spread = binomial_spread(curve, successes, sampled, scale)
    counts = np.arange(sampled + 1)
    chances = binom.pmf(counts, sampled, successes / sampled)
    points = np.array([float(curve.at(scale * int(count))) for count in counts])
    mean = chances @ points
    expected = chances @ (points - mean) ** 2
    slope = chances @ ((points - mean) * (counts - successes)) * float(scale) / variance

    assert whole_variance(spread, variance) == pytest.approx(expected, rel=1e-10)
    assert spread.slope == pytest.approx(slope, rel=1e-9)


def test_far_from_every_kink_the_slope_serves_and_agrees_with_the_exact_variance() -> None:
    spread = normal_spread(RATE, Fraction(60), 4.0)
    near = normal_spread(CAP, Fraction(60), 4.0)

    assert near == Spread(0.05, 0.0, "slope")
    assert spread.method == "exact"  # a floor is a jump, wherever the estimate lies
    assert spread.slope == pytest.approx(5 / 80, rel=1e-9)


def test_beyond_the_cap_nothing_varies() -> None:
    assert normal_spread(CAP, Fraction(130), 4.0) == Spread(0.0, 0.0, "slope")


def test_a_step_with_a_normal_input_in_the_middle_of_a_band_hardly_varies() -> None:
    spread = normal_spread(STEP, Fraction(92), 0.01)

    assert spread.method == "exact"
    assert whole_variance(spread, 0.01) < 1e-12


def test_a_kink_matters_within_two_standard_errors_only() -> None:
    assert needs_exact(CAP, Fraction(98), 1.0)
    assert not needs_exact(CAP, Fraction(97), 1.0)


def test_a_whole_sample_of_successes_has_no_variance() -> None:
    spread = binomial_spread(CAP, 60, 60, Fraction(100, 60))

    assert whole_variance(spread, binomial_variance(60, 60, Fraction(100, 60))) == 0


def test_counts_of_defects_vary_on_their_own_scale() -> None:
    variance = binomial_variance(4, 30, Fraction(1))

    assert variance == pytest.approx(30 * (4 / 30) * (26 / 30))
    assert binomial_spread(DEDUCTION, 2, 30, Fraction(1)).slope < 0


@pytest.mark.parametrize("variance", [-1.0, math.nan, math.inf])
def test_a_variance_that_is_none_is_refused(variance: float) -> None:
    with pytest.raises(MethodError, match="variance_negative"):
        normal_spread(CAP, Fraction(50), variance)


@pytest.mark.parametrize(("successes", "sampled"), [(5, 4), (-1, 4), (0, 0)])
def test_an_impossible_sample_is_refused(successes: int, sampled: int) -> None:
    with pytest.raises(MethodError, match="sample_impossible"):
        binomial_spread(CAP, successes, sampled, Fraction(1))


@settings(max_examples=60)
@given(
    value=st.fractions(0, 100),
    error=st.floats(0.01, 30),
    curve=st.sampled_from([RATE, CAP, STEP, proportional(Fraction(5), Fraction(100))]),
)
def test_points_never_vary_more_than_their_range_allows(
    value: Fraction, error: float, curve: BrokenLine
) -> None:
    spread = normal_spread(curve, value, error**2)
    whole = whole_variance(spread, error**2)

    assert whole >= 0
    assert spread.residual_variance >= 0
    if curve in (RATE, CAP, STEP) and spread.method == "exact" and curve is not CAP:
        assert whole <= 8**2 / 4 + 1e-9  # Popoviciu: range squared over four


def test_a_scaled_spread_scales_points_not_inputs() -> None:
    assert Spread(2.0, 3.0, "exact").scaled(2.0) == Spread(4.0, 12.0, "exact")
