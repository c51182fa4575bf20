"""Which further cells to hide, at the least cost, so that small counts stay unknown."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, kron

from scoring.disclosure.attacks import Interval, attacker_intervals, checked_release
from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray

WIDTH = 4.0
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Suppression:
    """Cells to leave blank: (n,) marks of all and of the added ones, and what adding cost."""

    hidden: BoolArray
    added: BoolArray
    cost: float
    intervals: tuple[Interval, ...]


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
        As in :func:`scoring.disclosure.attacks.attacker_intervals`; the sums stay printed.
    primary : array_like of bool, shape (n,)
        Cells that must be hidden, as :func:`scoring.disclosure.counts.small_counts` marks them.
    width : float
        Least distance between the ends of an attacker's interval for every primary cell.

    Returns
    -------
    Suppression
        The added cells have the smallest possible sum of counts (the set need not be the only
        such one). Zeros are never hidden. ``intervals`` are those of all hidden cells, computed
        afresh by :func:`scoring.disclosure.attacks.attacker_intervals`.

    Raises
    ------
    MethodError
        ``suppression_impossible`` where no set of cells protects them: the sums printed tell too
        much, so one of them has to go. Otherwise as
        :func:`scoring.disclosure.attacks.attacker_intervals`.

    Notes
    -----
    One mixed-integer programme: binary z for each cell; for each primary cell two tables that
    agree with all that is printed, differ from the truth only where z = 1, and lie ``width``
    apart in that cell.

    Examples
    --------
    >>> from scoring.disclosure.counts import margins_of
    >>> found = suppress([2, 8, 6, 9], margins_of((2, 2)), [True, False, False, False])
    >>> found.hidden.tolist(), found.cost
    ([True, True, True, True], 23.0)
    """
    cells, sums, marks = checked_release(counts, published, primary)
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
