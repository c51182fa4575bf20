"""Which choice moves the result: Sobol indices, exact over all combinations of levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray
from scoring.robustness.places import checked_numbers

NO_VARIANCE = "no_variance"
# A share of the mean square below which the spread of outputs is noise of the last digits.
UNITS_AT_ONCE = 64
_NOISE = 1e-24


@dataclass(frozen=True, slots=True)
class Indices:
    """The variance of one output and the shares of it that its factors explain.

    ``first`` and ``total`` are (F,), in the order of the factors; ``second`` holds the part of
    each pair (i, j), i < j, beyond the two alone. They are None, with a ``reason``, where the
    output never varies: 0/0 is not a number.
    """

    mean: float
    variance: float
    first: FloatArray | None
    total: FloatArray | None
    second: dict[tuple[int, int], float] | None
    reason: str | None = None


def exact_indices(outputs: npt.ArrayLike, counts: Sequence[int]) -> Indices:
    """Return the exact Sobol indices of one output run at every combination of levels.

    Parameters
    ----------
    outputs : array_like, shape (N,)
        In the order of :func:`scoring.robustness.designs.full_factorial`: the last factor
        changes fastest. Levels count as equally likely.
    counts : sequence of int, length F
        Levels of each factor; their product is N.

    Returns
    -------
    Indices
        With population variances. V = sum over all sets of factors of their parts (Sobol 1993);
        S_i = Var(E[Y|x_i]) / V, S_ij = Var(E[Y|x_i,x_j]) / V - S_i - S_j,
        T_i = 1 - Var(E[Y|all but x_i]) / V. No Monte-Carlo error.

    Raises
    ------
    MethodError
        ``wrong_shape`` where runs are missing, ``not_finite`` where one failed: a design with a
        hole has no exact decomposition.

    Examples
    --------
    >>> found = exact_indices([0, 1, 2, 3], [2, 2])  # 2a + b: no interaction
    >>> found.first.tolist(), found.total.round(9).tolist(), abs(found.second[0, 1]) < 1e-12
    ([0.8, 0.2], [0.8, 0.2], True)
    """
    grid = _grid(checked_numbers(outputs, "outputs", 1)[:, None], counts)
    return _indices(grid)[0]


def exact_indices_of_units(outputs: npt.ArrayLike, counts: Sequence[int]) -> tuple[Indices, ...]:
    """Return the exact indices of each unit's own output (its score, or its place).

    Parameters
    ----------
    outputs : array_like, shape (N, J)
        One column a unit, rows as in :func:`exact_indices`.
    counts : sequence of int, length F

    Returns
    -------
    tuple of Indices, length J
        A unit whose output never varies is blank with the reason ``no_variance``.

    Raises
    ------
    MethodError
        ``wrong_shape`` or ``not_finite``.

    Examples
    --------
    >>> found = exact_indices_of_units([[1, 5], [1, 6], [1, 7], [1, 8]], [2, 2])
    >>> [unit.reason for unit in found]
    ['no_variance', None]
    """
    grid = _grid(checked_numbers(outputs, "outputs", 2), counts)
    # Some units at a time, so that a large design needs no second copy of all outputs.
    pieces = (
        grid[..., start : start + UNITS_AT_ONCE]
        for start in range(0, grid.shape[-1], UNITS_AT_ONCE)
    )
    return tuple(unit for piece in pieces for unit in _indices(piece))


def _grid(outputs: FloatArray, counts: Sequence[int]) -> FloatArray:
    if not counts or prod(counts) != len(outputs):
        raise MethodError(
            "wrong_shape", where="outputs", found=len(outputs), allowed=prod(counts or [0])
        )
    return outputs.reshape((*counts, outputs.shape[1]))


def _indices(grid: FloatArray) -> tuple[Indices, ...]:
    """Return the indices of every column of a grid (levels of each factor, U)."""
    axes = tuple(range(grid.ndim - 1))
    mean = grid.mean(axis=axes)
    centred = grid - mean
    variance = (centred**2).mean(axis=axes)
    varies = variance > _NOISE * np.maximum(mean**2, (grid**2).mean(axis=axes))
    scale = np.where(varies, variance, 1.0)
    first = [_explained(centred, {axis}) / scale for axis in axes]
    total = [1 - _explained(centred, set(axes) - {axis}) / scale for axis in axes]
    second = {
        (one, other): _explained(centred, {one, other}) / scale - first[one] - first[other]
        for one, other in combinations(axes, 2)
    }
    return tuple(
        Indices(
            float(mean[unit]),
            float(variance[unit]),
            np.array([index[unit] for index in first]),
            np.array([index[unit] for index in total]),
            {pair: float(index[unit]) for pair, index in second.items()},
        )
        if varies[unit]
        else Indices(float(mean[unit]), 0.0, None, None, None, reason=NO_VARIANCE)
        for unit in range(grid.shape[-1])
    )


def _explained(centred: FloatArray, kept: set[int]) -> FloatArray:
    """Return the variance (U,) of the means given the kept factors."""
    factors = range(centred.ndim - 1)
    others = tuple(axis for axis in factors if axis not in kept)
    means = centred.mean(axis=others) if others else centred
    return np.asarray((means**2).mean(axis=tuple(range(means.ndim - 1))))
