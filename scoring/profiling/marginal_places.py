"""The places that the data do not exclude for each contract alone, without any critical value."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev
from scipy.special import log_ndtr, ndtr, ndtri, stdtr

from scoring.errors import MethodError
from scoring.profiling.checks import (
    BoolArray,
    FloatArray,
    IntArray,
    finite,
    not_negative,
    positive_degrees,
    share_between,
)
from scoring.profiling.grades import effective_degrees

AT_ONCE = 32  # contracts that step down together: their arrays stay in the processor's cache
ONE_BY_ONE_UP_TO = 60  # open comparisons; above that they are summed by their errors
_WIDEST = 6.0  # ratio of the largest to the smallest error that the summing still follows
_STEEPEST = 60.0  # ratio of errors that the quadrature follows
_DEGREE = 12
_LEAST = -700.0  # logarithm below which a probability counts as this small
_REACH = 8.0
_KNOWN = 1e12  # degrees of freedom that stand for a known variance
_FIRST_GUESS, _TRIES, _ROUNDING = 3.0, 5, 1e-15
_PANEL = np.polynomial.legendre.leggauss(16)

Rule = tuple[FloatArray, FloatArray]
Given = Callable[[IntArray, FloatArray], FloatArray]  # rows (R,) and a value for each: (R,)


def marginal_places(
    estimates: npt.ArrayLike,
    variances: npt.ArrayLike,
    level: float = 0.95,
    degrees_of_freedom: npt.ArrayLike | None = None,
) -> IntArray:
    """Return the first and the last place that is not excluded for each contract, shape (J, 2).

    Parameters
    ----------
    estimates, variances : array_like, shape (J,)
        Independent direct estimates in points and their sampling variances; at least two. An
        error below a sixtieth of the largest is raised to it, which only widens the sets.
    level : float
        Probability that the set of one contract named beforehand holds its true place.
    degrees_of_freedom : array_like, shape (J,), optional
        Of the variances; known variances where it is not given, and from 60 on.

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
    Bonferroni settle most differences beforehand. Where variances rest on few degrees of freedom,
    each difference counts as far out as its place in the t law, whose degrees of freedom are those
    of Welch (1947), would be in the normal law.

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
    degrees = np.full(y.size, np.inf)
    if degrees_of_freedom is not None:
        degrees = effective_degrees(positive_degrees(degrees_of_freedom, y.size))
    found = np.zeros((y.size, 2), np.int64)
    shares = _alike(s, AT_ONCE if is_summed else 1)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for own, here in zip(
            shares, pool.map(partial(_places, y, s, degrees, 1 - level, basis), shares), strict=True
        ):
            found[own] = here
    return found


def _alike(s: FloatArray, most: int) -> list[IntArray]:
    """Return shares of at most so many contracts each whose errors ask for the same rule."""
    panels = _panels(s / s.min())
    groups = (np.flatnonzero(panels == count) for count in np.unique(panels))
    return [own[first : first + most] for own in groups for first in range(0, own.size, most)]


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


def _scores(y: FloatArray, s: FloatArray, degrees: FloatArray, own: IntArray) -> FloatArray:
    """Return how far all stand above some contracts, (C, J), as far out as in the normal law."""
    errors = np.hypot(s[own, None], s)
    score: FloatArray = (y - y[own, None]) / errors
    if np.isinf(degrees).all():
        return score
    share = s**4 / degrees
    # Beyond these degrees of freedom the law is the normal one; bounded before it is divided, for
    # two contracts of endless degrees would ask for more than a number holds.
    welch = errors**4 / np.maximum(share[own, None] + share, errors**4 / _KNOWN)
    outside = stdtr(np.minimum(welch, _KNOWN), -np.abs(score))
    result: FloatArray = -np.sign(score) * ndtri(np.maximum(outside, np.exp(_LEAST)))
    return result


def _places(
    y: FloatArray,
    s: FloatArray,
    degrees: FloatArray,
    alpha: float,
    basis: _Basis | None,
    own: IntArray,
) -> IntArray:
    """Return first and last places (C, 2) of contracts whose errors ask for the same rule.

    All of them step down together until nothing changes for any.
    """
    score = _scores(y, s, degrees, own)
    rule = _rule(float(s[own[0]] / s.min()))
    is_open = np.ones((own.size, 2, y.size), dtype=np.bool_)  # stands above, stands below
    is_open[np.arange(own.size), :, own] = False
    critical = np.full(own.size, _FIRST_GUESS)
    left = np.arange(own.size)
    while left.size:
        open_here, sided = is_open[left], np.stack([score[left], -score[left]], axis=1)
        chance = (
            _one_by_one(s, int(own[left[0]]), open_here[0], rule)
            if basis is None
            else _summed(s[own[left]], open_here, rule, basis)
        )
        critical[left] = _just_below(sided, open_here, alpha, chance, critical[left])
        decided = open_here & (sided > critical[left, None, None])
        is_open[left] = open_here & ~decided
        left = left[decided.any(axis=(1, 2)) & is_open[left].any(axis=(1, 2))]
    still = is_open.sum(axis=2)
    return np.stack([y.size - still[:, 0], 1 + still[:, 1]], axis=1)


def _just_below(
    sided: FloatArray, is_open: BoolArray, alpha: float, chance: Given, guess: FloatArray
) -> FloatArray:
    """Return values (C,) that part the open differences as the critical values do.

    The search goes where the double logarithm of the chance, nearly a line, says that the critical
    value lies, and halves what is left where that does not end it soon.
    """
    count = is_open.sum(axis=(1, 2))
    tail = np.where((is_open[:, 0] & is_open[:, 1]).any(axis=1), alpha / 2, alpha)
    least = np.maximum(0.0, ndtri(1 - tail))  # of a family of one
    most = ndtri(1 - alpha / count)  # by Bonferroni
    is_doubtful = is_open & (sided > least[:, None, None]) & (sided <= most[:, None, None])
    doubtful = np.sort(np.where(is_doubtful, sided, np.inf).reshape(len(sided), -1), axis=1)
    wanted, guess = np.log(-np.log1p(-alpha)), guess.copy()
    # Those from ``high`` on exceed the critical value.
    low, high, tries = np.zeros(len(sided), np.int64), is_doubtful.sum(axis=(1, 2)), 0
    while (rows := np.flatnonzero(low < high)).size:
        jump = (low[rows] + high[rows]) // 2
        if tries < _TRIES:
            jump = (doubtful[rows] < guess[rows, None]).sum(axis=1)
        place = np.clip(jump, low[rows], high[rows] - 1)
        value = doubtful[rows, place]
        found = np.clip(chance(rows, value), np.exp(_LEAST), 1 - _ROUNDING)
        is_beyond = found > 1 - alpha
        high[rows] = np.where(is_beyond, place, high[rows])
        low[rows] = np.where(is_beyond, low[rows], place + 1)
        guess[rows] = value + (np.log(-np.log(found)) - wanted) / np.maximum(value, 1.0)
        tries += 1
    last = doubtful[np.arange(len(sided)), np.maximum(low - 1, 0)]
    return np.where(low > 0, last, least)


def _one_by_one(s: FloatArray, own: int, is_open: BoolArray, rule: Rule) -> Given:
    """Return P(no open difference beyond a value) as the product over all others."""
    points, weights = rule
    asked = is_open.any(axis=0)
    others, (above, below) = s[asked], is_open[:, asked]
    shift, reach = s[own] * points[:, None] / others, np.hypot(s[own], others) / others

    def chance(rows: IntArray, values: FloatArray) -> FloatArray:
        high = np.where(above, ndtr(shift + values[0] * reach), 1.0)
        low = np.where(below, ndtr(shift - values[0] * reach), 0.0)
        return np.array([weights @ np.prod(high - low, axis=1)])

    return chance


def _summed(s: FloatArray, is_open: BoolArray, rule: Rule, basis: _Basis) -> Given:
    """Return the same for contracts of errors ``s`` (C,), with the logarithms of the factors

    summed through their polynomial.
    """
    points, weights = rule
    above, below = is_open[:, 0], is_open[:, 1]
    kinds = (above & below, above & ~below, below & ~above)
    both, only_above, only_below = (kind.astype(np.float64) @ basis.rows for kind in kinds)
    shift = s[:, None, None] * points[:, None] / basis.errors
    reach = (np.hypot(s[:, None], basis.errors) / basis.errors)[:, None, :]

    def chance(rows: IntArray, values: FloatArray) -> FloatArray:
        far = values[:, None, None] * reach[rows]
        high, low = shift[rows] + far, shift[rows] - far
        total = np.zeros((rows.size, points.size))
        if kinds[0][rows].any():
            inside = np.log(np.maximum(ndtr(high) - ndtr(low), np.exp(_LEAST)))
            total += (inside @ both[rows, :, None])[..., 0]
        if kinds[1][rows].any():
            total += (np.maximum(log_ndtr(high), _LEAST) @ only_above[rows, :, None])[..., 0]
        if kinds[2][rows].any():
            total += (np.maximum(log_ndtr(-low), _LEAST) @ only_below[rows, :, None])[..., 0]
        return np.asarray(np.exp(np.minimum(total, 0.0)) @ weights)

    return chance


def _panels(contrasts: FloatArray) -> IntArray:
    """Return how many panels follow a law so many times wider than the narrowest factor."""
    return np.clip(np.ceil(4 * contrasts), 5, 4 * _STEEPEST).astype(np.int64)


def _rule(contrast: float) -> Rule:
    """Return points and weights that average a function over the standard normal law."""
    inner, share = _PANEL
    count = int(_panels(np.array([contrast]))[0])
    half = _REACH / count
    points = (-_REACH + half * (2 * np.arange(count) + 1)[:, None] + half * inner).ravel()
    weights = np.tile(share, count) * np.exp(-0.5 * points**2)
    return points, weights / weights.sum()
