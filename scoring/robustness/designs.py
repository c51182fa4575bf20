"""Which runs to make: all combinations of levels, or a quasi-random part of very many."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from scipy.stats import qmc

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray
from scoring.robustness.factors import MOST_COMBINATIONS

SEED = 20_250_101


@dataclass(frozen=True, slots=True)
class PickFreeze:
    """Points of the unit cube at which to run a model, for Sobol indices.

    ``points`` is (2 + F, N, F): the base matrix A, the second matrix B, then for each factor A
    with that factor's column taken from B (Saltelli 2010's "radial" arrangement).
    """

    points: FloatArray

    @property
    def factors(self) -> int:
        """Number of factors F."""
        return int(self.points.shape[2])

    @property
    def base(self) -> int:
        """Number of base points N; the model is run (F + 2) N times."""
        return int(self.points.shape[1])

    def levels(self, counts: Sequence[int]) -> IntArray:
        """Return the level (from 0) of each discrete factor at each point, shape (2 + F, N, F).

        The unit interval, not the range of the sample, is cut into equal parts (statistics.md
        section 3, fault 8).

        Raises
        ------
        MethodError
            ``wrong_shape`` where the number of factors differs.
        """
        sizes = np.array(counts, dtype=np.int64)
        if sizes.shape != (self.factors,):
            raise MethodError(
                "wrong_shape", where="counts", found=sizes.shape, allowed=(self.factors,)
            )
        levels: IntArray = np.minimum((self.points * sizes).astype(np.int64), sizes - 1)
        return levels


def full_factorial(counts: Sequence[int], limit: int = MOST_COMBINATIONS) -> IntArray:
    """Return every combination of levels; the last factor changes fastest.

    Parameters
    ----------
    counts : sequence of int, length F
        Levels of each factor, at least 1.
    limit : int
        Most runs allowed.

    Returns
    -------
    ndarray of int, shape (N, F)
        Levels from 0; N is the product of ``counts``.

    Raises
    ------
    MethodError
        ``threshold_too_low`` for a factor without levels, ``limit_out_of_range`` beyond the
        limit, ``nothing_available`` without factors.

    Examples
    --------
    >>> full_factorial([2, 2]).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    if not counts:
        raise MethodError("nothing_available", where="counts", found=0, allowed=">= 1")
    if min(counts) < 1:
        raise MethodError("threshold_too_low", where="counts", found=min(counts), allowed=1)
    runs = prod(counts)
    if runs > limit:
        raise MethodError("limit_out_of_range", where="counts", found=runs, allowed=f"<= {limit}")
    return np.indices(counts).reshape(len(counts), runs).T.astype(np.int64)


def pick_freeze(factors: int, base: int, seed: int = SEED) -> PickFreeze:
    """Return a quasi-random design for first-order and total indices.

    Parameters
    ----------
    factors : int
        F, at least 1.
    base : int
        N base points, a power of two of at least 16: other numbers spoil the balance of a Sobol
        sequence.
    seed : int
        Of the scrambling.

    Returns
    -------
    PickFreeze
        A and B are the two halves of one scrambled 2F-dimensional Sobol sequence.

    Raises
    ------
    MethodError
        ``threshold_too_low`` without factors, ``wrong_parameter`` for another number of points.

    Notes
    -----
    Saltelli et al. (2010), Computer Physics Communications 181, 259-270; Owen (1998) scrambling.

    Examples
    --------
    >>> design = pick_freeze(3, 16)
    >>> design.points.shape, bool((design.points[2][:, 0] == design.points[1][:, 0]).all())
    ((5, 16, 3), True)
    """
    if factors < 1:
        raise MethodError("threshold_too_low", where="factors", found=factors, allowed=1)
    if base < 16 or base & (base - 1):
        raise MethodError("wrong_parameter", where="base", found=base, allowed="16, 32, 64, ...")
    generator = np.random.Generator(np.random.PCG64(seed))
    sequence = qmc.Sobol(2 * factors, scramble=True, rng=generator)
    drawn = np.asarray(sequence.random(base), dtype=np.float64)
    first, second = drawn[:, :factors], drawn[:, factors:]
    points = np.repeat(first[None], factors + 2, axis=0)
    points[1] = second
    for factor in range(factors):
        points[2 + factor, :, factor] = second[:, factor]
    return PickFreeze(points)
