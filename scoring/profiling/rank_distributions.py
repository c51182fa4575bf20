"""The exact law of each contract's place: probabilities, expected place, intervals, no drawing."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray, finite, not_negative, share_between

_REACH = 9.0  # standard deviations beyond which a normal density adds nothing to 16 digits
_PANEL = np.polynomial.legendre.leggauss(40)
_FEWEST_PANELS, _MOST_PANELS = 5, 250
# The grid that all contracts share: points a panel, its width in the least deviation, and the
# number of panels above which each contract has a grid of its own.
_SHARED_PANEL = np.polynomial.legendre.leggauss(20)
_WIDTH, _WIDE_UP_TO, _MOST_SHARED = 2.0, 200, 400
_BLOCK = 50  # contracts taken out of the law of all at a time
_ROUNDING = 1e-12  # by how much a sum of J probabilities may miss its level


@dataclass(frozen=True, slots=True)
class RankDistribution:
    """The probability of each place: ``probabilities`` (J, J), contract by place; place 1 is best.

    ``expected`` (J,) is the mean place.
    """

    probabilities: FloatArray
    expected: FloatArray

    def top(self, count: int) -> FloatArray:
        """Return P(place <= count) for each contract, shape (J,)."""
        size = self.probabilities.shape[1]
        result: FloatArray = self.probabilities[:, : _counted(count, size)].sum(1)
        return np.minimum(result, 1.0)

    def bottom(self, count: int) -> FloatArray:
        """Return P(among the last ``count`` places) for each contract, shape (J,)."""
        size = self.probabilities.shape[1]
        result: FloatArray = self.probabilities[:, size - _counted(count, size) :].sum(1)
        return np.minimum(result, 1.0)

    def interval(self, level: float = 0.95) -> IntArray:
        """Return the central interval of places of at least that probability, shape (J, 2)."""
        tail = (1 - share_between(level, "level")) / 2
        reached = np.cumsum(self.probabilities, axis=1)
        reached[:, -1] = 1.0
        low = np.argmax(reached >= tail - _ROUNDING, axis=1)
        high = np.argmax(reached >= 1 - tail - _ROUNDING, axis=1)
        return np.stack([low, high], axis=1).astype(np.int64) + 1


def normal_rule(contrast: float) -> tuple[FloatArray, FloatArray]:
    """Return points and weights that average a function over the standard normal law.

    Parameters
    ----------
    contrast : float
        How many times wider the law is than the steepest step of the function; up to 60 the
        rule follows it closely.

    Returns
    -------
    tuple of ndarray, each shape (N,)
        Points within nine standard deviations and weights that sum to 1.

    Notes
    -----
    Gauss-Legendre of 40 points on panels of equal width.

    Examples
    --------
    >>> points, weights = normal_rule(1.0)
    >>> points.size, round(float(weights @ points**4), 12)
    (200, 3.0)
    """
    count = int(np.clip(np.ceil(4 * contrast), _FEWEST_PANELS, _MOST_PANELS))
    inner, share = _PANEL
    half = _REACH / count
    centres = -_REACH + half * (2 * np.arange(count) + 1)
    points = (centres[:, None] + half * inner).ravel()
    weights = np.tile(share, count) * np.exp(-0.5 * points**2)
    return points, weights / weights.sum()


def rank_distribution(
    means: npt.ArrayLike, deviations: npt.ArrayLike, of: npt.ArrayLike | None = None
) -> RankDistribution:
    """Return the law of the places of independent normal true totals.

    Parameters
    ----------
    means, deviations : array_like, shape (J,)
        Posterior means and standard deviations in points; the largest total has place 1.
    of : array_like of int, shape (K,), optional
        The contracts whose places are wanted, among all; all of them by default.

    Returns
    -------
    RankDistribution
        With K rows of J places.

    Raises
    ------
    MethodError
        ``too_few_contracts`` for none, ``negative_value`` for a deviation of zero or less, or the
        checks of the arrays: a missing total has no place and must be left out before.

    Notes
    -----
    Given a contract's own total the number of others above it is a sum of independent yes-no
    variables (Poisson binomial); the quadrature then averages over the own total. On a grid of
    totals that all share, the law of all is built up one contract at a time, and each contract is
    taken out of it again: the work grows with J squared times the grid. Where deviations differ so
    much that the grid would be too fine, each contract has a grid of its own. Covariance between
    contracts is left out: where it matters (shared interviewers, case-mix slopes) places must be
    drawn.

    Examples
    --------
    >>> law = rank_distribution([80.0, 80.0], [2.0, 2.0])
    >>> law.probabilities.round(6).tolist(), law.expected.round(6).tolist()
    ([[0.5, 0.5], [0.5, 0.5]], [1.5, 1.5])
    >>> law = rank_distribution([90.0, 80.0, 70.0], [3.0, 3.0, 3.0])
    >>> law.top(1).round(4).tolist(), law.bottom(1).round(4).tolist()
    ([0.9908, 0.0092, 0.0], [0.0, 0.0092, 0.9908])
    """
    m, s = _normal_totals(means, deviations)
    own = np.arange(m.size) if of is None else np.asarray(of, dtype=np.int64)
    low, high = float((m - _REACH * s)[own].min()), float((m + _REACH * s)[own].max())
    # The more contracts, the faster the likely place moves with the total.
    width = _WIDTH * float(s.min()) * min(1.0, (_WIDE_UP_TO / m.size) ** 0.5)
    panels = int(np.ceil((high - low) / width))
    if panels > _MOST_SHARED:
        law = _by_own_grids(m, s, own)
    else:
        law = _by_shared_grid(m, s, own, *_panels(low, high, panels))
    distance = np.sqrt(s[own, None] ** 2 + s**2)
    is_above = ndtr((m - m[own, None]) / distance)
    expected: FloatArray = 0.5 + is_above.sum(axis=1)  # one half is the contract against itself
    return RankDistribution(law, expected)


def overlap_factor(deviations: npt.ArrayLike, level: float = 0.95) -> float:
    """Return z for intervals estimate +- z s whose overlap shows a pair as not different.

    Parameters
    ----------
    deviations : array_like, shape (J,)
        Standard errors in points, above 0; at least two.
    level : float
        Of the comparison of one pair, on average over all pairs.

    Notes
    -----
    The mean over pairs of sqrt(s_i^2 + s_k^2) / (s_i + s_k), times the normal quantile. Source:
    Goldstein and Healy (1995), Goldstein and Spiegelhalter (1996). These intervals serve the eye
    comparing two contracts, not the estimate of either.

    Examples
    --------
    >>> round(overlap_factor([2.0, 2.0, 2.0]), 4)
    1.3859
    """
    s = finite(deviations, "deviations")
    _, s = _normal_totals(np.zeros(s.size), s)
    if s.size < 2:
        raise MethodError("too_few_contracts", where="deviations", found=s.size, allowed=">= 2")
    first, second = np.triu_indices(s.size, 1)
    ratio = np.hypot(s[first], s[second]) / (s[first] + s[second])
    return float(ndtri(0.5 + share_between(level, "level") / 2) * ratio.mean())


def _by_own_grids(m: FloatArray, s: FloatArray, own: IntArray) -> FloatArray:
    """Return the law of the places with points around each contract's own total, shape (K, J)."""
    rows = []
    for one in own.tolist():
        points, weights = normal_rule(float(s[one] / s.min()))
        rows.append(weights @ _places_given(m, s, one, points))
    return np.array(rows)


def _panels(low: float, high: float, panels: int) -> tuple[FloatArray, FloatArray]:
    """Return points from ``low`` to ``high`` and their relative weights, shape (T,) each."""
    inner, share = _SHARED_PANEL
    half = (high - low) / (2 * panels)
    points = (low + half * (2 * np.arange(panels) + 1)[:, None] + half * inner).ravel()
    return points, np.tile(share, panels)


def _by_shared_grid(
    m: FloatArray, s: FloatArray, own: IntArray, points: FloatArray, share: FloatArray
) -> FloatArray:
    """Return the law of the places from one grid of totals for all, shape (K, J)."""
    z = (m[:, None] - points) / s[:, None]
    above, below = ndtr(z), ndtr(-z)
    whole = np.zeros((m.size + 1, points.size))
    whole[0] = 1.0
    for count in range(m.size):
        whole[1 : count + 2] = (
            whole[1 : count + 2] * below[count] + whole[: count + 1] * above[count]
        )
        whole[0] *= below[count]
    law = np.empty((own.size, m.size))
    for start in range(0, own.size, _BLOCK):
        some = own[start : start + _BLOCK]
        density = np.exp(-0.5 * z[some] ** 2) * share / s[some, None]
        law[start : start + _BLOCK] = _places_of(whole, above[some], below[some], density)
    return np.asarray(law / law.sum(axis=1, keepdims=True))


def _places_of(
    whole: FloatArray, above: FloatArray, below: FloatArray, density: FloatArray
) -> FloatArray:
    """Return the law of the places of some contracts, each taken out of the law of all.

    Taking one out is a recursion from either end; from the end where its own share is the smaller
    one no error grows.
    """
    size = len(whole) - 1
    law = np.zeros((len(above), size))
    is_low = above <= 0.5
    ratio = np.where(is_low, above, below) / np.where(is_low, below, above)
    scale = density / np.where(is_low, below, above)
    upward, downward = np.zeros((2, *above.shape))
    up, down = np.where(is_low, scale, 0.0), np.where(is_low, 0.0, scale)
    for place in range(size):
        upward = whole[place] - ratio * upward
        law[:, place] += (up * upward).sum(axis=1)
        downward = whole[size - place] - ratio * downward
        law[:, size - 1 - place] += (down * downward).sum(axis=1)
    return np.maximum(law, 0.0)


def _places_given(m: FloatArray, s: FloatArray, own: int, points: FloatArray) -> FloatArray:
    """Return P(place | own total) at each quadrature point, shape (N, J)."""
    total = m[own] + s[own] * points
    law = np.zeros((m.size, points.size))
    law[0] = 1.0
    others = np.delete(np.arange(m.size), own)
    for count, other in enumerate(others, start=1):
        above = ndtr((m[other] - total) / s[other])
        below = ndtr((total - m[other]) / s[other])
        law[1 : count + 1] = law[1 : count + 1] * below + law[:count] * above
        law[0] *= below
    return law.T


def _normal_totals(
    means: npt.ArrayLike, deviations: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return means and deviations as vectors of one length, all deviations above zero."""
    m = finite(means, "means")
    s = not_negative(deviations, "deviations", m.size)
    if m.size == 0:
        raise MethodError("too_few_contracts", where="means", found=0, allowed=">= 1")
    if (s <= 0).any():
        raise MethodError("negative_value", where="deviations", found=0.0, allowed="> 0")
    return m, s


def _counted(count: int, size: int) -> int:
    """Return a number of places between 1 and J."""
    if not 1 <= count <= size:
        raise MethodError("wrong_parameter", where="count", found=count, allowed=f"1 to {size}")
    return count
