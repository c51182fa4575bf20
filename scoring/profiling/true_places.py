"""Where each contract may truly stand: the figures of its own page, at any number of contracts."""

from collections.abc import Callable
from math import ceil

import numpy as np
from scipy.special import ndtr

from scoring.figures import Figure, PlaceRange, Places
from scoring.profiling.checks import ERROR_FLOOR, VARIANCE_FLOOR, BoolArray, FloatArray, IntArray
from scoring.profiling.marginal_places import marginal_places
from scoring.profiling.profile import Profile
from scoring.profiling.rank_distributions import rank_distribution

EXACT_UP_TO = 200  # contracts; above that only those who face consequences get the exact law
BOTTOM_SHARE = 0.1
LEVEL = 0.95
Reached = Callable[[FloatArray], FloatArray]
_STEEPEST = 60.0  # ratio of deviations that the quadratures follow


def bottom_count(contracts: int) -> int:
    """Return how many contracts make up the last tenth, at least one.

    Examples
    --------
    >>> bottom_count(6), bottom_count(65)
    (1, 7)
    """
    return max(1, ceil(round(BOTTOM_SHARE * contracts, 9)))


def places(
    found: Profile,
    totals: FloatArray,
    variances: FloatArray,
    is_exact: BoolArray | None = None,
    degrees_of_freedom: FloatArray | None = None,
) -> tuple[Places, ...]:
    """Return the place figures of all J ranked contracts.

    Parameters
    ----------
    found : Profile
        Their posterior and their bands; where it has a reason for not ranking, all is blank.
    totals, variances : ndarray, shape (J,)
        Direct totals in points and their sampling variances.
    is_exact : ndarray of bool, shape (J,), optional
        Who faces consequences: gets the exact law above 200 contracts too.
    degrees_of_freedom : ndarray, shape (J,), optional
        Of the variances, for the marginal sets.

    Returns
    -------
    tuple of Places, length J

    Notes
    -----
    The posterior law of a place is the exact Poisson-binomial one (statistics.md 2.8); above 200
    contracts the number of contracts above a given total is taken as normal, which is right to a
    place. The marginal set is the step-down set of Mogstad et al. Both take contracts as
    independent. Whether one may be among the last tenth is read from the simultaneous bands.

    Examples
    --------
    >>> from scoring.profiling.profile import profile
    >>> y, v = np.array([90.0, 70.0]), np.array([1.0, 1.0])
    >>> found = places(profile(["a", "b"], ["A", "B"], y, v, [80, 80]), y, v)
    >>> [(row.posterior.low, row.marginal.high, row.may_be_worst) for row in found]
    [(1, 1, False), (2, 2, True)]
    """
    count = totals.size
    if found.ranking.reason is not None:
        return _blank(found.ranking.reason, count)
    deviations = found.posterior.deviation
    s = np.maximum(deviations, max(float(deviations.max()) / _STEEPEST, ERROR_FLOOR))
    marginal = marginal_places(
        totals, np.maximum(variances, VARIANCE_FLOOR), LEVEL, degrees_of_freedom
    )
    asked = np.ones(count, np.bool_) if count <= EXACT_UP_TO else is_exact
    bounds, expected, bottom = _by_counts(found.posterior.mean, s)
    laws: dict[int, tuple[float, ...]] = {}
    if asked is not None and asked.any():
        law = rank_distribution(found.posterior.mean, s, np.flatnonzero(asked))
        bounds[asked], bottom[asked] = law.interval(LEVEL), law.bottom(bottom_count(count))
        rows = zip(np.flatnonzero(asked).tolist(), law.probabilities.tolist(), strict=True)
        laws = {own: tuple(row) for own, row in rows}
    last = count - bottom_count(count)
    return tuple(
        Places(
            posterior=PlaceRange(int(bounds[j, 0]), int(bounds[j, 1])),
            marginal=PlaceRange(int(marginal[j, 0]), int(marginal[j, 1])),
            expected=Figure(float(expected[j])),
            bottom=Figure(float(bottom[j])),
            may_be_worst=(found.ranks[j].band_high or count) > last,
            law=laws.get(j, ()),
        )
        for j in range(count)
    )


def no_places(reason: str) -> Places:
    """Return blank place figures with their reason."""
    blank = PlaceRange(reason=reason)
    return Places(blank, blank, Figure(reason=reason), Figure(reason=reason), None, ())


def _blank(reason: str, count: int) -> tuple[Places, ...]:
    return tuple(no_places(reason) for _ in range(count))


def _by_counts(m: FloatArray, s: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return 95 % intervals (J, 2), mean places and P(last tenth) (J,), by normal counts."""
    count = m.size
    inner, share = np.polynomial.legendre.leggauss(40)
    points = 7 * inner
    weights = share * np.exp(-0.5 * points**2)
    weights /= weights.sum()
    own = m[:, None] + s[:, None] * points  # (J, T)
    grid = np.linspace((m - 7 * s).min(), (m + 7 * s).max(), max(400, 4 * count))
    above = ndtr((m[:, None] - grid) / s[:, None])
    mean_of = np.interp(own, grid, above.sum(axis=0)) - ndtr(-points)
    spread_of = np.interp(own, grid, (above * (1 - above)).sum(axis=0))
    spread_of = np.maximum(spread_of - ndtr(points) * ndtr(-points), 1e-12)

    def reached(place: FloatArray) -> FloatArray:
        """P(place of j <= place[j])."""
        result: FloatArray = ndtr((place[:, None] - 0.5 - mean_of) / np.sqrt(spread_of)) @ weights
        return result

    tail = (1 - LEVEL) / 2
    low = _least(reached, tail, count)
    high = _least(reached, 1 - tail, count)
    bottom = 1 - reached(np.full(count, float(count - bottom_count(count))))
    return np.stack([low, high], axis=1), 1 + mean_of @ weights, np.clip(bottom, 0.0, 1.0)


def _least(reached: Reached, level: float, count: int) -> IntArray:
    """Return the first place at which a probability is reached, by halving, shape (J,)."""
    low, high = np.ones(count, np.int64), np.full(count, count, np.int64)
    while (low < high).any():
        middle = (low + high) // 2
        is_there = reached(middle.astype(np.float64)) >= level
        high = np.where(is_there, middle, high)
        low = np.where(is_there, low, np.minimum(middle + 1, high))
    return high
