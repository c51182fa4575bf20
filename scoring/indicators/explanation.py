"""This room is for explaining a score: what each indicator gave and what it lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.scorebook import ContractScore, IndicatorScore


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points an indicator gave to the unrounded total, and points it could still give."""

    code: str
    dimension: str
    points: float
    lost: float


def contributions(score: ContractScore) -> tuple[Contribution, ...]:
    """Return the contributions of all scored indicators, in the order of the tree.

    They sum to the unrounded total, and with what was lost to the plan's points. Indicators that
    do not apply are left out: their weight is carried by their sisters. Empty where the contract
    has no total.
    """
    if score.total is None:
        return ()
    return tuple(_contribution(row) for row in score.indicators if row.points is not None)


def _contribution(row: IndicatorScore) -> Contribution:
    points = row.points or 0.0
    return Contribution(row.code, row.dimension, points, row.effective_weight - points)


def best_and_worst(
    rows: Sequence[Contribution], count: int = 3
) -> tuple[tuple[Contribution, ...], tuple[Contribution, ...]]:
    """Return the contributions that lost least and most of their weight, by share lost.

    Ties are settled by code, so that the order never depends on the order given.
    """
    ordered = sorted(rows, key=lambda row: (_share_lost(row), row.code))
    return tuple(ordered[:count]), tuple(reversed(ordered[-count:]))


def _share_lost(row: Contribution) -> float:
    weight = row.points + row.lost
    return row.lost / weight if weight > 0 else 0.0


FULL_MARKS = 100.0
Scale = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
# The scale on which each mean is a plain weighted mean.
SCALES: Mapping[str, tuple[Scale, Scale]] = {
    "arithmetic": (lambda x: x, lambda y: y),
    "geometric": (np.log, np.exp),
    "harmonic": (lambda x: 1 / x, lambda y: 1 / y),
}


def contributions_to_mean(
    scores: npt.ArrayLike, weights: npt.ArrayLike, mean: str = "arithmetic"
) -> npt.NDArray[np.float64]:
    """Return what each part gives to a weighted mean; the parts sum to it.

    Parameters
    ----------
    scores : array_like, shape (k,)
        Points of 100; above 0 for the geometric and the harmonic mean.
    weights : array_like, shape (k,)
        0 or more, not all 0; their scale does not matter.
    mean : {"arithmetic", "geometric", "harmonic"}

    Returns
    -------
    ndarray, shape (k,)
        A part's share of full marks less its share of what the mean lost. The loss is shared in
        proportion to w (f(100) - f(x)), f being the scale on which the mean is a plain one: points
        for the arithmetic mean, where a part gives w x; logarithms for the geometric one;
        reciprocals for the harmonic one. A weak part may give less than nothing there: it costs
        more than its own weight.

    Raises
    ------
    MethodError
        ``unknown_method``, ``wrong_shape``, ``share_negative``, ``score_outside_0_100``,
        ``not_positive``.

    Examples
    --------
    >>> contributions_to_mean([100.0, 25.0], [1, 1], "geometric").round(9).tolist()
    [50.0, 0.0]
    >>> contributions_to_mean([80.0, 60.0], [3, 1]).round(9).tolist()
    [60.0, 15.0]
    """
    points, shares = _checked(scores, weights, mean)
    if mean == "arithmetic":
        return points * shares
    to_scale, from_scale = SCALES[mean]
    losses = shares * np.abs(to_scale(np.array([FULL_MARKS])) - to_scale(points))
    whole = float(from_scale(np.array([to_scale(points) @ shares]))[0])
    if losses.sum() <= 0:
        return FULL_MARKS * shares
    return np.asarray(FULL_MARKS * shares - (FULL_MARKS - whole) * losses / losses.sum())


def _checked(
    scores: npt.ArrayLike, weights: npt.ArrayLike, mean: str
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    points, given = np.asarray(scores, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if mean not in SCALES:
        raise MethodError("unknown_method", where="mean", found=mean, allowed=sorted(SCALES))
    if points.ndim != 1 or points.shape != given.shape or not points.size:
        raise MethodError("wrong_shape", where="weights", found=given.shape, allowed=points.shape)
    if not (given >= 0).all() or not given.sum() > 0:
        raise MethodError("share_negative", where="weights", found=given.tolist(), allowed=">= 0")
    if not ((points >= 0) & (points <= FULL_MARKS)).all():
        raise MethodError(
            "score_outside_0_100", where="scores", found=points.tolist(), allowed="0 to 100"
        )
    if mean != "arithmetic" and not (points > 0).all():
        raise MethodError("not_positive", where="scores", found=0, allowed="above 0")
    return points, given / given.sum()
