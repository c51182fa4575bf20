"""How little would have to change: weights for another winner, points for the next band."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from scoring.errors import MethodError
from scoring.profiling.checks import DECIDING_DECIMALS, FloatArray, finite
from scoring.robustness.places import checked_numbers

WINNER_HOLDS = "winner_holds_under_all_weights"
BEST_BAND = "best_band_reached"
OUT_OF_REACH = "out_of_reach_alone"


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest shift of weights after which ``rival`` draws level with ``winner``.

    ``moved`` is the share of all weight that changes hands; times 100 it is points of the sheet.
    ``weights`` is the new vector. Both are None, with a ``reason``, where no weights make anybody
    else first.
    """

    winner: int
    rival: int | None
    moved: float | None
    weights: FloatArray | None
    reason: str | None = None


def smallest_flip(
    scores: npt.ArrayLike, weights: npt.ArrayLike, heaviest: npt.ArrayLike | None = None
) -> Flip:
    """Find the smallest change of weights that lets another unit draw level with the winner.

    Parameters
    ----------
    scores : array_like, shape (J, D)
        Points by dimension, no gaps; totals are weighted arithmetic means.
    weights : array_like, shape (D,)
        Stated weights, zero or more; their scale does not matter.
    heaviest : array_like of bool, shape (D,), optional
        Marks the satisfaction dimensions; the new weights then keep one of them at least as heavy
        as any other. Free where absent.

    Returns
    -------
    Flip
        Exact: for each rival (and each marked dimension) a linear programme minimises half the
        sum of absolute changes, subject to shares that are not negative and sum to 1; the
        smallest of all is taken. Of equal winners the first counts, and nothing moves.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``negative_value``, ``too_few_contracts`` with fewer than
        two units, ``no_satisfaction`` where nothing is marked.

    Examples
    --------
    >>> found = smallest_flip([[90, 60], [70, 80]], [60, 40])
    >>> found.rival, round(found.moved, 9), found.weights.round(9).tolist()
    (1, 0.1, [0.5, 0.5])
    """
    points = checked_numbers(scores, "scores", 2)
    if len(points) < 2:
        raise MethodError("too_few_contracts", where="scores", found=len(points), allowed=2)
    stated = _shares(weights, points.shape[1])
    totals = np.round(points @ stated, DECIDING_DECIMALS)
    winner = int(np.argmax(totals))
    best = Flip(winner, None, None, None, reason=WINNER_HOLDS)
    for rival in range(len(points)):
        if rival == winner:
            continue
        for marked in _cones(heaviest, stated.size):
            moved, vector = _shift(points[winner] - points[rival], stated, marked)
            if moved is not None and (best.moved is None or moved < best.moved - 1e-12):
                best = Flip(winner, rival, moved, vector)
    return best


def _shares(weights: npt.ArrayLike, size: int) -> FloatArray:
    stated = finite(weights, "weights", size)
    if (stated < 0).any() or stated.sum() <= 0:
        raise MethodError(
            "negative_value", where="weights", found=float(stated.min()), allowed=">= 0, sum > 0"
        )
    result: FloatArray = stated / stated.sum()
    return result


def _cones(heaviest: npt.ArrayLike | None, size: int) -> Sequence[int | None]:
    if heaviest is None:
        return [None]
    marked = np.asarray(heaviest, dtype=np.bool_)
    if marked.shape != (size,):
        raise MethodError("wrong_shape", where="heaviest", found=marked.shape, allowed=(size,))
    if not marked.any():
        raise MethodError("no_satisfaction", where="heaviest", found=0, allowed=">= 1")
    return [int(place) for place in np.flatnonzero(marked)]


def _shift(
    lead: FloatArray, stated: FloatArray, marked: int | None
) -> tuple[float | None, FloatArray | None]:
    """Return the smallest moved share that brings the lead to 0; variables are gains and losses."""
    size = stated.size
    rows, limits = [np.concatenate([lead, -lead])], [-float(lead @ stated)]
    for other in range(size):
        if marked is not None and other != marked:
            row = np.zeros(2 * size)
            row[[other, size + marked]] = 1.0
            row[[marked, size + other]] = -1.0
            rows.append(row)
            limits.append(float(stated[marked] - stated[other]))
    balance = np.concatenate([np.ones(size), -np.ones(size)])[None]
    bounds = [(0.0, 1.0)] * size + [(0.0, float(share)) for share in stated]
    solved = linprog(
        np.full(2 * size, 0.5),
        A_ub=np.stack(rows),
        b_ub=limits,
        A_eq=balance,
        b_eq=[0.0],
        bounds=bounds,
        method="highs",
    )
    if solved.status != 0:
        return None, None
    vector = stated + solved.x[:size] - solved.x[size:]
    return float(np.abs(vector - stated).sum() / 2), np.maximum(vector, 0.0)


@dataclass(frozen=True, slots=True)
class Improvement:
    """What one unit lacks to the next band, and the indicators that could bring it alone.

    ``gap`` is in points of the total. ``needed`` (D,) are points of 100 of each indicator that
    would close it alone, None where even full points would not. ``cheapest`` is the indicator
    needing the fewest. ``reason`` says why ``cheapest`` is None.
    """

    gap: float
    needed: tuple[float | None, ...]
    cheapest: int | None
    reason: str | None = None


def smallest_improvement(
    scores: npt.ArrayLike, weights: npt.ArrayLike, floors: Sequence[float]
) -> Improvement:
    """Find the smallest rise of one indicator that carries a unit into the next grade band.

    Parameters
    ----------
    scores : array_like, shape (D,)
        The unit's points of 100 in each indicator.
    weights : array_like, shape (D,)
        Stated weights, zero or more.
    floors : sequence of float
        Lower ends of the bands, in any order; a total equal to a floor belongs to that band.

    Returns
    -------
    Improvement
        Exact for weighted arithmetic means: gap / share, where it stays within 100 points.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``negative_value`` or ``score_outside_0_100``.

    Examples
    --------
    >>> found = smallest_improvement([80, 70, 95], [50, 40, 10], [0, 60, 80, 90])
    >>> found.gap, found.needed, found.cheapest
    (2.5, (5.0, 6.25, None), 0)
    """
    points = finite(scores, "scores")
    stated = _shares(weights, points.size)
    if ((points < 0) | (points > 100)).any():
        found = points[(points < 0) | (points > 100)][0]
        raise MethodError("score_outside_0_100", where="scores", found=found, allowed="0 to 100")
    total = round(float(points @ stated), DECIDING_DECIMALS)
    above = [float(floor) for floor in finite(floors, "floors") if floor > total]
    if not above:
        return Improvement(0.0, (None,) * points.size, None, reason=BEST_BAND)
    gap = min(above) - total
    needed = tuple(
        round(gap / share, DECIDING_DECIMALS) if share * (100 - point) >= gap - 1e-9 else None
        for point, share in zip(points.tolist(), stated.tolist(), strict=True)
    )
    options = [(rise, place) for place, rise in enumerate(needed) if rise is not None]
    if not options:
        return Improvement(gap, needed, None, reason=OUT_OF_REACH)
    return Improvement(gap, needed, min(options)[1])
