"""Places that the data cannot exclude for one contract, or for all of them at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import (
    BoolArray,
    FloatArray,
    IntArray,
    finite,
    not_negative,
    share_between,
)
from scoring.profiling.one_against_all import critical_of_one

DRAWS = 20_000
_BLOCK = 500  # draws held at a time


@dataclass(frozen=True, slots=True)
class RankSets:
    """Sets of places ``low`` to ``high`` (J,), from 1, and the ``critical`` values (J,) used last.

    A critical value counts standard errors of a difference.
    """

    low: IntArray
    high: IntArray
    critical: FloatArray


def marginal_rank_sets(
    estimates: npt.ArrayLike,
    variances: npt.ArrayLike,
    level: float = 0.95,
    is_stepdown: bool = True,
) -> RankSets:
    """Return for each contract alone the places that its data do not exclude.

    Parameters
    ----------
    estimates, variances : array_like, shape (J,)
        Independent direct estimates in points and their sampling variances, above 0.
    level : float
        Probability that the set of any one contract named beforehand holds its true place. For
        statements about the whole table use ``simultaneous_rank_sets`` or ``rank_bands``.
    is_stepdown : bool
        Drop comparisons already decided and repeat with the smaller critical value.

    Returns
    -------
    RankSets

    Raises
    ------
    MethodError
        ``too_few_contracts`` below two, ``negative_value`` for a variance of zero or less, the
        checks of the arrays: contracts without an estimate must be left out before.

    Notes
    -----
    Mogstad, Romano, Shaikh and Wilhelm (2024). Given the error of the contract's own estimate
    its comparisons are independent, so that the critical value is a root of an integral in one
    dimension: no drawing and no seed.

    Examples
    --------
    >>> sets = marginal_rank_sets([90.0, 89.0, 60.0], [4.0, 4.0, 4.0])
    >>> sets.low.tolist(), sets.high.tolist(), sets.critical.round(4).tolist()
    ([1, 1, 3], [2, 2, 3], [2.1057, 2.1057, 1.9163])
    """
    y, s = _estimates(estimates, variances)
    alpha = 1 - share_between(level, "level")
    found = [_marginal_set(y, s, own, alpha, is_stepdown) for own in range(y.size)]
    above, below, critical = (np.array(column) for column in zip(*found, strict=True))
    return RankSets(1 + above, y.size - below, critical)


def simultaneous_rank_sets(
    estimates: npt.ArrayLike,
    variances: npt.ArrayLike,
    level: float = 0.95,
    seed: int = 1,
    draws: int = DRAWS,
    is_stepdown: bool = True,
) -> RankSets:
    """Return sets of places that hold all true places at once, by drawing.

    Parameters
    ----------
    estimates, variances : array_like, shape (J,)
        As for ``marginal_rank_sets``.
    level : float
        Probability that all sets hold their true places.
    seed, draws : int
        Of the drawn largest difference; the seed belongs to the printed result.
    is_stepdown : bool
        Repeat without the pairs already decided.

    Returns
    -------
    RankSets
        Never wider than by the closed Tukey-Kramer form beyond the error of drawing.

    Notes
    -----
    Mogstad et al. (2024). A pair is decided one way or the other; decided ones leave the maximum
    and the critical value falls, until nothing new is decided. Draws of pairs are held in blocks;
    work grows with draws times J squared.

    Examples
    --------
    >>> sets = simultaneous_rank_sets([90.0, 89.0, 60.0], [4.0, 4.0, 4.0])
    >>> sets.low.tolist(), sets.high.tolist()
    ([1, 1, 3], [2, 2, 3])
    """
    y, s = _estimates(estimates, variances)
    share_between(level, "level")
    if draws < 1:
        raise MethodError("wrong_parameter", where="draws", found=draws, allowed=">= 1")
    distance = np.hypot(s[:, None], s)
    score = (y - y[:, None]) / distance  # [i, k]: how far k stands above i
    is_open = ~np.eye(y.size, dtype=bool)
    while True:
        critical = _largest_drawn(s, distance, is_open, level, seed, draws)
        decided = is_open & (score > critical)
        is_open &= ~decided
        if not is_stepdown or not decided.any():
            break
    is_decided = ~is_open & ~np.eye(y.size, dtype=bool)
    high = y.size - is_decided.sum(axis=0)
    return RankSets(1 + is_decided.sum(axis=1), high, np.full(y.size, critical))


def best_set(sets: RankSets, count: int) -> BoolArray:
    """Return which contracts may truly be among the best ``count``, shape (J,).

    From simultaneous sets: all that truly are among them stand in the set at once, with the
    probability of the sets.

    Examples
    --------
    >>> sets = simultaneous_rank_sets([90.0, 89.0, 60.0], [4.0, 4.0, 4.0])
    >>> best_set(sets, 1).tolist(), worst_set(sets, 1).tolist()
    ([True, True, False], [False, False, True])
    """
    result: BoolArray = sets.low <= _counted(count, sets.low.size)
    return result


def worst_set(sets: RankSets, count: int) -> BoolArray:
    """Return which contracts may truly be among the worst ``count``, shape (J,).

    Examples
    --------
    >>> sets = RankSets(np.array([1, 2]), np.array([1, 2]), np.array([2.0, 2.0]))
    >>> worst_set(sets, 1).tolist()
    [False, True]
    """
    result: BoolArray = sets.high > sets.high.size - _counted(count, sets.high.size)
    return result


def _marginal_set(
    y: FloatArray, s: FloatArray, own: int, alpha: float, is_stepdown: bool
) -> tuple[int, int, float]:
    """Return the numbers proven above and below a contract, and the last critical value."""
    others = np.delete(np.arange(y.size), own)
    distance = np.hypot(s[own], s[others])
    score = (y[others] - y[own]) / distance
    is_above, is_below = np.zeros((2, others.size), dtype=bool)
    while True:
        critical = critical_of_one(float(s[own]), s[others], ~is_above, ~is_below, alpha)
        above, below = is_above | (score > critical), is_below | (-score > critical)
        is_done = (above == is_above).all() and (below == is_below).all()
        is_above, is_below = above, below
        if is_done or not is_stepdown or (is_above & is_below).all():
            return int(is_above.sum()), int(is_below.sum()), critical


def _largest_drawn(
    s: FloatArray, distance: FloatArray, is_open: BoolArray, level: float, seed: int, draws: int
) -> float:
    """Return the quantile of the largest open comparison among all contracts, by drawing."""
    generator = np.random.default_rng(seed)
    largest = []
    for start in range(0, draws, _BLOCK):
        errors = generator.standard_normal((min(_BLOCK, draws - start), s.size)) * s
        found = np.full(len(errors), -np.inf)
        for own in range(s.size - 1):
            later = slice(own + 1, None)
            pairs = (errors[:, later] - errors[:, own : own + 1]) / distance[own, later]
            for sign, is_asked in ((1, is_open[own, later]), (-1, is_open[later, own])):
                asked = pairs if is_asked.all() else pairs[:, is_asked]
                if asked.shape[1]:
                    np.maximum(found, asked.max(1) if sign > 0 else -asked.min(1), out=found)
        largest.append(found)
    return max(0.0, float(np.quantile(np.concatenate(largest), level)))


def _estimates(estimates: npt.ArrayLike, variances: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return estimates and standard errors, refusing fewer than two contracts and no error."""
    y = finite(estimates, "estimates")
    v = not_negative(variances, "variances", y.size)
    if y.size < 2:
        raise MethodError("too_few_contracts", where="estimates", found=y.size, allowed=">= 2")
    if (v <= 0).any():
        raise MethodError("negative_value", where="variances", found=0.0, allowed="> 0")
    return y, np.sqrt(v)


def _counted(count: int, size: int) -> int:
    """Return a number of contracts between 1 and J."""
    if not 1 <= count <= size:
        raise MethodError("wrong_parameter", where="count", found=count, allowed=f"1 to {size}")
    return count
