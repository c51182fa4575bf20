"""How many more interviews it would take to know, where the evidence does not suffice."""

import math

from scipy.special import ndtri

from scoring.figures import Figure
from scoring.plan import Thresholds
from scoring.profiling.gates import Basis

POWER = 0.8
FARTHEST = 100_000  # more extra interviews than this say only that the line is too close

ENOUGH = "not_for_want_of_interviews"


def extra_interviews(
    variance: float, answers: int, believed: float, line: float, level: float
) -> Figure:
    """Return how many more interviews would prove, at 80 % power, on which side of a line one is.

    Parameters
    ----------
    variance : float
        Sampling variance of the total, points squared; times ``answers`` it is deff sigma2.
    answers : int
    believed, line : float
        Posterior mean and line, points.
    level : float
        Error rate that the test has to meet after adjustment.

    Returns
    -------
    Figure
        Whole interviews; blank with ``line_too_close`` where no feasible number would do, and
        with ``not_for_want_of_interviews`` where the number at hand is enough.

    Examples
    --------
    >>> extra_interviews(9.0, 60, 77.0, 80.0, 0.05).value
    311.0
    """
    distance = abs(believed - line)
    reach = float(ndtri(1 - level) + ndtri(POWER))
    if distance * math.sqrt(FARTHEST) <= reach * math.sqrt(variance * answers):
        return Figure(reason="line_too_close")
    more = math.ceil(round(variance * answers * (reach / distance) ** 2 - answers, 6))
    return Figure(float(more)) if more > 0 else Figure(reason=ENOUGH)


def extra_for_gate(basis: Basis, thresholds: Thresholds) -> Figure:
    """Return the interviews missing to the least number of effective answers.

    Parameters
    ----------
    basis : Basis
        One more answer is taken to be worth what those at hand are worth on average.
    thresholds : Thresholds

    Examples
    --------
    >>> extra_for_gate(Basis(answers=40, effective_answers=20.0, psus=8), Thresholds()).value
    20.0
    """
    worth = basis.effective_answers / basis.answers if basis.answers else 1.0
    needed = thresholds.minimum_answers / max(min(1.0, worth), 0.01)
    missing = math.ceil(round(needed - basis.answers, 6))
    return Figure(float(missing)) if missing > 0 else Figure(reason=ENOUGH)


def larger_shortfall(by_test: Figure, by_gate: Figure) -> Figure:
    """Return the larger of two numbers; a line that is too close stays too close.

    Examples
    --------
    >>> larger_shortfall(Figure(12.0), Figure(reason=ENOUGH)).value
    12.0
    """
    if by_test.reason == "line_too_close":
        return by_test
    known = [figure for figure in (by_test, by_gate) if figure.value is not None]
    return max(known, key=lambda figure: figure.value or 0.0, default=by_test)
