"""How far raters of the same cases agree: the six intra-class correlations of Shrout and Fleiss."""

from dataclasses import dataclass

import numpy.typing as npt
from scipy.special import fdtrc, fdtri

from scoring.errors import MethodError
from scoring.profiling.checks import finite_matrix, share_between

FORMS = ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One intra-class correlation with its F test (``degrees`` of both) and interval."""

    value: float
    f: float
    degrees: tuple[int, int]
    p_value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of a table of n cases by k raters."""

    n: int
    k: int
    rows: float
    columns: float
    within: float
    error: float


def rater_agreement(ratings: npt.ArrayLike, level: float = 0.95) -> dict[str, Agreement]:
    """Return the six intra-class correlations of a full table of ratings.

    Parameters
    ----------
    ratings : array_like, shape (N, K)
        Cases by raters, no cell empty: a case that a rater has not seen must be left out before.
    level : float
        Of the intervals.

    Returns
    -------
    dict of str to Agreement
        "ICC1" (each case by other raters), "ICC2" (a sample of raters, absolute agreement) and
        "ICC3" (these raters, consistency) of one rater, and with "k" of the mean of all.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``level_out_of_range``, or ``wrong_parameter`` below two
        cases or raters, where raters never differ but by a constant, and where cases do not differ.

    Notes
    -----
    Shrout and Fleiss (1979); interval of ICC2 by Satterthwaite's degrees of freedom.

    Examples
    --------
    >>> found = rater_agreement([[9, 2], [6, 1], [8, 4], [7, 1]])
    >>> round(found["ICC3"].value, 4), found["ICC3"].degrees
    (0.5455, (3, 3))
    """
    tail = (1 - share_between(level, "level")) / 2
    squares = _mean_squares(ratings)
    one, two, three = _one_way(squares, tail), _two_way(squares, tail), _consistency(squares, tail)
    k = squares.k
    return {
        "ICC1": one,
        "ICC2": two,
        "ICC3": three,
        "ICC1k": _of_mean(one, k),
        "ICC2k": _of_mean(two, k),
        "ICC3k": _of_mean(three, k),
    }


def _mean_squares(ratings: npt.ArrayLike) -> _Squares:
    table = finite_matrix(ratings, "ratings")
    n, k = table.shape
    if n < 2 or k < 2:
        raise MethodError("wrong_parameter", where="ratings", found=(n, k), allowed=">= 2 by 2")
    rows, columns = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True)
    left = table - rows - columns + table.mean()
    error = float((left**2).sum()) / ((n - 1) * (k - 1))
    if error <= 1e-14 * float((table**2).sum()):
        found, allowed = "raters that always agree", "raters that differ"
        raise MethodError("wrong_parameter", where="ratings", found=found, allowed=allowed)
    between = k * float(rows.var(ddof=1))
    if between <= 1e-14 * float((table**2).sum()):
        found, allowed = "cases with one mean", "cases that differ"
        raise MethodError("wrong_parameter", where="ratings", found=found, allowed=allowed)
    return _Squares(
        n=n,
        k=k,
        rows=between,
        columns=n * float(columns.var(ddof=1)),
        within=float(((table - rows) ** 2).sum()) / (n * (k - 1)),
        error=error,
    )


def _of_f(f: float, k: int) -> float:
    """Return the intra-class correlation of one rater that an F ratio stands for."""
    return (f - 1) / (f + k - 1)


def _one_way(s: _Squares, tail: float) -> Agreement:
    return _by_f(s.rows / s.within, (s.n - 1, s.n * (s.k - 1)), s.k, tail)


def _consistency(s: _Squares, tail: float) -> Agreement:
    return _by_f(s.rows / s.error, (s.n - 1, (s.n - 1) * (s.k - 1)), s.k, tail)


def _by_f(f: float, degrees: tuple[int, int], k: int, tail: float) -> Agreement:
    """Return an agreement whose interval is that of its F ratio."""
    low = f / float(fdtri(*degrees, 1 - tail))
    high = f * float(fdtri(*degrees[::-1], 1 - tail))
    p_value = float(fdtrc(*degrees, f))
    return Agreement(_of_f(f, k), f, degrees, p_value, _of_f(low, k), _of_f(high, k))


def _two_way(s: _Squares, tail: float) -> Agreement:
    """Return the absolute agreement, whose interval needs approximate degrees of freedom."""
    n, k = s.n, s.k
    value = (s.rows - s.error) / (s.rows + (k - 1) * s.error + k * (s.columns - s.error) / n)
    f, degrees = s.rows / s.error, (n - 1, (n - 1) * (k - 1))
    between = s.columns / s.error
    share = n * (1 + (k - 1) * value) - k * value
    freedom = (degrees[1] * (k * value * between + share) ** 2) / (
        (n - 1) * k**2 * value**2 * between**2 + share**2
    )
    noise = k * s.columns + (k * n - k - n) * s.error
    above = float(fdtri(n - 1, freedom, 1 - tail))
    below = float(fdtri(freedom, n - 1, 1 - tail))
    low = n * (s.rows - above * s.error) / (above * noise + n * s.rows)
    high = n * (below * s.rows - s.error) / (noise + n * below * s.rows)
    return Agreement(value, f, degrees, float(fdtrc(*degrees, f)), low, high)


def _of_mean(one: Agreement, k: int) -> Agreement:
    """Return the agreement of the mean of k raters, by Spearman and Brown."""

    def stepped(value: float) -> float:
        return value * k / (1 + value * (k - 1))

    return Agreement(
        stepped(one.value), one.f, one.degrees, one.p_value, stepped(one.low), stepped(one.high)
    )
