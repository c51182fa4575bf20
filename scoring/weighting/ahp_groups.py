"""AHP for a group: judgments or weights of several judges made into one set of weights."""

from collections.abc import Sequence

import numpy as np

from scoring.errors import MethodError
from scoring.weighting.ahp import LARGEST_RATIO, Priorities, eigenvector
from scoring.weighting.pairwise import FloatArray, Judgments, judgments


def aggregated_judgments(panel: Sequence[Judgments]) -> Judgments:
    """Return one matrix of judgments: for each pair the geometric mean of those who judged it.

    Parameters
    ----------
    panel : sequence of Judgments
        At least one judge, all on the same items.

    Returns
    -------
    Judgments
        A pair is unjudged only where nobody judged it. The order of the judges changes nothing.

    Raises
    ------
    MethodError
        ``too_few_judges``, ``wrong_shape``, ``comparisons_not_connected``.

    Notes
    -----
    AIJ, for a panel that wants one opinion. The geometric mean is the only mean that keeps the
    matrix reciprocal (Aczel and Saaty 1983).

    Examples
    --------
    >>> two = [judgments([[1, 2], [0.5, 1]]), judgments([[1, 8], [0.125, 1]])]
    >>> round(float(aggregated_judgments(two).ratios[0, 1]), 9)
    4.0
    """
    _check_panel(panel)
    known = np.stack([judge.known for judge in panel])
    logs = np.sort(np.where(known, np.log([judge.ratios for judge in panel]), 0.0), axis=0)
    counts = known.sum(axis=0)
    ratios = np.exp(logs.sum(axis=0) / np.maximum(counts, 1))
    rows = [
        [float(ratios[i, j]) if counts[i, j] else None for j in range(len(ratios))]
        for i in range(len(ratios))
    ]
    return judgments(rows)


def group_priorities(panel: Sequence[Judgments]) -> Priorities:
    """Return the eigenvector weights of the aggregated judgments (AIJ), with their consistency.

    >>> two = [judgments([[1, 2], [0.5, 1]]), judgments([[1, 8], [0.125, 1]])]
    >>> group_priorities(two).weights.round(9).tolist()
    [0.8, 0.2]
    """
    return eigenvector(aggregated_judgments(panel))


def aggregated_priorities(panel: Sequence[Judgments], is_geometric: bool = True) -> FloatArray:
    """Return the mean of the judges' own weights, rescaled to sum 1 (AIP), shape (n,).

    Parameters
    ----------
    panel : sequence of Judgments
    is_geometric : bool
        The geometric mean, or the arithmetic one.

    Raises
    ------
    MethodError
        ``too_few_judges``, ``wrong_shape``, ``random_index_unknown``.

    Notes
    -----
    AIP, for judges who speak for different interests.

    Examples
    --------
    >>> two = [judgments([[1, 1], [1, 1]]), judgments([[1, 4], [0.25, 1]])]
    >>> aggregated_priorities(two).round(6).tolist()
    [0.666667, 0.333333]
    """
    _check_panel(panel)
    own = np.sort(np.stack([eigenvector(judge).weights for judge in panel]), axis=0)
    mean = np.exp(np.log(own).mean(axis=0)) if is_geometric else own.mean(axis=0)
    result: FloatArray = mean / mean.sum()
    return result


def consistent_judges(
    panel: Sequence[Judgments], largest_ratio: float = LARGEST_RATIO
) -> tuple[int, ...]:
    """Return the numbers (from 0) of the judges whose consistency ratio is at most the largest.

    Each judge is measured on weights of that judge. Whom to leave out is for people to decide; the
    weights with and without them stand side by side.

    Raises
    ------
    MethodError
        ``too_few_judges``, ``wrong_shape``, ``negative_value`` for the ratio.

    Examples
    --------
    >>> circle = judgments([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]])
    >>> consistent_judges([circle, judgments([[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]])])
    (1,)
    """
    _check_panel(panel)
    if largest_ratio < 0:
        raise MethodError(
            "negative_value", where="largest_ratio", found=largest_ratio, allowed=">= 0"
        )
    ratios = [eigenvector(judge).consistency_ratio for judge in panel]
    return tuple(place for place, ratio in enumerate(ratios) if ratio <= largest_ratio)


def _check_panel(panel: Sequence[Judgments]) -> None:
    if not panel:
        raise MethodError("too_few_judges", where="panel", found=0, allowed="1 or more")
    sizes = sorted({judge.count for judge in panel})
    if len(sizes) > 1:
        raise MethodError("wrong_shape", where="panel", found=sizes, allowed="the same items")
