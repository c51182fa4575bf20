"""Answers that do not tell one question from the next."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray, IntArray

FEWEST_ITEMS = 6


@dataclass(frozen=True, slots=True)
class StraightLines:
    """Measures of nondifferentiation, each (n,); 0 where ``is_measured`` is False.

    ``modal_share``: largest share of answered items with the same answer (1 is a straight line).
    ``longest_run``: longest row of equal answers, items in the order asked, blanks skipped.
    ``deviation``: standard deviation of a person's answers (0 is a straight line).
    ``variation``: 1 - sum of squared shares of the answers. ``is_flagged``: all answers equal.
    """

    modal_share: FloatArray
    longest_run: IntArray
    deviation: FloatArray
    variation: FloatArray
    is_measured: BoolArray
    is_flagged: BoolArray


def straight_lines(codes: npt.ArrayLike, fewest: int = FEWEST_ITEMS) -> StraightLines:
    """Measure how little each person's answers differ within a battery of like-scaled items.

    Parameters
    ----------
    codes : array_like of int, shape (n, K)
        Answer codes on one common scale, in the order asked; below 0 where there is no answer.
    fewest : int
        Answered items below which a person is not measured, at least 2.

    Returns
    -------
    StraightLines

    Raises
    ------
    MethodError
        ``wrong_shape`` where it is no table, ``threshold_too_low``.

    Notes
    -----
    Kim, Dykema, Stevenson, Black and Moberg (2019), Social Science Computer Review 37, 214-233:
    simple nondifferentiation and scale-point variation. Dunn et al. (2018): intra-individual
    deviation. Johnson (2005), Meade and Craig (2012): longest string. Contented people give
    straight lines honestly: in the virtual city one in nine. The rate by interviewer tells more.

    Examples
    --------
    >>> found = straight_lines([[5, 5, 5, 5, 5, 5], [5, 4, 4, -1, 4, 3], [5, 4, 5, 4, 5, 4]],
    ...                        fewest=5)
    >>> found.modal_share.tolist(), found.longest_run.tolist(), found.is_flagged.tolist()
    ([1.0, 0.6, 0.5], [6, 3, 1], [True, False, False])
    """
    answers = np.asarray(codes, dtype=np.int64)
    if answers.ndim != 2:
        raise MethodError("wrong_shape", where="codes", found=answers.shape, allowed="(n, K)")
    if fewest < 2:
        raise MethodError("threshold_too_low", where="fewest", found=fewest, allowed=2)
    given = answers >= 0
    count = given.sum(axis=1)
    measured = count >= fewest
    base = np.maximum(count, 1)
    values = np.unique(answers[given])
    # One value at a time, so that a table of answers by values is never laid out.
    most = np.zeros(len(answers))
    squares = np.zeros(len(answers))
    for value in values:
        share = (answers == value).sum(axis=1) / base
        most = np.maximum(most, share)
        squares += share**2
    mean = np.where(given, answers, 0).sum(axis=1) / base
    spread = np.where(given, (answers - mean[:, None]) ** 2, 0.0).sum(axis=1) / base
    return StraightLines(
        modal_share=np.where(measured, most, 0.0),
        longest_run=np.where(measured, _longest_runs(answers, given), 0),
        deviation=np.where(measured, np.sqrt(spread), 0.0),
        variation=np.where(measured, 1 - squares, 0.0),
        is_measured=measured,
        is_flagged=measured & (most == 1.0),
    )


def _longest_runs(answers: IntArray, given: BoolArray) -> IntArray:
    """Return the longest row of equal answers; a blank neither ends nor lengthens it."""
    people = len(answers)
    last = np.full(people, -1, dtype=np.int64)
    run = np.zeros(people, dtype=np.int64)
    longest = np.zeros(people, dtype=np.int64)
    for column in range(answers.shape[1]):
        here = given[:, column]
        same = answers[:, column] == last
        run = np.where(here, np.where(same, run + 1, 1), run)
        last = np.where(here, answers[:, column], last)
        longest = np.maximum(longest, run)
    return longest
