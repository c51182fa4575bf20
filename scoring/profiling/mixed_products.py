"""The sums from which mixed models are fitted: they merge, and no answer is needed afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray, finite, finite_matrix


@dataclass(frozen=True, slots=True)
class CrossProducts:
    """Cross-products of the columns [further random effects, fixed columns, answer], F in all.

    ``sizes`` (U,) counts answers in each unit of the first term, ``across`` (U, F) are the sums
    of the columns within each, ``inner`` (F, F) their products over all answers. ``units`` counts
    the units of the further terms and ``widths`` the effects of each: 1 for a level, 2 for a
    level and a slope. Where a term has slopes there is no first term: U is 0. ``count`` is the
    number of answers, ``fixed`` that of fixed columns.
    """

    sizes: FloatArray
    across: FloatArray
    inner: FloatArray
    units: tuple[int, ...]
    widths: tuple[int, ...]
    count: int
    fixed: int


def grouped_products(
    units: Sequence[npt.ArrayLike],
    answers: npt.ArrayLike,
    covariates: npt.ArrayLike | None = None,
    slope: npt.ArrayLike | None = None,
) -> CrossProducts:
    """Return the cross-products of answers that belong to units of one or more kinds.

    Parameters
    ----------
    units : sequence of array_like of int, each shape (N,)
        Number of the unit from 0, one array a term; put the term with most units first. Nested
        units carry a number of their own within each larger unit.
    answers : array_like, shape (N,)
        Points. Missing answers must be left out.
    covariates : array_like, shape (N, P - 1), optional
        Fixed columns beside the common level.
    slope : array_like, shape (N,), optional
        With a single term: its units differ in level and in the slope of this column too.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``negative_value`` for a unit below 0, or
        ``wrong_parameter`` for a slope beside several terms.

    Examples
    --------
    >>> products = grouped_products([[0, 0, 1]], [1.0, 3.0, 5.0])
    >>> products.sizes.tolist(), products.across.tolist(), products.inner.tolist()
    ([2.0, 1.0], [[2.0, 4.0], [1.0, 5.0]], [[3.0, 9.0], [9.0, 35.0]])
    """
    y = finite(answers, "answers")
    labels = [_unit_numbers(term, y.size) for term in units]
    columns = [np.ones((y.size, 1))]
    if covariates is not None:
        columns.append(finite_matrix(covariates, "covariates", (y.size, None)))
    fixed = np.hstack(columns)
    if slope is not None:
        if len(labels) != 1:
            found = len(labels)
            raise MethodError("wrong_parameter", where="slope", found=found, allowed="one term")
        return _with_slope(labels[0], y, fixed, finite(slope, "slope", y.size))
    further = [_indicators(term) for term in labels[1:]]
    table = np.hstack([*further, fixed, y[:, None]])
    sizes = np.bincount(labels[0]).astype(np.float64)
    across = np.zeros((sizes.size, table.shape[1]))
    np.add.at(across, labels[0], table)
    counts = tuple(block.shape[1] for block in further)
    ones = (1,) * len(counts)
    return CrossProducts(sizes, across, table.T @ table, counts, ones, y.size, fixed.shape[1])


def cell_products(
    first: npt.ArrayLike,
    second: npt.ArrayLike | None,
    counts: npt.ArrayLike,
    sums: npt.ArrayLike,
    squares: float,
) -> CrossProducts:
    """Return the cross-products from sums of cells, such as contract by interviewer.

    Parameters
    ----------
    first, second : array_like of int, shape (C,)
        Unit of each cell, from 0; ``second`` is None for a one-way layout.
    counts, sums : array_like, shape (C,)
        Answers in the cell and the sum of their points.
    squares : float
        Sum of the squared points of all answers.

    Examples
    --------
    >>> products = cell_products([0, 0, 1], [0, 1, 0], [2, 1, 1], [4.0, 5.0, 6.0], 71.0)
    >>> products.sizes.tolist(), products.across.tolist()
    ([3.0, 1.0], [[2.0, 1.0, 3.0, 9.0], [1.0, 0.0, 1.0, 6.0]])
    """
    n = finite(counts, "counts")
    total = finite(sums, "sums", n.size)
    if (n < 0).any():
        raise MethodError("negative_value", where="counts", found=float(n.min()), allowed=">= 0")
    rows = _unit_numbers(first, n.size)
    columns = _unit_numbers(second, n.size) if second is not None else None
    further = _indicators(columns) if columns is not None else np.zeros((n.size, 0))
    weighted = np.hstack([further * n[:, None], n[:, None], total[:, None]])
    across = np.zeros((int(rows.max()) + 1, weighted.shape[1]))
    np.add.at(across, rows, weighted)
    inner = np.zeros((weighted.shape[1],) * 2)
    inner[:-1] = np.hstack([further, np.ones((n.size, 1))]).T @ weighted
    inner[-1, :-1] = inner[:-1, -1]
    inner[-1, -1] = float(finite([squares], "squares")[0])
    units = () if columns is None else (further.shape[1],)
    sizes = np.bincount(rows, weights=n).astype(np.float64)
    return CrossProducts(sizes, across, inner, units, (1,) * len(units), int(n.sum()), 1)


def loaded(products: CrossProducts, triangles: list[FloatArray], table: FloatArray) -> FloatArray:
    """Return a table of shape (R, F) with the columns of each further term times its triangle.

    Parameters
    ----------
    products : CrossProducts
    triangles : list of ndarray, shape (w, w) each
    table : ndarray, shape (R, F)

    Examples
    --------
    >>> products = grouped_products([[0, 1], [0, 1]], [1.0, 3.0])
    >>> loaded(products, [np.array([[2.0]])], np.ones((1, 4))).tolist()
    [[2.0, 2.0, 1.0, 1.0]]
    """
    result = table.copy()
    place = 0
    for units, width, triangle in zip(products.units, products.widths, triangles, strict=True):
        part = slice(place, place + units * width)
        place += units * width
        block = table[:, part].reshape(len(table), units, width) @ triangle
        result[:, part] = block.reshape(len(table), units * width)
    return result


def centred_products(products: CrossProducts) -> tuple[CrossProducts, float]:
    """Return the products of the answers less their mean, which keeps their digits, and the mean.

    The first fixed column is the common level.

    Examples
    --------
    >>> centred, mean = centred_products(grouped_products([[0, 1]], [1.0, 3.0]))
    >>> centred.across.tolist(), mean
    ([[1.0, -1.0], [1.0, 1.0]], 2.0)
    """
    inner, across = products.inner.copy(), products.across.copy()
    level = inner.shape[0] - products.fixed - 1
    mean = float(inner[level, -1] / inner[level, level])
    across[:, -1] -= mean * across[:, level]
    inner[:, -1] -= mean * inner[:, level]
    inner[-1] -= mean * inner[level]
    return replace(products, inner=inner, across=across), mean


def _with_slope(
    labels: IntArray, y: FloatArray, fixed: FloatArray, slope: FloatArray
) -> CrossProducts:
    """Return the products of one term whose units have a level and a slope: no first term."""
    levels = _indicators(labels)
    pairs = np.stack([levels, levels * slope[:, None]], axis=2).reshape(y.size, -1)
    table = np.hstack([pairs, fixed, y[:, None]])
    nothing = np.zeros((0, table.shape[1]))
    units = (levels.shape[1],)
    return CrossProducts(np.zeros(0), nothing, table.T @ table, units, (2,), y.size, fixed.shape[1])


def _indicators(labels: IntArray) -> FloatArray:
    """Return one column a unit, 1 where the answer belongs to it."""
    return np.eye(int(labels.max()) + 1)[labels]


def _unit_numbers(units: npt.ArrayLike, size: int) -> IntArray:
    """Return unit numbers as whole numbers from 0, at least one."""
    numbers = finite(units, "units", size).astype(np.int64)
    if size == 0:
        raise MethodError("wrong_shape", where="units", found=0, allowed=">= 1")
    if numbers.min() < 0:
        found = int(numbers.min())
        raise MethodError("negative_value", where="units", found=found, allowed=">= 0")
    return numbers
