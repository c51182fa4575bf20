"""This room is for carrying the uncertainty of an input through a rule."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.special import gammaln, ndtr, xlog1py, xlogy

from scoring.errors import MethodError
from scoring.indicators.curves import BrokenLine, Curve

# Within this many standard errors of a kink the slope alone would mislead.
NEAR_KINK = 2.0


@dataclass(frozen=True, slots=True)
class Spread:
    """How points vary with their input: along ``slope``, and by what the slope leaves over.

    The variance of the points is ``slope**2`` times the input's variance plus
    ``residual_variance``; covariance with other points runs through ``slope`` alone.
    ``method`` is slope, exact or deterministic.
    """

    slope: float
    residual_variance: float
    method: str

    def scaled(self, factor: float) -> "Spread":
        """Return the spread of the points times ``factor``."""
        return Spread(self.slope * factor, self.residual_variance * factor**2, self.method)


DETERMINISTIC = Spread(0.0, 0.0, "deterministic")


def needs_exact(curve: Curve, value: Fraction, standard_error: float) -> bool:
    """Tell whether the slope at the estimate would misstate the variance.

    So it is where the rule jumps anywhere, and where a kink lies within two standard errors.
    """
    if curve.has_jump:
        return True
    return any(abs(float(kink - value)) <= NEAR_KINK * standard_error for kink in curve.kinks)


def normal_spread(curve: Curve, value: Fraction, variance: float) -> Spread:
    """Return the spread of points whose input is normal around its estimate.

    Parameters
    ----------
    curve : Curve
        The rule.
    value : Fraction
        The estimate, in units of the input.
    variance : float
        Its variance, in squared units of the input; at 0 the points have no spread.

    Returns
    -------
    Spread
        By slope where the rule is straight around the estimate; else exactly, from the moments of
        the normal distribution cut at the kinks, with the regression slope Cov(points, x) / Var(x).

    Raises
    ------
    MethodError
        ``variance_negative`` for a variance below zero or not finite.

    Examples
    --------
    >>> from scoring.indicators.curves import capped
    >>> rate = capped(Fraction(5), Fraction(100), Fraction(0))
    >>> normal_spread(rate, Fraction(60), 16.0)
    Spread(slope=0.05, residual_variance=0.0, method='slope')
    >>> at_the_cap = normal_spread(rate, Fraction(100), 16.0)
    >>> round(at_the_cap.slope, 12), at_the_cap.method
    (0.025, 'exact')
    """
    if not math.isfinite(variance) or variance < 0:
        raise MethodError(
            "variance_negative", where="normal_spread", found=str(variance), allowed="0 or more"
        )
    standard_error = math.sqrt(variance)
    is_straight = not isinstance(curve, BrokenLine) or not needs_exact(curve, value, standard_error)
    if is_straight or variance == 0 or not isinstance(curve, BrokenLine):
        return Spread(float(curve.slope_at(value)), 0.0, "slope")
    edges = np.array([float(kink - value) for kink in curve.kinks]) / standard_error
    here = curve.at(value)
    # Points less those at the estimate, as level + gain * Z on each stretch (Z standard normal).
    level = np.array([float(stretch.at(value) - here) for stretch in curve.stretches])
    gain = np.array([float(stretch.slope) for stretch in curve.stretches]) * standard_error
    return _from_moments(level, gain, edges, standard_error)


def _from_moments(
    level: np.ndarray, gain: np.ndarray, edges: np.ndarray, standard_error: float
) -> Spread:
    """Return the spread from the truncated normal moments of all stretches."""
    inner = np.exp(-0.5 * edges**2) / math.sqrt(2 * math.pi)
    mass = np.diff(np.concatenate(([0.0], ndtr(edges), [1.0])))
    first = -np.diff(np.concatenate(([0.0], inner, [0.0])))
    second = mass - np.diff(np.concatenate(([0.0], edges * inner, [0.0])))
    mean = float(level @ mass + gain @ first)
    square = float(level**2 @ mass + 2 * (level * gain) @ first + gain**2 @ second)
    along = float(level @ first + gain @ second)
    residual = square - mean**2 - along**2
    return Spread(along / standard_error, max(residual, 0.0), "exact")


def binomial_variance(successes: int, sampled: int, scale: Fraction) -> float:
    """Return the variance of ``scale`` times a binomial count, at the share observed.

    >>> binomial_variance(30, 60, Fraction(100, 60))
    41.666666666666664
    """
    share = Fraction(successes, sampled)
    return float(scale**2 * sampled * share * (1 - share))


def binomial_spread(curve: Curve, successes: int, sampled: int, scale: Fraction) -> Spread:
    """Return the spread of points whose input is ``scale`` times a binomial count.

    By slope where the rule is straight within two standard errors, else by summing the rule over
    all counts 0..``sampled``.

    Raises
    ------
    MethodError
        ``sample_impossible`` unless 0 <= ``successes`` <= ``sampled`` and ``sampled`` > 0.

    Examples
    --------
    >>> from scoring.indicators.curves import capped
    >>> rate = capped(Fraction(8), Fraction(100), Fraction(0))
    >>> binomial_spread(rate, 30, 60, Fraction(100, 60)).method
    'slope'
    """
    if sampled <= 0 or not 0 <= successes <= sampled:
        raise MethodError("sample_impossible", where="successes", found=successes, allowed=sampled)
    value = scale * successes
    variance = binomial_variance(successes, sampled, scale)
    is_straight = not isinstance(curve, BrokenLine) or not needs_exact(
        curve, value, math.sqrt(variance)
    )
    if is_straight or variance == 0 or not isinstance(curve, BrokenLine):
        return Spread(float(curve.slope_at(value)), 0.0, "slope")
    counts = np.arange(sampled + 1)
    chances = _binomial_chances(counts, successes / sampled)
    points = _points_at_counts(curve, sampled, scale) - float(curve.at(value))
    offsets = (counts - successes) * float(scale)
    mean = float(chances @ points)
    slope = float(chances @ (points * offsets)) / variance
    residual = float(chances @ (points - mean) ** 2) - slope**2 * variance
    return Spread(slope, max(residual, 0.0), "exact")


def _binomial_chances(counts: np.ndarray, share: float) -> np.ndarray:
    """Return the probabilities of all counts at a share strictly between 0 and 1."""
    sampled = counts[-1]
    log_ways = gammaln(sampled + 1) - gammaln(counts + 1) - gammaln(sampled - counts + 1)
    chances = np.exp(log_ways + xlogy(counts, share) + xlog1py(sampled - counts, -share))
    return np.asarray(chances / chances.sum())


def _points_at_counts(curve: BrokenLine, sampled: int, scale: Fraction) -> np.ndarray:
    """Return the points at every count; kinks are compared exactly, not as floats."""
    points = np.empty(sampled + 1)
    starts = [0]
    for kink in curve.kinks:
        count = kink / scale
        first = math.floor(count) + 1 if curve.owns_end else math.ceil(count)
        starts.append(min(max(first, 0), sampled + 1))
    for stretch, start, end in zip(
        curve.stretches, starts, [*starts[1:], sampled + 1], strict=True
    ):
        inputs = np.arange(start, end) * float(scale)
        points[start:end] = float(stretch.intercept) + float(stretch.slope) * inputs
    return points
