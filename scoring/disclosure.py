"""Small counts nobody may work out: what to hide, and what an attacker can still compute."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, kron

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray, finite

SMALL_COUNT = 5
SMALL_BASE = 10
WIDTH = 4.0
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Interval:
    """What an attacker knows of a number: its least and greatest value; None has no end."""

    low: float
    high: float | None

    @property
    def width(self) -> float:
        """Distance of the ends; infinite where there is no upper one."""
        return float("inf") if self.high is None else self.high - self.low


@dataclass(frozen=True, slots=True)
class Suppression:
    """Cells to leave blank: (n,) marks of all and of the added ones, and what adding cost."""

    hidden: BoolArray
    added: BoolArray
    cost: float
    intervals: tuple[Interval, ...]


def small_counts(counts: npt.ArrayLike, bases: npt.ArrayLike | None = None) -> BoolArray:
    """Mark the cells that must be hidden whatever else is printed.

    Parameters
    ----------
    counts : array_like, shape (n,)
        People in each cell, whole numbers of zero or more.
    bases : array_like, shape (n,), optional
        People each count is taken of; where given, a base under 10 and a complement
        (base - count) of 1 to 4 are small as well (rulings.md 4.4).

    Returns
    -------
    ndarray of bool, shape (n,)
        Counts of 1 to 4. A zero is not hidden: nobody stands in it.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``negative_value``.

    Examples
    --------
    >>> small_counts([0, 4, 5, 97], [100, 100, 8, 100]).tolist()
    [False, True, True, True]
    """
    cells = _checked_counts(counts)
    marked = (cells > 0) & (cells < SMALL_COUNT)
    if bases is not None:
        among = finite(bases, "bases", cells.size)
        rest = among - cells
        if (rest < 0).any():
            raise MethodError(
                "negative_value", where="bases", found=float(rest.min()), allowed="count <= base"
            )
        marked |= ((rest > 0) & (rest < SMALL_COUNT)) | ((among < SMALL_BASE) & (among > 0))
    return np.asarray(marked)


def margins_of(shape: Sequence[int]) -> FloatArray:
    """Return the sums over each axis of a table, with which a table is usually printed.

    Parameters
    ----------
    shape : sequence of int
        Of a table whose cells are counted in C order.

    Returns
    -------
    ndarray of 0 and 1, shape (sums, n)
        One row a margin: for each axis, the sums over that axis. The total follows from them.

    Examples
    --------
    >>> margins_of((2, 2)).tolist()
    [[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
    """
    size = int(np.prod(shape))
    grid = np.indices(tuple(shape)).reshape(len(shape), size)
    rows = []
    for axis in range(len(shape)):
        others = np.delete(grid, axis, axis=0)
        keys = np.unique(others, axis=1, return_inverse=True)[1].reshape(-1)
        rows += [(keys == key).astype(np.float64) for key in range(int(keys.max(initial=0)) + 1)]
    return np.stack(rows)


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
    >>> attacker_intervals([2, 8, 6, 9], margins_of((2, 2)), [True, False, False, False])
    (Interval(low=2.0, high=2.0),)
    >>> attacker_intervals([2, 8, 6, 9], margins_of((2, 2)), [True] * 4)[0]
    Interval(low=0.0, high=8.0)
    """
    cells, sums, marks = _checked(counts, published, hidden)
    places = np.flatnonzero(marks)
    if targets is None:
        goals = np.eye(cells.size)[places]
    else:
        goals = np.asarray(targets, dtype=np.float64)
        if goals.ndim != 2 or goals.shape[1] != cells.size:
            raise MethodError(
                "wrong_shape", where="targets", found=goals.shape, allowed=(len(goals), cells.size)
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
    high = None if most.status == 3 else round(fixed - float(most.fun), 6) + 0.0
    return Interval(round(fixed + float(least.fun), 6) + 0.0, high)


def suppress(
    counts: npt.ArrayLike,
    published: npt.ArrayLike,
    primary: npt.ArrayLike,
    width: float = WIDTH,
) -> Suppression:
    """Hide, at the least cost, the further cells that keep small counts from being worked out.

    Parameters
    ----------
    counts : array_like, shape (n,)
    published : array_like, shape (P, n)
        As in :func:`attacker_intervals`; the sums stay printed.
    primary : array_like of bool, shape (n,)
        Cells that must be hidden, as :func:`small_counts` marks them.
    width : float
        Least distance between the ends of an attacker's interval for every primary cell.

    Returns
    -------
    Suppression
        The added cells have the smallest possible sum of counts (the set need not be the only
        such one). Zeros are never hidden. ``intervals`` are those of all hidden cells, computed
        afresh by :func:`attacker_intervals`.

    Raises
    ------
    MethodError
        ``suppression_impossible`` where no set of cells protects them: the sums printed tell too
        much, so one of them has to go. Otherwise as :func:`attacker_intervals`.

    Notes
    -----
    One mixed-integer programme: binary z for each cell; for each primary cell two tables that
    agree with all that is printed, differ from the truth only where z = 1, and lie ``width``
    apart in that cell.

    Examples
    --------
    >>> found = suppress([2, 8, 6, 9], margins_of((2, 2)), [True, False, False, False])
    >>> found.hidden.tolist(), found.cost
    ([True, True, True, True], 23.0)
    """
    cells, sums, marks = _checked(counts, published, primary)
    hidden = marks.copy()
    if marks.any():
        hidden = _cheapest(cells, sums, marks, width)
    intervals = attacker_intervals(cells, sums, hidden)
    by_place = dict(zip(np.flatnonzero(hidden).tolist(), intervals, strict=True))
    if any(by_place[place].width < width - _SLACK for place in np.flatnonzero(marks).tolist()):
        raise MethodError("suppression_impossible", where="primary", found=width, allowed="none")
    added = hidden & ~marks
    return Suppression(hidden, added, float(cells[added].sum()), intervals)


def _cheapest(cells: FloatArray, sums: FloatArray, marks: BoolArray, width: float) -> BoolArray:
    """Solve the mixed-integer programme; the variables are z, then two deviations a primary."""
    size, places = cells.size, np.flatnonzero(marks)
    tables = 2 * places.size
    reach = float(max(cells.sum(), width))
    total = size * (1 + tables)
    free = np.concatenate([np.zeros(size), np.full(size * tables, reach)])
    bounds = Bounds(
        np.concatenate([marks.astype(float), np.tile(-cells, tables)]),
        np.concatenate([(cells > 0).astype(float), free[size:]]),
    )
    each, every = np.ones((tables, 1)), eye_array(tables)
    links = [
        # Printed sums stay as they are in every table.
        LinearConstraint(
            hstack([csr_array((tables * len(sums), size)), kron(every, sums)], format="csr"), 0, 0
        ),
        # A cell is lower or higher than the truth only where it is hidden.
        LinearConstraint(
            hstack([kron(each, np.diag(cells)), eye_array(size * tables)], format="csr"), lb=0
        ),
        LinearConstraint(
            hstack([kron(each, -reach * np.eye(size)), eye_array(size * tables)], format="csr"),
            ub=0,
        ),
        LinearConstraint(_apart(places, size, total), lb=width),
    ]
    cost = np.zeros(total)
    cost[:size] = np.where(marks, 0.0, cells)
    whole = np.concatenate([np.ones(size), np.zeros(size * tables)])
    solved = milp(cost, constraints=links, bounds=bounds, integrality=whole)
    if solved.x is None:
        raise MethodError("suppression_impossible", where="primary", found=width, allowed="none")
    return np.asarray(solved.x[:size] > 0.5)


def _apart(places: npt.NDArray[np.int64], size: int, total: int) -> csr_array:
    """Rows that say how far the two tables of a primary cell lie apart in that cell."""
    rows = np.zeros((places.size, total))
    for row, place in enumerate(places):
        rows[row, size * (1 + 2 * row) + place] = 1.0
        rows[row, size * (2 + 2 * row) + place] = -1.0
    return csr_array(rows)


def _checked_counts(counts: npt.ArrayLike) -> FloatArray:
    cells = finite(counts, "counts")
    if (cells < 0).any():
        raise MethodError(
            "negative_value", where="counts", found=float(cells.min()), allowed=">= 0"
        )
    return cells


def _checked(
    counts: npt.ArrayLike, published: npt.ArrayLike, marks: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, BoolArray]:
    cells = _checked_counts(counts)
    sums = np.asarray(published, dtype=np.float64)
    if sums.ndim != 2 or sums.shape[1] != cells.size:
        raise MethodError(
            "wrong_shape", where="published", found=sums.shape, allowed=("sums", cells.size)
        )
    marked = np.asarray(marks, dtype=np.bool_)
    if marked.shape != cells.shape:
        raise MethodError("wrong_shape", where="marks", found=marked.shape, allowed=cells.shape)
    return cells, sums, marked
