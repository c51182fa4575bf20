"""The grade a printed total earns, and how certain the interviews make it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, stdtr, stdtrit

from scoring.errors import MethodError
from scoring.plan import Band
from scoring.profiling.checks import (
    DECIDING_DECIMALS,
    ERROR_FLOOR,
    FloatArray,
    finite,
    not_negative,
    positive_degrees,
)
from scoring.profiling.critical_values import NORMAL_FROM
from scoring.scorebook import GradeResult

CERTAIN_FROM = 0.8


@dataclass(frozen=True, slots=True)
class GradeRule:
    """The bands of a plan and the widest half-interval at which a grade is still given."""

    bands: tuple[Band, ...]
    widest_half: float = 5.0


def effective_degrees(degrees_of_freedom: npt.ArrayLike) -> FloatArray:
    """Return degrees of freedom with 60 and more as infinite: from there the normal law serves.

    Examples
    --------
    >>> effective_degrees([12, 75]).tolist()
    [12.0, inf]
    """
    degrees = np.array(degrees_of_freedom, dtype=np.float64)
    return np.where(degrees >= NORMAL_FROM, np.inf, degrees)


def lower_tail(scores: FloatArray, degrees_of_freedom: FloatArray) -> FloatArray:
    """Return P(T <= score) under t, or under the normal law from 60 degrees of freedom on.

    Parameters
    ----------
    scores : ndarray, shape (J,) or (J, B)
        In standard errors.
    degrees_of_freedom : ndarray, shape (J,) or (J, 1)

    Examples
    --------
    >>> lower_tail(np.array([0.0, -2.0]), np.array([5.0, 100.0])).round(4).tolist()
    [0.5, 0.0228]
    """
    degrees = effective_degrees(degrees_of_freedom)
    known = np.isinf(degrees)
    tail: FloatArray = np.where(known, ndtr(scores), stdtr(np.where(known, 1.0, degrees), scores))
    return tail


def half_widths(
    standard_errors: npt.ArrayLike, degrees_of_freedom: npt.ArrayLike, level: float = 0.95
) -> FloatArray:
    """Return half the width of each two-sided interval, in points, shape (J,).

    Examples
    --------
    >>> half_widths([1.0, 1.0], [100, 10]).round(4).tolist()
    [1.96, 2.2281]
    """
    errors = np.array(standard_errors, dtype=np.float64)
    errors = not_negative(errors, "standard_errors", errors.size)
    degrees = effective_degrees(positive_degrees(degrees_of_freedom, errors.size))
    known = np.isinf(degrees)
    quantile = stdtrit(np.where(known, 1e12, degrees), 0.5 + level / 2)
    result: FloatArray = errors * quantile
    return result


def band_probabilities(
    totals: npt.ArrayLike,
    standard_errors: npt.ArrayLike,
    floors: npt.ArrayLike,
    degrees_of_freedom: npt.ArrayLike,
) -> FloatArray:
    """Return the probability that the true total lies in each half-open band, shape (J, B).

    Parameters
    ----------
    totals, standard_errors : array_like, shape (J,)
        Unrounded totals and their standard errors, points. Where the error is a
        millionth of a point or less, the band that holds the total has probability 1.
    floors : array_like, shape (B,)
        Lowest total of each band, falling; the last band takes all that is below the others.
    degrees_of_freedom : array_like, shape (J,)

    Raises
    ------
    MethodError
        ``floors_not_falling``, or the checks of the arrays.

    Examples
    --------
    >>> band_probabilities([80.0], [2.0], [90, 80, 60, 0], [80]).round(4).tolist()
    [[0.0, 0.5, 0.5, 0.0]]
    >>> band_probabilities([80.0], [0.0], [90, 80, 60, 0], [80]).tolist()
    [[0.0, 1.0, 0.0, 0.0]]
    """
    y = finite(totals, "totals")
    errors = not_negative(standard_errors, "standard_errors", y.size)[:, None]
    degrees = positive_degrees(degrees_of_freedom, y.size)[:, None]
    edges = finite(floors, "floors")
    if edges.size == 0 or (np.diff(edges) >= 0).any():
        raise MethodError(
            "floors_not_falling", where="floors", found=edges.tolist(), allowed="falling"
        )
    margin = y[:, None] - edges[:-1]
    is_noisy = errors > ERROR_FLOOR
    scores = margin / np.where(is_noisy, errors, 1.0)
    is_reached = np.round(margin, DECIDING_DECIMALS) >= 0
    at_least = np.where(is_noisy, lower_tail(scores, degrees), is_reached)
    below = np.where(is_noisy, lower_tail(-scores, degrees), ~is_reached)
    return _between_edges(at_least, below)


def _between_edges(at_least: FloatArray, below: FloatArray) -> FloatArray:
    """Return band probabilities from P(>= edge) and P(< edge), each shape (J, B - 1).

    Each band is the difference of the smaller of the two tails, which keeps the digits of bands
    that are very improbable.
    """
    rows = at_least.shape[0]
    none, all_ = np.zeros((rows, 1)), np.ones((rows, 1))
    reached = np.hstack([at_least, all_])
    by_upper_tail = reached - np.hstack([none, at_least])
    by_lower_tail = np.hstack([all_, below]) - np.hstack([below, none])
    result: FloatArray = np.where(reached < 0.5, by_upper_tail, by_lower_tail)
    return result


def grade_of(total: Decimal | float, bands: Sequence[Band]) -> str:
    """Return the grade of the highest band whose floor the total reaches.

    Raises
    ------
    MethodError
        ``total_below_bands`` where no band holds the total.

    Examples
    --------
    >>> bands = [Band("good", Decimal(80)), Band("fair", Decimal(60)), Band("poor", Decimal(0))]
    >>> grade_of(Decimal("79.99"), bands), grade_of(80.0, bands)
    ('fair', 'good')
    """
    exact = total if isinstance(total, Decimal) else Decimal(repr(round(total, DECIDING_DECIMALS)))
    for band in sorted(bands, key=lambda band: band.floor, reverse=True):
        if exact >= band.floor:
            return band.grade
    raise MethodError(
        "total_below_bands",
        where="totals",
        found=str(total),
        allowed=f">= {min(band.floor for band in bands)}",
    )


def grade_results(
    rule: GradeRule,
    printed: Sequence[Decimal],
    totals: npt.ArrayLike,
    standard_errors: npt.ArrayLike,
    degrees_of_freedom: npt.ArrayLike,
) -> tuple[GradeResult, ...]:
    """Return each contract's grade with its probabilities; vetoes are applied afterwards.

    Parameters
    ----------
    rule : GradeRule
    printed : sequence of Decimal, length J
        Printed totals: they alone set the grade.
    totals, standard_errors, degrees_of_freedom : array_like, shape (J,)
        Unrounded totals: they set the probabilities.

    Returns
    -------
    tuple of GradeResult, length J
        Blank with the reason ``interval_too_wide`` where the 95 % half-interval exceeds the
        rule's; ``is_borderline`` where printed and unrounded totals fall in different bands.

    Examples
    --------
    >>> bands = (Band("good", Decimal(80)), Band("fair", Decimal(0)))
    >>> result, = grade_results(GradeRule(bands), [Decimal("80.00")], [79.996], [2.0], [80])
    >>> result.earned, result.is_borderline, round(result.certainty, 3)
    ('good', True, 0.501)
    """
    bands = tuple(sorted(rule.bands, key=lambda band: band.floor, reverse=True))
    floors = [float(band.floor) for band in bands]
    table = band_probabilities(totals, standard_errors, floors, degrees_of_freedom)
    widths = half_widths(standard_errors, degrees_of_freedom)
    unrounded = finite(totals, "totals", len(printed))
    return tuple(
        _grade_result(
            bands, printed[row], float(unrounded[row]), table[row], widths[row] > rule.widest_half
        )
        for row in range(len(printed))
    )


def _grade_result(
    bands: tuple[Band, ...],
    printed: Decimal,
    total: float,
    probabilities: FloatArray,
    is_too_wide: bool,
) -> GradeResult:
    earned = grade_of(printed, bands)
    shares = {band.grade: float(p) for band, p in zip(bands, probabilities, strict=True)}
    return GradeResult(
        earned=None if is_too_wide else earned,
        standing=None if is_too_wide else earned,
        probabilities=shares,
        certainty=max(shares.values()),
        is_borderline=earned != grade_of(total, bands),
        reason="interval_too_wide" if is_too_wide else None,
    )


def is_uncertain(grade: GradeResult) -> bool:
    """Return whether a grade must be shown as uncertain: under 80 %, or borderline.

    Examples
    --------
    >>> is_uncertain(GradeResult("good", "good", {"good": 0.9, "fair": 0.1}, 0.9, False))
    False
    """
    return grade.is_borderline or grade.certainty is None or grade.certainty < CERTAIN_FROM
