"""The places that the data do not exclude for each contract alone, without any critical value."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev
from scipy.special import log_ndtr, ndtr, ndtri

from scoring.errors import MethodError
from scoring.profiling.checks import (
    BoolArray,
    FloatArray,
    IntArray,
    finite,
    not_negative,
    share_between,
)

ONE_BY_ONE_UP_TO = 60  # open comparisons; above that they are summed by their errors
_WIDEST = 6.0  # ratio of the largest to the smallest error that the summing still follows
_STEEPEST = 60.0  # ratio of errors that the quadrature follows
_DEGREE = 12
_LEAST = -700.0  # logarithm below which a probability counts as this small
_REACH = 8.0
_FIRST_GUESS, _TRIES, _ROUNDING = 3.0, 5, 1e-15
_PANEL = np.polynomial.legendre.leggauss(16)

Given = Callable[[float], float]


def marginal_places(
    estimates: npt.ArrayLike, variances: npt.ArrayLike, level: float = 0.95
) -> IntArray:
    """Return the first and the last place that is not excluded for each contract, shape (J, 2).

    Parameters
    ----------
    estimates, variances : array_like, shape (J,)
        Independent direct estimates in points and their sampling variances; at least two. An
        error below a sixtieth of the largest is raised to it, which only widens the sets.
    level : float
        Probability that the set of one contract named beforehand holds its true place.

    Raises
    ------
    MethodError
        ``too_few_contracts`` below two, ``negative_value`` where all variances are zero, and the
        checks of the arrays.

    Notes
    -----
    The sets of ``marginal_rank_sets``, stepped down (Mogstad, Romano, Shaikh and Wilhelm 2024).
    Which differences exceed the critical value is all that is asked: it is enough to know whether
    the largest open difference stays below an observed one with the wanted probability, so no
    critical value is ever solved for. Bounds by a family of one and by
    Bonferroni settle most differences beforehand.

    Examples
    --------
    >>> marginal_places([90.0, 89.0, 60.0], [4.0, 4.0, 4.0]).tolist()
    [[1, 2], [1, 2], [3, 3]]
    """
    y = finite(estimates, "estimates")
    s = np.sqrt(not_negative(variances, "variances", y.size))
    if y.size < 2:
        raise MethodError("too_few_contracts", where="estimates", found=y.size, allowed=">= 2")
    if not s.max() > 0:
        raise MethodError("negative_value", where="variances", found=0.0, allowed="> 0")
    s = np.maximum(s, s.max() / _STEEPEST)
    share_between(level, "level")
    is_summed = y.size > ONE_BY_ONE_UP_TO and s.max() <= _WIDEST * s.min()
    basis = _Basis(s) if is_summed else None
    return np.array([_places(y, s, own, 1 - level, basis) for own in range(y.size)])


class _Basis:
    """Polynomials through which the logarithms of many factors are summed, by error."""

    def __init__(self, errors: FloatArray) -> None:
        logs = np.log(errors)
        middle, half = (logs.max() + logs.min()) / 2, max((logs.max() - logs.min()) / 2, 1e-9)
        nodes = chebyshev.chebpts1(_DEGREE + 1)
        to_nodes = np.linalg.inv(chebyshev.chebvander(nodes, _DEGREE))
        placed = np.clip((logs - middle) / half, -1, 1)
        self.rows: FloatArray = chebyshev.chebvander(placed, _DEGREE) @ to_nodes
        self.errors: FloatArray = np.exp(middle + half * nodes)


def _places(
    y: FloatArray, s: FloatArray, own: int, alpha: float, basis: _Basis | None
) -> tuple[int, int]:
    """Return the first and last place of one contract, stepping down until nothing changes."""
    score = (y - y[own]) / np.hypot(s[own], s)
    points, weights = _rule(float(s[own] / s.min()))
    is_open = np.ones((2, y.size), dtype=np.bool_)  # still open: stands above, stands below
    is_open[:, own] = False
    critical = _FIRST_GUESS
    while is_open.any():
        chance = (
            _one_by_one(s, own, is_open, points, weights)
            if basis is None
            else _summed(s, own, is_open, points, weights, basis)
        )
        critical = _just_below(score, is_open, alpha, chance, critical)
        decided = is_open & (np.stack([score, -score]) > critical)
        if not decided.any():
            break
        is_open &= ~decided
    above = y.size - 1 - int(is_open[0].sum())
    below = y.size - 1 - int(is_open[1].sum())
    return 1 + above, y.size - below


def _just_below(
    score: FloatArray, is_open: BoolArray, alpha: float, chance: Given, guess: float
) -> float:
    """Return a value that parts the open differences as the critical value does.

    The search goes where the double logarithm of the chance, nearly a line, says that the critical
    value lies, and halves what is left where that does not end it soon.
    """
    count = int(is_open.sum())
    tail = alpha / 2 if (is_open[0] & is_open[1]).any() else alpha
    least = max(0.0, float(ndtri(1 - tail)))  # of a family of one
    most = float(ndtri(1 - alpha / count))  # by Bonferroni
    asked = np.concatenate([score[is_open[0]], -score[is_open[1]]])
    doubtful = np.sort(asked[(asked > least) & (asked <= most)])
    wanted = np.log(-np.log1p(-alpha))
    low, high, tries = 0, doubtful.size, 0  # those from ``high`` on exceed the critical value
    while low < high:
        jump = int(np.searchsorted(doubtful, guess)) if tries < _TRIES else (low + high) // 2
        place = min(max(jump, low), high - 1)
        value = float(doubtful[place])
        found = min(max(chance(value), np.exp(_LEAST)), 1 - _ROUNDING)
        low, high = (low, place) if found > 1 - alpha else (place + 1, high)
        guess = value + float(np.log(-np.log(found)) - wanted) / max(value, 1.0)
        tries += 1
    return float(doubtful[low - 1]) if low else least


def _one_by_one(
    s: FloatArray, own: int, is_open: BoolArray, points: FloatArray, weights: FloatArray
) -> Given:
    """Return P(no open difference beyond a value) as the product over all others."""
    asked = is_open.any(axis=0)
    others, (above, below) = s[asked], is_open[:, asked]
    shift, reach = s[own] * points[:, None] / others, np.hypot(s[own], others) / others

    def chance(value: float) -> float:
        high = np.where(above, ndtr(shift + value * reach), 1.0)
        low = np.where(below, ndtr(shift - value * reach), 0.0)
        return float(weights @ np.prod(high - low, axis=1))

    return chance


def _summed(
    s: FloatArray,
    own: int,
    is_open: BoolArray,
    points: FloatArray,
    weights: FloatArray,
    basis: _Basis,
) -> Given:
    """Return the same with the logarithms of the factors summed through their polynomial."""
    above, below = is_open
    kinds = (above & below, above & ~below, below & ~above)
    both, only_above, only_below = (kind.astype(np.float64) @ basis.rows for kind in kinds)
    errors = basis.errors
    shift, reach = s[own] * points[:, None] / errors, np.hypot(s[own], errors) / errors
    is_there = [bool(kind.any()) for kind in kinds]

    def chance(value: float) -> float:
        high, low = shift + value * reach, shift - value * reach
        total = np.zeros(points.size)
        if is_there[0]:
            total += np.log(np.maximum(ndtr(high) - ndtr(low), np.exp(_LEAST))) @ both
        if is_there[1]:
            total += np.maximum(log_ndtr(high), _LEAST) @ only_above
        if is_there[2]:
            total += np.maximum(log_ndtr(-low), _LEAST) @ only_below
        return float(weights @ np.exp(np.minimum(total, 0.0)))

    return chance


def _rule(contrast: float) -> tuple[FloatArray, FloatArray]:
    """Return points and weights that average a function over the standard normal law."""
    inner, share = _PANEL
    count = int(np.clip(np.ceil(4 * contrast), 5, 4 * _STEEPEST))
    half = _REACH / count
    points = (-_REACH + half * (2 * np.arange(count) + 1)[:, None] + half * inner).ravel()
    weights = np.tile(share, count) * np.exp(-0.5 * points**2)
    return points, weights / weights.sum()
