"""What can be worked out of hidden counts from all that is printed, to the last person."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from scoring.disclosure.counts import checked_counts
from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Interval:
    """What an attacker knows of a number: its least and greatest value; None has no end."""

    low: float
    high: float | None

    @property
    def width(self) -> float:
        """Distance of the ends; infinite where there is no upper one."""
        return float("inf") if self.high is None else self.high - self.low


def attacker_intervals(
    counts: npt.ArrayLike,
    published: npt.ArrayLike,
    hidden: npt.ArrayLike,
    targets: npt.ArrayLike | None = None,
) -> tuple[Interval, ...]:
    """Return what can be worked out of the hidden cells by whoever reads all that is printed.

    Parameters
    ----------
    counts : array_like, shape (n,)
        True counts of the finest cells.
    published : array_like, shape (P, n)
        Every printed sum as a row of 0 and 1. Stack the rows of all tables, waves and
        differences that draw on the same people: what is safe in each may not be so in all.
    hidden : array_like of bool, shape (n,)
        Cells that are not printed themselves.
    targets : array_like, shape (T, n), optional
        Sums to be attacked; the hidden cells, one by one, where absent.

    Returns
    -------
    tuple of Interval
        Exact ends by linear programming (HiGHS) over all tables of non-negative numbers that
        agree with what is printed.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``negative_value``.

    Notes
    -----
    Fischetti and Salazar (2000), Journal of the American Statistical Association 95, 916-928.

    Examples
    --------
    >>> from scoring.disclosure.counts import margins_of
    >>> attacker_intervals([2, 8, 6, 9], margins_of((2, 2)), [True, False, False, False])
    (Interval(low=2.0, high=2.0),)
    >>> attacker_intervals([2, 8, 6, 9], margins_of((2, 2)), [True] * 4)[0]
    Interval(low=0.0, high=8.0)
    """
    cells, sums, marks = checked_release(counts, published, hidden)
    places = np.flatnonzero(marks)
    if targets is None:
        goals = np.eye(cells.size)[places]
    else:
        goals = np.asarray(targets, dtype=np.float64)
        if goals.ndim != 2 or goals.shape[1] != cells.size:
            raise MethodError(
                "wrong_shape", where="targets", found=goals.shape, allowed=(len(goals), cells.size)
            )
    if (goals < 0).any():
        raise MethodError(
            "negative_value", where="targets", found=float(goals.min()), allowed="0 or 1"
        )
    known = goals[:, ~marks] @ cells[~marks]
    open_sums = sums[:, places]
    useful = open_sums.any(axis=1)
    equations = (open_sums[useful], (sums @ np.where(marks, cells, 0.0))[useful])
    return tuple(
        _interval(goal, float(fixed), *equations)
        for goal, fixed in zip(goals[:, places], known, strict=True)
    )


def _interval(goal: FloatArray, fixed: float, sums: FloatArray, values: FloatArray) -> Interval:
    if not goal.any():
        return Interval(fixed, fixed)
    equations = {"A_eq": sums, "b_eq": values} if len(values) else {}
    least = linprog(goal, **equations, bounds=(0, None), method="highs")
    most = linprog(-goal, **equations, bounds=(0, None), method="highs")
    # The truth itself is a solution, so a programme that is not solved has no upper end.
    high = None if most.x is None else round(fixed - float(most.fun), 6) + 0.0
    return Interval(round(fixed + float(least.fun), 6) + 0.0, high)


def checked_release(
    counts: npt.ArrayLike, published: npt.ArrayLike, marks: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return counts (n,), printed sums (P, n) and marks (n,) that fit each other.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``negative_value``.

    Examples
    --------
    >>> checked_release([3, 4], [[1, 1]], [True, False])[1].shape
    (1, 2)
    """
    cells = checked_counts(counts)
    sums = np.asarray(published, dtype=np.float64)
    if sums.ndim != 2 or sums.shape[1] != cells.size:
        raise MethodError(
            "wrong_shape", where="published", found=sums.shape, allowed=("sums", cells.size)
        )
    marked = np.asarray(marks, dtype=np.bool_)
    if marked.shape != cells.shape:
        raise MethodError("wrong_shape", where="marks", found=marked.shape, allowed=cells.shape)
    return cells, sums, marked
