"""Grades relative to the others of the same league: by clusters or by shares of the list."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray, finite


@dataclass(frozen=True, slots=True)
class Clusters:
    """Grades (J,) from 1, the lowest, to k, with the ``sizes`` and ``centres`` (k,) of each.

    ``cuts`` (k - 1,) lie half-way between the neighbours of two grades; ``within`` is the sum of
    squared distances to the centres, points squared.
    """

    grades: IntArray
    sizes: IntArray
    centres: FloatArray
    cuts: FloatArray
    within: float


def optimal_clusters(totals: npt.ArrayLike, count: int = 5) -> Clusters:
    """Return the grades with the smallest possible squared distances within.

    Parameters
    ----------
    totals : array_like, shape (J,)
        Points. Contracts without a total must be left out before.
    count : int
        Number of grades, 1 to the number of different totals.

    Raises
    ------
    MethodError
        ``wrong_parameter`` for the count, or the checks of the array.

    Notes
    -----
    In one dimension the best k-means is a partition of the sorted list, found exactly by dynamic
    programming (Wang and Song 2011); no start values, no seed. Equal totals have one grade. To be
    shown as an optional view only: the same total may have another grade next year.

    Examples
    --------
    >>> found = optimal_clusters([60.0, 61.0, 90.0, 75.0], 3)
    >>> found.grades.tolist(), found.cuts.tolist(), found.within
    ([1, 1, 3, 2], [68.0, 82.5], 0.5)
    """
    y = finite(totals, "totals")
    values, place, weight = np.unique(y, return_inverse=True, return_counts=True)
    _check_count(count, values.size)
    groups = _best_partition(values - values.mean(), weight.astype(np.float64), count)
    return _described(y, groups[place] + 1, count)


def ward_clusters(totals: npt.ArrayLike, count: int = 5) -> Clusters:
    """Return the grades that Ward's merging of neighbours leaves.

    Parameters
    ----------
    totals : array_like, shape (J,)
        Points.
    count : int
        Number of grades, 1 to the number of different totals.

    Notes
    -----
    Ward (1963), as R's ``ward.D2``. A greedy way: ``optimal_clusters`` is never worse within.

    Examples
    --------
    >>> ward_clusters([60.0, 61.0, 90.0, 75.0], 3).grades.tolist()
    [1, 1, 3, 2]
    """
    y = finite(totals, "totals")
    _check_count(count, np.unique(y).size)
    if y.size == 1:
        return _described(y, np.ones(1, dtype=np.int64), 1)
    raw = fcluster(linkage(y[:, None], "ward"), count, "maxclust")
    groups, first = np.unique(raw, return_inverse=True)
    means = np.bincount(first, weights=y) / np.bincount(first)
    rising = np.empty(groups.size, dtype=np.int64)
    rising[np.argsort(means)] = np.arange(1, groups.size + 1)
    return _described(y, rising[first], groups.size)


def percentile_cuts(totals: npt.ArrayLike, shares: Sequence[float]) -> FloatArray:
    """Return the totals below which the given shares of the list lie, points, shape (B - 1,).

    Parameters
    ----------
    totals : array_like, shape (J,)
    shares : sequence of float
        Rising, strictly between 0 and 1.

    Notes
    -----
    Linear interpolation between neighbours (type 7 of Hyndman and Fan 1996).

    Examples
    --------
    >>> percentile_cuts([60.0, 70.0, 80.0, 90.0], [0.5]).tolist()
    [75.0]
    """
    y = finite(totals, "totals")
    cuts = finite(shares, "shares")
    if y.size == 0:
        raise MethodError("too_few_contracts", where="totals", found=0, allowed=">= 1")
    if (np.diff(cuts) <= 0).any() or (cuts <= 0).any() or (cuts >= 1).any():
        found = str(cuts.tolist())
        raise MethodError(
            "wrong_parameter", where="shares", found=found, allowed="rising in (0, 1)"
        )
    result: FloatArray = np.quantile(y, cuts)
    return result


def percentile_grades(totals: npt.ArrayLike, cuts: npt.ArrayLike) -> IntArray:
    """Return the grade of each total from 1, the lowest: one more than the cuts it reaches, (J,).

    Its certainty follows from ``grades.band_probabilities`` with the cuts as floors.

    Examples
    --------
    >>> percentile_grades([60.0, 75.0, 90.0], [75.0, 80.0]).tolist()
    [1, 2, 3]
    """
    edges = finite(cuts, "cuts")
    grades = 1 + np.searchsorted(edges, finite(totals, "totals"), side="right")
    return grades.astype(np.int64)


def _best_partition(values: FloatArray, weight: FloatArray, count: int) -> IntArray:
    """Return the group of each sorted value in the partition with the smallest squares within."""
    size = values.size
    sums = np.concatenate(([0.0], np.cumsum(weight)))
    first = np.concatenate(([0.0], np.cumsum(weight * values)))
    second = np.concatenate(([0.0], np.cumsum(weight * values**2)))
    best = np.full(size + 1, np.inf)
    best[0] = 0.0
    starts = np.zeros((count, size + 1), dtype=np.int64)
    for group in range(count):
        reached = np.full(size + 1, np.inf)
        for end in range(group + 1, size + 1):
            begin = np.arange(group, end)
            spread = second[end] - second[begin]
            spread = spread - (first[end] - first[begin]) ** 2 / (sums[end] - sums[begin])
            costs = best[begin] + np.maximum(spread, 0.0)
            chosen = int(np.argmin(costs))
            reached[end], starts[group, end] = costs[chosen], begin[chosen]
        best = reached
    groups = np.zeros(size, dtype=np.int64)
    stop = size
    for group in range(count - 1, -1, -1):
        first_inside = int(starts[group, stop])
        groups[first_inside:stop] = group
        stop = first_inside
    return groups


def _described(y: FloatArray, grades: IntArray, count: int) -> Clusters:
    """Return the clusters with their sizes, centres, cuts and squares within."""
    sizes = np.bincount(grades - 1, minlength=count)
    centres = np.bincount(grades - 1, weights=y, minlength=count) / sizes
    tops = [y[grades == grade].max() for grade in range(1, count)]
    floors = [y[grades == grade].min() for grade in range(2, count + 1)]
    return Clusters(
        grades=grades,
        sizes=sizes.astype(np.int64),
        centres=centres,
        cuts=(np.array(tops) + np.array(floors)) / 2,
        within=float(((y - centres[grades - 1]) ** 2).sum()),
    )


def _check_count(count: int, different: int) -> None:
    """Refuse fewer than one grade and more grades than there are different totals."""
    if not 1 <= count <= different:
        allowed = f"1 to {different}"
        raise MethodError("wrong_parameter", where="count", found=count, allowed=allowed)
