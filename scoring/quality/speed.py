"""Interviews held faster than people can hear and answer questions."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray

TWICE_AS_FAST = 2.0


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast each interview was against the median of its group.

    ``index`` (n,): 2 is twice as fast as the median; 0 where ``is_measured`` is False (no time
    was kept, or nothing was asked). ``is_flagged``: the index reaches the limit.
    """

    index: FloatArray
    is_measured: BoolArray
    is_flagged: BoolArray


def relative_speed(
    seconds: npt.ArrayLike,
    questions: npt.ArrayLike,
    groups: npt.ArrayLike,
    limit: float = TWICE_AS_FAST,
) -> Speed:
    """Compare each interview's seconds per question with the median of its group.

    Parameters
    ----------
    seconds : array_like, shape (n,)
        Length of each interview; zero, below or NaN where it is not known.
    questions : array_like, shape (n,)
        Questions asked in it.
    groups : array_like, shape (n,)
        Who is compared with whom: codes of questionnaire, mode or contract.
    limit : float
        Index from which an interview is flagged, above 1.

    Returns
    -------
    Speed
        index = median over the group of (seconds / questions), divided by the interview's own.

    Raises
    ------
    MethodError
        ``wrong_shape`` where lengths differ, ``limit_out_of_range``.

    Notes
    -----
    Leiner (2019), Too fast, too straight, too weird, Survey Research Methods 13, 229-248: the
    relative speed index, by question because conditions shorten some interviews; 2 is his limit.
    Greszki, Meyer and Schoen (2015) use half the median as well. A fast interview is no proof:
    short answers and practised interviewers are fast too.

    Examples
    --------
    >>> found = relative_speed([480, 500, 100, 0], [20, 20, 20, 20], ["T"] * 4)
    >>> found.index.tolist(), found.is_flagged.tolist()
    ([1.0, 0.96, 4.8, 0.0], [False, False, True, False])
    """
    time = np.asarray(seconds, dtype=np.float64)
    asked = np.asarray(questions, dtype=np.float64)
    members = np.asarray(groups)
    if time.ndim != 1 or not time.shape == asked.shape == members.shape:
        found = (time.shape, asked.shape, members.shape)
        raise MethodError("wrong_shape", where="seconds", found=found, allowed="equal lengths")
    if not limit > 1:
        raise MethodError("limit_out_of_range", where="limit", found=limit, allowed="above 1")
    measured = np.isfinite(time) & (time > 0) & np.isfinite(asked) & (asked > 0)
    index = np.zeros(time.size)
    pace = np.divide(time, asked, out=np.zeros(time.size), where=measured)
    for group in np.unique(members[measured]):
        own = measured & (members == group)
        index[own] = np.median(pace[own]) / pace[own]
    return Speed(index, measured, measured & (index >= limit))
