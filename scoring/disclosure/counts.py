"""Counts too small to print, and the sums that are printed beside them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray, finite

SMALL_COUNT = 5
SMALL_BASE = 10


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
    cells = checked_counts(counts)
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


def checked_counts(counts: npt.ArrayLike) -> FloatArray:
    """Return counts as a vector of numbers of zero or more.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``negative_value``.

    Examples
    --------
    >>> checked_counts([3, 0]).tolist()
    [3.0, 0.0]
    """
    cells = finite(counts, "counts")
    if (cells < 0).any():
        raise MethodError(
            "negative_value", where="counts", found=float(cells.min()), allowed=">= 0"
        )
    return cells
