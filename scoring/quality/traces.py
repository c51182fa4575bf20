"""Traces of interviews that leave no room for a visit: haste, odd hours, one spot, far away."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray, IntArray

RUSHED_MINUTES = 3.0  # from one front door to the next, to have the card out and consent given
MOST_A_DAY = 12
DAY_BEGINS, DAY_ENDS = 7.0, 18.0
FAR_KM = 2.0
SAME_SPOT_KM = 0.02
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Rounds:
    """What the times of each interviewer's round say, each (n,).

    ``gap``: minutes from the end of the interview before to the start of this one, negative where
    the two overlap, infinite for the first of a day. ``hour``: of the start. ``held``: interviews
    of the same interviewer on the day. ``is_measured``: a time was kept; the rest is 0 without.
    """

    gap: FloatArray
    hour: FloatArray
    held: IntArray
    is_measured: BoolArray

    @property
    def is_rushed(self) -> BoolArray:
        """Less than three minutes after the interview before, or during it."""
        return self.is_measured & (self.gap < RUSHED_MINUTES)

    @property
    def is_overlapping(self) -> BoolArray:
        """Begun while the interview before went on: nobody is in two homes at once."""
        return self.is_measured & (self.gap < 0)

    @property
    def is_at_odd_hours(self) -> BoolArray:
        """Begun before seven in the morning or from six in the evening on."""
        return self.is_measured & ((self.hour < DAY_BEGINS) | (self.hour >= DAY_ENDS))

    @property
    def is_crowded(self) -> BoolArray:
        """On a day with more than twelve interviews."""
        return self.is_measured & (self.held > MOST_A_DAY)


def rounds_of(
    started: npt.ArrayLike, seconds: npt.ArrayLike, interviewers: npt.ArrayLike
) -> Rounds:
    """Put each interviewer's interviews in the order of their times and measure what lies between.

    Parameters
    ----------
    started : array_like, shape (n,)
        Minutes since any midnight of the place where the interviews were held; NaN without a time.
    seconds : array_like, shape (n,)
        Length of the interview; NaN counts as none.
    interviewers : array_like of str, shape (n,)

    Returns
    -------
    Rounds

    Raises
    ------
    MethodError
        ``wrong_shape`` where lengths differ.

    Notes
    -----
    Murphy, Biemer, Stringer, Thissen, Day and Hsieh (2016), Statistical Journal of the IAOS 32,
    313-326: impossible overlaps, too many interviews a day and interviews at night as signs from
    paradata. Two people of one home may honestly be asked one right after the other.

    Examples
    --------
    >>> found = rounds_of([540.0, 549.0, 570.0], [600.0, 600.0, 600.0], ["a", "a", "a"])
    >>> found.gap.tolist(), found.is_overlapping.tolist()
    ([inf, -1.0, 11.0], [False, True, False])
    """
    begin, length = _columns(started, seconds)
    who = np.asarray(interviewers, dtype=str)
    if who.shape != begin.shape:
        raise MethodError("wrong_shape", where="interviewers", found=who.shape, allowed=begin.shape)
    measured = np.isfinite(begin)
    day = np.where(measured, np.floor(begin / DAY), 0).astype(np.int64)
    gap, held = np.zeros(len(begin)), np.zeros(len(begin), dtype=np.int64)
    order = np.lexsort((begin, day, who))
    order = order[measured[order]]
    if order.size:
        same = np.zeros(order.size, dtype=np.bool_)
        same[1:] = (who[order][1:] == who[order][:-1]) & (day[order][1:] == day[order][:-1])
        end = begin[order] + np.nan_to_num(length[order]) / 60
        gap[order] = np.where(same, begin[order] - np.roll(end, 1), np.inf)
        run = np.cumsum(~same) - 1
        held[order] = np.bincount(run)[run]
    hour = np.where(measured, np.nan_to_num(begin) % DAY / 60, 0.0)
    return Rounds(gap, hour, held, measured)


@dataclass(frozen=True, slots=True)
class Spots:
    """What the positions of each interview say, each (n,); 0 and False without a position.

    ``distance``: kilometres to where the home should be. ``nearest``: kilometres to the nearest
    other interview of the same interviewer in another home, infinite where there is none.
    """

    distance: FloatArray
    nearest: FloatArray
    is_measured: BoolArray

    @property
    def is_far(self) -> BoolArray:
        """More than two kilometres from the village of the roster."""
        return self.is_measured & (self.distance > FAR_KM)

    @property
    def is_same_spot(self) -> BoolArray:
        """Within twenty metres of another home's interview, the error of a telephone's position."""
        return self.is_measured & (self.nearest < SAME_SPOT_KM)


def spots_of(points: npt.ArrayLike, homes: npt.ArrayLike, interviewers: npt.ArrayLike) -> Spots:
    """Compare where interviews were held with where people live and with one another.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Kilometres east and north of any point; NaN without a position.
    homes : array_like, shape (n, 2)
        Middle of the village that the roster names, in the same kilometres; NaN where unknown.
    interviewers : array_like of str, shape (n,)

    Returns
    -------
    Spots

    Raises
    ------
    MethodError
        ``wrong_shape``.

    Notes
    -----
    Positions are noted beside interviews to see visits that were not made (Murphy et al. 2016;
    Thissen 2014, Survey Practice 7). Villages are dense and positions err by ten metres and more:
    neighbours can share a spot, so the rate of an interviewer tells more than one pair.

    Examples
    --------
    >>> found = spots_of([[0, 0], [0.01, 0], [5, 0]], [[0, 0], [0, 0], [0, 0]], ["a", "a", "a"])
    >>> found.is_same_spot.tolist(), found.is_far.tolist()
    ([True, True, False], [False, False, True])
    """
    here, home = np.asarray(points, dtype=np.float64), np.asarray(homes, dtype=np.float64)
    who = np.asarray(interviewers, dtype=str)
    if here.ndim != 2 or here.shape != home.shape or here.shape != (len(who), 2):
        found = (here.shape, home.shape, who.shape)
        raise MethodError("wrong_shape", where="points", found=found, allowed="(n, 2)")
    measured: BoolArray = np.logical_and(np.isfinite(here[:, 0]), np.isfinite(here[:, 1]))
    distance = np.hypot(*(here - home).T) if len(here) else np.zeros(0)
    nearest = np.full(len(here), np.inf)
    for code in np.unique(who[measured]):
        own = np.flatnonzero(measured & (who == code))
        apart = np.hypot(*(here[own][:, None] - here[own][None]).transpose(2, 0, 1))
        np.fill_diagonal(apart, np.inf)
        nearest[own] = apart.min(axis=1)
    return Spots(np.where(np.isfinite(distance), distance, 0.0), nearest, measured)


def _columns(started: npt.ArrayLike, seconds: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    begin = np.asarray(started, dtype=np.float64)
    length = np.asarray(seconds, dtype=np.float64)
    if begin.ndim != 1 or begin.shape != length.shape:
        found = (begin.shape, length.shape)
        raise MethodError("wrong_shape", where="started", found=found, allowed="equal lengths")
    return begin, length
