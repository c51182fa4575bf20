"""Report-card grades that separate two contracts only where that is probably right."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray, finite, not_negative


@dataclass(frozen=True, slots=True)
class ReportCard:
    """Grades (J,) from 1, the best, and what they claim.

    ``ordered_share`` is the share of pairs that stand in different grades, ``discordance`` the
    mean probability that such a pair truly stands the other way round (None where no pair is
    ordered), ``objective`` the value that the grades make largest.
    """

    grades: IntArray
    sizes: IntArray
    objective: float
    ordered_share: float
    discordance: float | None

    @property
    def agreement(self) -> float:
        """Kendall's tau that is to be expected between the grades and the truth."""
        return self.ordered_share * (1 - 2 * (self.discordance or 0.0))


def required_certainty(price: float) -> float:
    """Return the probability from which on ordering a pair pays, 1 / (1 + price).

    Examples
    --------
    >>> required_certainty(0.25)
    0.8
    """
    return 1 / (1 + _checked(price))


def report_card(means: npt.ArrayLike, deviations: npt.ArrayLike, price: float = 0.25) -> ReportCard:
    """Return the grades that gain most from pairs ordered rightly less those ordered wrongly.

    Parameters
    ----------
    means, deviations : array_like, shape (J,)
        Posterior means and standard deviations in points, the latter above 0. Contracts without
        them must be left out before.
    price : float
        Gain of a rightly ordered pair for each loss of a wrongly ordered one, above 0 to 1: .25
        orders a pair from a certainty of 80 per cent on.

    Raises
    ------
    MethodError
        ``wrong_parameter`` for the price, ``negative_value`` for a deviation of zero or less,
        ``too_few_contracts`` for none, or the checks of the arrays.

    Notes
    -----
    Kline, Rose and Walters (2024), with grades that are runs of the order by mean; the best runs
    are found exactly by dynamic programming in J squared steps. Of two equally good cards the one
    whose last grade begins earlier is kept; equal means stand in the order of their deviations.

    Examples
    --------
    >>> card = report_card([90.0, 89.5, 60.0], [2.0, 2.0, 2.0])
    >>> card.grades.tolist(), card.sizes.tolist(), round(card.ordered_share, 4)
    ([1, 1, 2], [2, 1], 0.6667)
    """
    _checked(price)
    m = finite(means, "means")
    s = not_negative(deviations, "deviations", m.size)
    if m.size == 0:
        raise MethodError("too_few_contracts", where="means", found=0, allowed=">= 1")
    if (s <= 0).any():
        raise MethodError("negative_value", where="deviations", found=0.0, allowed="> 0")
    order = np.lexsort((s, -m))
    right = ndtr((m[order][:, None] - m[order]) / np.hypot(s[order][:, None], s[order]))
    gains = np.triu(price * right - (1 - right), 1)
    run = _best_runs(gains)
    grades = np.empty(m.size, dtype=np.int64)
    grades[order] = run + 1
    is_ordered = run[:, None] < run
    count = int(is_ordered.sum())
    return ReportCard(
        grades=grades,
        sizes=np.bincount(run).astype(np.int64),
        objective=float(gains[is_ordered].sum()),
        ordered_share=count / max(1, m.size * (m.size - 1) // 2),
        discordance=float((1 - right[is_ordered]).mean()) if count else None,
    )


def _best_runs(gains: FloatArray) -> IntArray:
    """Return the run (from 0) of each place in the partition that keeps the most gains.

    A run forgoes the gains of the pairs inside it, so the best partition forgoes least.
    """
    size = len(gains)
    # Row i, column j of ``inside``: sum of the gains of all pairs among the places i to j.
    by_column = np.cumsum(gains[::-1], axis=0)[::-1]  # pairs from place i on, with place j
    inside = np.cumsum(by_column, axis=1)
    inside = inside - np.concatenate(([[0.0]], np.diag(inside)[:-1, None]))
    forgone = np.zeros(size + 1)
    starts = np.zeros(size + 1, dtype=np.int64)
    for end in range(1, size + 1):
        costs = forgone[:end] + inside[:end, end - 1]
        starts[end] = int(np.argmin(costs))
        forgone[end] = costs[starts[end]]
    edges = [size]
    while edges[-1] > 0:
        edges.append(int(starts[edges[-1]]))
    sizes = -np.diff(edges)[::-1]
    return np.repeat(np.arange(sizes.size), sizes).astype(np.int64)


def _checked(price: float) -> float:
    """Return a price above 0, at most 1."""
    if not 0 < price <= 1:
        raise MethodError("wrong_parameter", where="price", found=str(price), allowed="(0, 1]")
    return price
