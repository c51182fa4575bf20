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
    >>> found.first.tolist(), found.total.round(9).tolist(), found.second
    ([0.8, 0.2], [0.8, 0.2], {(0, 1): 0.0})
    """
    grid = _grid(checked_numbers(outputs, "outputs", 1)[:, None], counts)
    return _indices(grid[..., 0])


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
    return tuple(_indices(grid[..., unit]) for unit in range(grid.shape[-1]))


def _grid(outputs: FloatArray, counts: Sequence[int]) -> FloatArray:
    if not counts or prod(counts) != len(outputs):
        raise MethodError(
            "wrong_shape", where="outputs", found=len(outputs), allowed=prod(counts or [0])
        )
    return outputs.reshape((*counts, outputs.shape[1]))


def _indices(grid: FloatArray) -> Indices:
    mean = float(grid.mean())
    centred = grid - mean
    variance = float((centred**2).mean())
    if variance <= _NOISE * max(mean * mean, float((grid**2).mean())):
        return Indices(mean, 0.0, None, None, None, reason=NO_VARIANCE)
    axes = range(grid.ndim)
    first = np.array([_explained(centred, {axis}) for axis in axes]) / variance
    without = [_explained(centred, set(axes) - {axis}) for axis in axes]
    total = 1 - np.array(without) / variance
    second = {
        (one, other): _explained(centred, {one, other}) / variance
        - float(first[one] + first[other])
        for one, other in combinations(axes, 2)
    }
    return Indices(mean, variance, first, total, second)


def _explained(centred: FloatArray, kept: set[int]) -> float:
    """Return the variance of the means given the kept factors."""
    others = tuple(axis for axis in range(centred.ndim) if axis not in kept)
    return float((centred.mean(axis=others) ** 2).mean())
