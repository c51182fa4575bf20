"""Looking more than once: how much of the error rate each look may spend."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr, ndtr, ndtri

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, share_between

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(160)
_REACH = 9.0  # standard deviations below the boundary that still count


def spent(level: float, information: float) -> float:
    """Return how much of a one-sided error rate is spent at a share of the information.

    Parameters
    ----------
    level : float
        The whole error rate, between 0 and 1.
    information : float
        Share of the planned information at hand, above 0 and at most 1.

    Notes
    -----
    The spending function of O'Brien-Fleming type, 2 - 2 Phi(z / sqrt(t)) with z the upper level / 2
    quantile (Lan and DeMets 1983): next to nothing early on, all of it at the end.

    Examples
    --------
    >>> round(spent(0.025, 0.5), 6), spent(0.025, 1.0)
    (0.001525, 0.025)
    """
    share_between(level, "level")
    if not 0 < information <= 1:
        found = str(information)
        raise MethodError("level_out_of_range", where="looks", found=found, allowed="(0, 1]")
    if information == 1:
        return level
    return float(2 * ndtr(ndtri(level / 2) / np.sqrt(information)))


def boundaries(level: float, looks: Sequence[float]) -> tuple[float, ...]:
    """Return the least z with which each look rejects, one-sided.

    Parameters
    ----------
    level : float
        Error rate over all looks together.
    looks : sequence of float
        Shares of the planned information, rising, the last at most 1.

    Raises
    ------
    MethodError
        ``level_out_of_range`` or ``looks_not_rising``.

    Notes
    -----
    The density of the sums that have not been rejected before is carried from look to look by
    quadrature (Armitage, McPherson and Rowe 1969); each boundary is the root at which the look
    spends what the function gives it.

    Examples
    --------
    >>> [round(z, 3) for z in boundaries(0.025, (0.5, 1.0))]
    [2.963, 1.969]
    """
    return _boundaries(float(level), _checked(looks))


def nominal_level(level: float, looks: Sequence[float], look: int) -> float:
    """Return the one-sided p-value at or below which a look rejects, looks counted from 1.

    Examples
    --------
    >>> nominal_level(0.05, (1.0,), 1), round(nominal_level(0.025, (0.5, 1.0), 2), 4)
    (0.05, 0.0245)
    """
    fractions = _checked(looks)
    _check_look(fractions, look)
    if len(fractions) == 1 and fractions[0] == 1:
        return level
    return float(ndtr(-_boundaries(float(level), fractions)[look - 1]))


def sequential_p(p_values: FloatArray, looks: Sequence[float], look: int) -> FloatArray:
    """Return the error rates at which this look would just reject, shape (J,).

    Parameters
    ----------
    p_values : ndarray, shape (J,)
        Plain one-sided p-values of this look.
    looks, look
        As in the plan, and which of them this is, from 1.

    Returns
    -------
    ndarray
        Compared with any level, they reject as the boundary of that level does: Holm and
        Benjamini-Hochberg take them in place of the plain ones (Maurer and Bretz 2013). With a
        single look they are the plain ones.

    Raises
    ------
    MethodError
        ``too_many_looks`` where the plan has no such look, and the checks of the looks.

    Examples
    --------
    >>> sequential_p(np.array([0.02, 0.2]), (1.0,), 1).tolist()
    [0.02, 0.2]
    >>> z = boundaries(0.025, (0.5, 1.0))[0]
    >>> round(float(sequential_p(ndtr(np.array([-z])), (0.5, 1.0), 1)[0]), 5)
    0.025
    """
    fractions = _checked(looks)
    _check_look(fractions, look)
    if len(fractions) == 1 and fractions[0] == 1:
        return p_values
    levels, nominal = _curve(fractions, look)
    logs = np.log(np.maximum(p_values, np.exp(nominal[-1])))
    result: FloatArray = np.exp(np.interp(logs, nominal[::-1], levels[::-1]))
    return np.where(p_values >= np.exp(nominal[0]), 1.0, result)


@lru_cache(maxsize=32)
def _curve(looks: tuple[float, ...], look: int) -> tuple[FloatArray, FloatArray]:
    """Return logarithms of levels, falling, and those of the nominal levels of a look."""
    levels = np.concatenate([np.log([0.999, 0.99, 0.95]), _fine_levels()])
    nominal = [log_ndtr(-_boundaries(float(np.exp(level)), looks)[look - 1]) for level in levels]
    return levels, np.array(nominal)


def _fine_levels() -> FloatArray:
    """Return logarithms of levels from 0.9 down to 1e-10, evenly spread in normal quantiles."""
    z = np.linspace(float(ndtri(0.9)), float(ndtri(1e-10)), 160)
    result: FloatArray = log_ndtr(z)
    return result


@lru_cache(maxsize=4096)
def _boundaries(level: float, looks: tuple[float, ...]) -> tuple[float, ...]:
    found: list[float] = []
    points, density = np.zeros(1), np.ones(1)  # of the sum, before the first look: surely 0
    before, given = 0.0, 0.0
    for fraction in looks:
        step = np.sqrt(fraction - before)
        wanted = spent(level, fraction) - given
        bound = _bound(points, density, step, wanted, np.sqrt(fraction))
        found.append(bound / float(np.sqrt(fraction)))
        points, density = _carried(points, density, step, bound, np.sqrt(fraction))
        before, given = fraction, given + wanted
    return tuple(found)


def _bound(
    points: FloatArray, density: FloatArray, step: float, wanted: float, spread: float
) -> float:
    """Return the sum beyond which just the wanted probability lies."""

    def excess(bound: float) -> float:
        return float(density @ ndtr((points - bound) / step)) - wanted

    low, high = -_REACH * spread, 40.0 * spread
    if excess(low) <= 0:  # nothing is left to spend less than
        return low
    return float(brentq(excess, low, high, xtol=1e-13, rtol=1e-13))


def _carried(
    points: FloatArray, density: FloatArray, step: float, bound: float, spread: float
) -> tuple[FloatArray, FloatArray]:
    """Return nodes below a boundary and the weighted density of the sums that stay there."""
    low = -_REACH * spread
    half = max((bound - low) / 2, 1e-12)
    after = low + half * (_NODES + 1)
    scores = (after[:, None] - points) / step
    kernel = np.exp(-0.5 * scores**2) / (step * np.sqrt(2 * np.pi))
    return after, half * _WEIGHTS * (kernel @ density)


def _checked(looks: Sequence[float]) -> tuple[float, ...]:
    fractions = tuple(float(look) for look in looks) or (1.0,)
    rising = all(a < b for a, b in zip((0.0, *fractions), fractions, strict=False))
    if not rising or fractions[-1] > 1:
        found, allowed = [str(look) for look in fractions], "rising, above 0, at most 1"
        raise MethodError("looks_not_rising", where="looks", found=found, allowed=allowed)
    return fractions


def _check_look(looks: tuple[float, ...], look: int) -> None:
    if not 1 <= look <= len(looks):
        allowed = f"1 to {len(looks)}"
        raise MethodError("too_many_looks", where="look", found=look, allowed=allowed)
