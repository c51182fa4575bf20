"""Delphi rounds: how far a panel agrees, how much it still moves, and when it stops."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2, rankdata

from scoring.errors import MethodError
from scoring.weighting.pairwise import FloatArray

IMPORTANT = 7


@dataclass(frozen=True, slots=True)
class Round:
    """One round of ratings; the arrays have one figure for each item."""

    concordance: float
    chi_square: float
    degrees_of_freedom: int
    p_value: float
    medians: FloatArray
    quartile_ranges: FloatArray
    means: FloatArray
    deviations: FloatArray
    variations: FloatArray
    important_shares: FloatArray
    weights: FloatArray


@dataclass(frozen=True, slots=True)
class Stability:
    """What changed from one round to the next."""

    largest_weight_change: float
    rank_correlation: float | None
    unchanged_share: float


@dataclass(frozen=True, slots=True)
class StopRule:
    """When a panel stops, stated before its first round; all conditions must hold."""

    least_concordance: float = 0.7
    largest_quartile_range: float = 2.0
    largest_weight_change: float = 0.02
    most_rounds: int = 4


@dataclass(frozen=True, slots=True)
class Stopping:
    """Whether the panel stops, whether it has agreed, and the codes of what still stands open."""

    stops: bool
    agreed: bool
    open_points: tuple[str, ...]


def summarise(ratings: npt.ArrayLike, important: float = IMPORTANT) -> Round:
    """Summarise one round.

    Parameters
    ----------
    ratings : array_like, shape (experts, items)
        Complete, above 0, at least 2 experts and 2 items. An expert who left out an item is asked
        again or left out by a named person: nothing is filled in.
    important : float
        From which rating on an item counts as important.

    Returns
    -------
    Round
        Kendall's W over average ranks within experts, corrected for ties, with
        chi-square = experts (items - 1) W; quartiles by linear interpolation; deviations with
        n - 1; weights in proportion to the means, summing to 1.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` (also a gap), ``not_positive``, ``nothing_to_tell_apart``
        where every expert rates all items alike.

    Examples
    --------
    >>> found = summarise([[9, 5, 1], [8, 5, 2]])
    >>> found.concordance, found.medians.tolist()
    (1.0, [8.5, 5.0, 1.5])
    """
    data = _ratings(ratings)
    experts, items = data.shape
    concordance = _concordance(data)
    chi_square = experts * (items - 1) * concordance
    means, deviations = data.mean(axis=0), data.std(axis=0, ddof=1)
    lower, medians, upper = np.quantile(data, [0.25, 0.5, 0.75], axis=0)
    return Round(
        concordance,
        chi_square,
        items - 1,
        float(chi2.sf(chi_square, items - 1)),
        medians,
        upper - lower,
        means,
        deviations,
        deviations / means,
        (data >= important).mean(axis=0),
        means / means.sum(),
    )


def stability(before: npt.ArrayLike, after: npt.ArrayLike) -> Stability:
    """Return how much changed between two rounds of the same experts on the same items.

    Parameters
    ----------
    before, after : array_like, shape (experts, items)

    Returns
    -------
    Stability
        The rank correlation is Spearman's, of the items' means; ``None`` where one round has all
        means alike.

    Raises
    ------
    MethodError
        ``wrong_shape``, and those of :func:`summarise`.

    Examples
    --------
    >>> stability([[9, 5, 1], [8, 5, 2]], [[9, 5, 1], [8, 4, 2]]).unchanged_share
    0.8333333333333334
    """
    first, second = _ratings(before), _ratings(after)
    if first.shape != second.shape:
        raise MethodError("wrong_shape", where="after", found=second.shape, allowed=first.shape)
    means = np.round([first.mean(axis=0), second.mean(axis=0)], 12)
    shares = means / means.sum(axis=1, keepdims=True)
    ranks = rankdata(means, axis=1) - (first.shape[1] + 1) / 2
    spread = float(np.sqrt((ranks[0] @ ranks[0]) * (ranks[1] @ ranks[1])))
    return Stability(
        float(np.abs(shares[1] - shares[0]).max()),
        float(ranks[0] @ ranks[1]) / spread if spread > 0 else None,
        float((first == second).mean()),
    )


def stopping(rounds: Sequence[npt.ArrayLike], rule: StopRule) -> Stopping:
    """Apply the stop rule to all rounds so far.

    Parameters
    ----------
    rounds : sequence of array_like, each of shape (experts, items)
        In order; the same experts and items in each.
    rule : StopRule
        Fixed before the first round.

    Returns
    -------
    Stopping
        The panel stops where it has agreed or has no round left. ``agreed`` stays false in the
        second case: running out of rounds is no consensus. One round alone never shows stability.

    Raises
    ------
    MethodError
        ``too_few_values`` without a round, and those of :func:`stability`.

    Examples
    --------
    >>> calm = [[9, 5, 1], [8, 5, 2]]
    >>> stopping([calm], StopRule()).open_points
    ('delphi_not_stable',)
    >>> stopping([calm, calm], StopRule()).agreed
    True
    """
    if not rounds:
        raise MethodError("too_few_values", where="rounds", found=0, allowed="1 or more")
    last = summarise(rounds[-1])
    is_stable = (
        len(rounds) > 1
        and stability(rounds[-2], rounds[-1]).largest_weight_change <= rule.largest_weight_change
    )
    found = (
        (last.concordance >= rule.least_concordance, "delphi_not_concordant"),
        (bool(last.quartile_ranges.max() <= rule.largest_quartile_range), "delphi_too_wide"),
        (is_stable, "delphi_not_stable"),
    )
    open_points = tuple(code for holds, code in found if not holds)
    return Stopping(
        not open_points or len(rounds) >= rule.most_rounds, not open_points, open_points
    )


def _concordance(data: FloatArray) -> float:
    experts, items = data.shape
    ranks = rankdata(data, axis=1)
    sums = ranks.sum(axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    ties = 0.0
    for row in data:
        sizes = np.unique(row, return_counts=True)[1]
        ties += float((sizes**3 - sizes).sum())
    largest = experts**2 * (items**3 - items) - experts * ties
    if not largest > 0:
        raise MethodError("nothing_to_tell_apart", where="ratings", found=0, allowed="above 0")
    return float(12 * spread / largest)


def _ratings(ratings: npt.ArrayLike) -> FloatArray:
    data = np.asarray(ratings, dtype=np.float64)
    if data.ndim != 2 or min(data.shape) < 2:
        raise MethodError("wrong_shape", where="ratings", found=data.shape, allowed="2 by 2 or up")
    if not np.isfinite(data).all():
        raise MethodError("not_finite", where="ratings", found="a gap", allowed="numbers")
    if not (data > 0).all():
        raise MethodError(
            "not_positive", where="ratings", found=float(data.min()), allowed="above 0"
        )
    return data
