"""Which contracts the data can tell apart, the bands of places that leaves, and the tie groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.profiling.checks import (
    DECIDING_DECIMALS,
    BoolArray,
    FloatArray,
    IntArray,
    finite,
    not_negative,
    positive_degrees,
)
from scoring.profiling.critical_values import critical_values
from scoring.profiling.differences import (
    Sparse,
    difference_variances,
    differences,
    pair_values,
    row_of,
    shared_covariance,
)


@dataclass(frozen=True, slots=True)
class Separation:
    """What the simultaneous comparison of all pairs of J contracts found.

    ``order`` (J,) lists the contracts by falling estimate, equal ones by name. ``above`` and
    ``below`` (J,) count, for each contract, those separated from it on either side.
    ``last_tied`` (J,) is, for each place in the order (from 0), the last place whose contract is
    not separated from the contract there. ``critical`` (J,) are the critical values; a pair takes
    the larger of its two.
    """

    order: IntArray
    above: IntArray
    below: IntArray
    last_tied: IntArray
    critical: FloatArray
    estimates: FloatArray
    variances: FloatArray
    shared: Sparse
    groups: IntArray

    @property
    def critical_value(self) -> float:
        """The largest critical value used: the only one where all variances count as known."""
        return float(self.critical.max())

    def is_separated(self, first: IntArray, second: IntArray) -> BoolArray:
        """Return for each pair whether the interval of its difference excludes 0, shape (P,)."""
        margin = differences(self.estimates, first, second)
        variance = difference_variances(
            self.variances[first], self.variances[second], pair_values(self.shared, first, second)
        )
        critical = np.maximum(self.critical[first], self.critical[second])
        is_far: BoolArray = np.abs(margin) > critical * np.sqrt(variance)
        return is_far & ~parted(self.groups[first], self.groups[second])


@dataclass(frozen=True, slots=True)
class Run:
    """A maximal run of the order, and the band of places that its members cover together."""

    members: tuple[int, ...]
    band_low: int
    band_high: int


def parted(first: IntArray, second: IntArray) -> BoolArray:
    """Return where two groups are different; a contract without a group (-1) is in all of them.

    Examples
    --------
    >>> parted(np.array([0, 0, -1]), np.array([0, 1, 1])).tolist()
    [False, True, False]
    """
    result: BoolArray = (first != second) & (first >= 0) & (second >= 0)
    return result


def falling_order(estimates: FloatArray, names: Sequence[str]) -> IntArray:
    """Return the contracts by falling estimate; those equal to nine decimals by name.

    Parameters
    ----------
    estimates : ndarray, shape (J,)
    names : sequence of str, length J
        Unique, so that the order is total.

    Examples
    --------
    >>> falling_order(np.array([80.0, 90.0, 80.0]), ["b", "c", "a"]).tolist()
    [1, 2, 0]
    """
    keys = np.round(estimates, DECIDING_DECIMALS)
    return np.array(
        sorted(range(len(names)), key=lambda index: (-keys[index], names[index])), dtype=np.int64
    )


def separations(
    estimates: npt.ArrayLike,
    variances: npt.ArrayLike,
    degrees_of_freedom: npt.ArrayLike,
    shared: Sparse | None = None,
    names: Sequence[str] | None = None,
    level: float = 0.95,
    groups: IntArray | None = None,
) -> Separation:
    """Compare all pairs by Tukey-Kramer simultaneous intervals of their differences.

    Parameters
    ----------
    estimates, variances : array_like, shape (J,)
        Direct estimates in points, and their sampling variances.
    degrees_of_freedom : array_like, shape (J,)
        Of the variances; where all are 60 or more the normal law is used, otherwise each pair
        uses the smaller number of its two.
    shared : scipy.sparse array, shape (J, J), optional
        Covariances between contracts that share PSUs.
    names : sequence of str, optional
        Decide the order of equal estimates; their index by default.
    level : float
        Probability that no pair of truly equal contracts is separated.
    groups : ndarray of int, shape (J,), optional
        Contracts of different groups from 0 are never separated; -1 stands for no group.

    Returns
    -------
    Separation
        A pair is separated where the interval of its difference excludes 0; equal estimates
        never are.

    Notes
    -----
    One row of the J x J comparison is held at a time, so that memory grows with J alone.

    Examples
    --------
    >>> found = separations([90.0, 89.0, 60.0], [4.0, 4.0, 4.0], [80, 80, 80])
    >>> found.above.tolist(), found.below.tolist(), rank_bands(found).tolist()
    ([0, 0, 2], [1, 1, 0], [[1, 2], [1, 2], [3, 3]])
    """
    y = finite(estimates, "estimates")
    v = not_negative(variances, "variances", y.size)
    degrees = positive_degrees(degrees_of_freedom, y.size)
    matrix = shared_covariance(shared, y.size)
    order = falling_order(y, names or [f"{index:09d}" for index in range(y.size)])
    critical = critical_values(degrees, level) if y.size > 1 else np.zeros(y.size)
    own = np.full(y.size, -1, dtype=np.int64) if groups is None else groups
    above, below, last_tied = np.zeros((3, y.size), dtype=np.int64)
    for place, contract in enumerate(order):
        margin = differences(y, contract, slice(None))
        variance = difference_variances(v[contract], v, row_of(matrix, contract))
        reach = np.maximum(critical[contract], critical) * np.sqrt(variance)
        reach[parted(own[contract], own)] = np.inf
        above[contract] = np.count_nonzero(-margin > reach)
        below[contract] = np.count_nonzero(margin > reach)
        is_tied = np.abs(margin[order]) <= reach[order]
        is_tied[place] = True
        last_tied[place] = np.flatnonzero(is_tied)[-1]
    return Separation(order, above, below, last_tied, critical, y, v, matrix, own)


def rank_bands(separation: Separation) -> IntArray:
    """Return the first and last place each contract may hold, shape (J, 2), counted from 1.

    The band of a contract runs from one more than the number separated above it to J less the
    number separated below it.

    Examples
    --------
    >>> rank_bands(separations([80.0], [4.0], [20])).tolist()
    [[1, 1]]
    """
    count = separation.order.size
    return np.stack([1 + separation.above, count - separation.below], axis=1)


def tie_groups(separation: Separation) -> tuple[Run, ...]:
    """Return the maximal runs of contracts that their first member is not separated from.

    In falling order each contract opens the run down to the last one not separated from it; runs
    inside another run are dropped. Every pair that is not separated stands in one run together,
    so contracts without a common run may be called different. Runs may overlap, and where
    variances differ much a run may hold a separated pair. The band of a run is the union of the
    bands of its members.

    Examples
    --------
    >>> runs = tie_groups(separations([90.0, 86.0, 82.0], [2.0, 2.0, 2.0], [80, 80, 80]))
    >>> [(run.members, run.band_low, run.band_high) for run in runs]
    [((0, 1), 1, 3), ((1, 2), 1, 3)]
    """
    bands = rank_bands(separation)
    runs = []
    reached = -1
    for place, last in enumerate(separation.last_tied):
        if last <= reached:
            continue
        reached = int(last)
        members = separation.order[place : reached + 1]
        low, high = bands[members, 0].min(), bands[members, 1].max()
        runs.append(Run(tuple(int(index) for index in members), int(low), int(high)))
    return tuple(runs)
