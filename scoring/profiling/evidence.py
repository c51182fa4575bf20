"""Tests of each contract against the lines of its plan, kept honest over all contracts at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.alpha_spending import nominal_level, sequential_p
from scoring.profiling.checks import (
    ERROR_FLOOR,
    BoolArray,
    FloatArray,
    finite,
    not_negative,
    positive_degrees,
)
from scoring.profiling.grades import lower_tail
from scoring.profiling.multiplicity import benjamini_hochberg, holm, places

BELOW_LINE_FROM = 0.95  # posterior probability of standing below the exit line

EXIT, RENEW, RECTIFY, INSUFFICIENT = "exit", "renew", "rectify", "insufficient"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a plan in points, and the error rate at which they are judged.

    ``looks`` are the shares of the planned information at which the lines are looked at, none for a
    single look, and ``look`` says which of them this is, from 1.
    """

    exit_line: float
    renewal_line: float
    alpha: float = 0.05
    looks: tuple[float, ...] = ()
    look: int = 1


@dataclass(frozen=True, slots=True)
class LineTests:
    """One-sided tests of the direct estimates, each array of shape (J,).

    ``p_exit`` tests "not below the exit line" and is Holm-adjusted; ``p_acceptable`` tests "not
    above the exit line" and ``p_renew`` "not above the renewal line", both Benjamini-Hochberg
    adjusted. The ``level_*`` arrays hold the error rate each unadjusted test had to meet.
    """

    p_exit: FloatArray
    p_acceptable: FloatArray
    p_renew: FloatArray
    level_exit: FloatArray
    level_acceptable: FloatArray
    level_renew: FloatArray


def line_tests(
    estimates: npt.ArrayLike,
    standard_errors: npt.ArrayLike,
    degrees_of_freedom: npt.ArrayLike,
    lines: Lines,
) -> LineTests:
    """Test the direct estimates of all J contracts against both lines.

    Parameters
    ----------
    estimates, standard_errors : array_like, shape (J,)
        Unrounded totals in points; a zero standard error is raised to a millionth of a point.
    degrees_of_freedom : array_like, shape (J,)
        The t law is used below 60, the normal law from there on.
    lines : Lines

    Returns
    -------
    LineTests
        Holm bounds the chance of any wrongful exit, Benjamini-Hochberg the share of wrong
        statements among renewals and rectifications. Of several looks each spends its part of the
        error rate; the p-values stay comparable with the whole of it.

    Raises
    ------
    MethodError
        ``lines_not_rising`` or ``level_out_of_range``, or the checks of the arrays.

    Examples
    --------
    >>> tests = line_tests([50.0, 85.0], [2.0, 2.0], [80, 80], Lines(60, 80))
    >>> tests.p_exit.round(4).tolist(), tests.p_renew.round(4).tolist()
    ([0.0, 1.0], [1.0, 0.0124])
    """
    _check_lines(lines)
    y = finite(estimates, "estimates")
    errors = not_negative(standard_errors, "standard_errors", y.size)
    errors = np.maximum(errors, ERROR_FLOOR)
    degrees = positive_degrees(degrees_of_freedom, y.size)
    above_exit = (y - lines.exit_line) / errors
    p_exit = lower_tail(above_exit, degrees)
    p_acceptable = lower_tail(-above_exit, degrees)
    p_renew = lower_tail((lines.renewal_line - y) / errors, degrees)
    return LineTests(
        p_exit=holm(_at_look(p_exit, lines)),
        p_acceptable=benjamini_hochberg(_at_look(p_acceptable, lines)),
        p_renew=benjamini_hochberg(_at_look(p_renew, lines)),
        level_exit=_nominal(lines.alpha / (y.size + 1 - places(p_exit)), lines),
        level_acceptable=_nominal(lines.alpha * places(p_acceptable) / max(y.size, 1), lines),
        level_renew=_nominal(lines.alpha * places(p_renew) / max(y.size, 1), lines),
    )


def _at_look(p_values: FloatArray, lines: Lines) -> FloatArray:
    """Return p-values that may be compared with the whole error rate at this look."""
    return sequential_p(p_values, lines.looks, lines.look)


def _nominal(levels: FloatArray, lines: Lines) -> FloatArray:
    """Return the levels that plain p-values must meet at this look."""
    if not lines.looks:
        return levels
    distinct, place = np.unique(levels, return_inverse=True)
    found = [nominal_level(float(level), lines.looks, lines.look) for level in distinct]
    return np.array(found)[place]


def evidence_classes(
    tests: LineTests, below_exit: npt.ArrayLike, alpha: float = 0.05
) -> tuple[str, ...]:
    """Return the class the tests alone permit for each contract; gates may still refuse it.

    Parameters
    ----------
    tests : LineTests
    below_exit : array_like, shape (J,)
        Posterior probability that the true total lies below the exit line.
    alpha : float

    Returns
    -------
    tuple of str, length J
        ``exit`` where the test and the posterior both speak for it, else ``renew``, else
        ``rectify``, else ``insufficient``.

    Examples
    --------
    >>> tests = line_tests([50, 70, 85, 61], [2, 2, 2, 4], [80, 80, 80, 80], Lines(60, 80))
    >>> evidence_classes(tests, [1.0, 0.0, 0.0, 0.4])
    ('exit', 'rectify', 'renew', 'insufficient')
    """
    below = finite(below_exit, "below_exit", tests.p_exit.size)
    is_exit = (tests.p_exit <= alpha) & (below >= BELOW_LINE_FROM)
    codes = np.select(
        [is_exit, tests.p_renew <= alpha, tests.p_acceptable <= alpha],
        [EXIT, RENEW, RECTIFY],
        INSUFFICIENT,
    )
    return tuple(str(code) for code in codes)


def aims(estimates: FloatArray, lines: Lines) -> tuple[str, ...]:
    """Return the class each contract would have if its estimate were certain.

    Examples
    --------
    >>> aims(np.array([59.0, 60.0, 80.0]), Lines(60, 80))
    ('exit', 'rectify', 'renew')
    """
    is_below: BoolArray = estimates < lines.exit_line
    codes = np.select([is_below, estimates < lines.renewal_line], [EXIT, RECTIFY], RENEW)
    return tuple(str(code) for code in codes)


def _check_lines(lines: Lines) -> None:
    if not lines.exit_line < lines.renewal_line:
        raise MethodError(
            "lines_not_rising",
            where="lines",
            found=(lines.exit_line, lines.renewal_line),
            allowed="exit line below renewal line",
        )
    if not 0 < lines.alpha < 1:
        raise MethodError(
            "level_out_of_range", where="alpha", found=str(lines.alpha), allowed="(0, 1)"
        )
