"""The funnel of interviewers: whose interviews carry more flags than the contract explains."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray
from scoring.profiling.multiplicity import holm

ALARM = 0.01
FEWEST_INTERVIEWS = 10
_ONE_MORE = 0.5


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One interviewer against the others of the same contracts.

    ``expected`` is the number of flags the others' rates foresee. ``limits`` are the 95 and 99.8
    per cent limits of the flags, each (low, high). ``p_value`` is one-sided, ``adjusted`` for all
    interviewers (Holm). ``is_outside``: beyond the upper 99.8 per cent limit.
    """

    interviewer: str
    interviews: int
    flags: int
    expected: float
    limits: tuple[tuple[int, int], tuple[int, int]]
    p_value: float
    adjusted: float

    @property
    def is_outside(self) -> bool:
        """More flags than the upper limit of the wide funnel."""
        return self.flags > self.limits[1][1]


def interviewer_funnel(
    flags: npt.ArrayLike, interviewers: npt.ArrayLike, contracts: npt.ArrayLike
) -> tuple[FunnelPoint, ...]:
    """Compare each interviewer's flags with the rate of the others in the same contracts.

    Parameters
    ----------
    flags : array_like of bool, shape (n,)
        One kind of flag, for each interview.
    interviewers, contracts : array_like of str, shape (n,)

    Returns
    -------
    tuple of FunnelPoint
        In the order of the interviewers' codes.

    Raises
    ------
    MethodError
        ``wrong_shape``, or ``nothing_available`` without interviews.

    Notes
    -----
    For interviewer a with n_ac interviews in contract c the expected rate there is
    (x_c - x_ac + 1/2 r) / (n_c - n_ac + 1/2), r being the rate of all interviews: the others'
    rate, drawn a little to the whole so that it is never taken from nobody. The number of flags
    is held against the binomial with n_a and the mean of these rates, exactly (Spiegelhalter
    2005, Statistics in Medicine 24, 1185-1202). An interviewer who is the only one of a contract
    is compared with everybody.

    Examples
    --------
    >>> flags = [True] * 9 + [False] * 1 + [True] * 2 + [False] * 28
    >>> found = interviewer_funnel(flags, ["a"] * 10 + ["b"] * 30, ["c"] * 40)
    >>> [(point.interviewer, point.is_outside) for point in found]
    [('a', True), ('b', False)]
    """
    marked = np.asarray(flags, dtype=np.bool_)
    who, where = np.asarray(interviewers, dtype=str), np.asarray(contracts, dtype=str)
    if marked.ndim != 1 or not marked.shape == who.shape == where.shape:
        found = (marked.shape, who.shape, where.shape)
        raise MethodError("wrong_shape", where="flags", found=found, allowed="equal lengths")
    if marked.size == 0:
        raise MethodError("nothing_available", where="flags", found=0, allowed=">= 1")
    codes, own = np.unique(who, return_inverse=True)
    counts, sizes = _cells(marked, own, where)
    rate = marked.mean()
    others = (counts.sum(axis=0) - counts + _ONE_MORE * rate) / (
        sizes.sum(axis=0) - sizes + _ONE_MORE
    )
    interviews = sizes.sum(axis=1)
    expected = (others * sizes).sum(axis=1)
    hits = counts.sum(axis=1)
    chance = np.clip(expected / interviews, 0.0, 1.0)
    p_values = binom.sf(hits - 1, interviews, chance)
    return tuple(_points(codes, interviews, hits, expected, chance, p_values))


def _cells(
    marked: BoolArray, own: npt.NDArray[np.int64], contracts: npt.NDArray[np.str_]
) -> tuple[FloatArray, FloatArray]:
    """Return flags and interviews by interviewer and contract."""
    names, place = np.unique(contracts, return_inverse=True)
    shape = (int(own.max()) + 1, len(names))
    cell = own * shape[1] + place
    size = shape[0] * shape[1]
    counts = np.bincount(cell, weights=marked, minlength=size).astype(np.float64).reshape(shape)
    sizes = np.bincount(cell, minlength=size).astype(np.float64).reshape(shape)
    return np.asarray(counts), np.asarray(sizes)


def _points(
    codes: npt.NDArray[np.str_],
    interviews: FloatArray,
    hits: FloatArray,
    expected: FloatArray,
    chance: FloatArray,
    p_values: FloatArray,
) -> Iterator[FunnelPoint]:
    ends = {
        level: binom.ppf([[(1 - level) / 2], [(1 + level) / 2]], interviews, chance)
        for level in (0.95, 0.998)
    }
    adjusted = holm(p_values)
    for row, code in enumerate(codes):
        narrow, wide = (
            (max(int(low[row]), 0), int(high[row])) for low, high in (ends[0.95], ends[0.998])
        )
        yield FunnelPoint(
            interviewer=str(code),
            interviews=int(interviews[row]),
            flags=int(hits[row]),
            expected=float(expected[row]),
            limits=(narrow, wide),
            p_value=float(p_values[row]),
            adjusted=float(adjusted[row]),
        )


def interviewers_to_review(
    funnels: Mapping[str, tuple[FunnelPoint, ...]],
    alarm: float = ALARM,
    fewest: int = FEWEST_INTERVIEWS,
) -> dict[str, tuple[str, ...]]:
    """Return who should be called back on, with the kinds of flags that say so.

    Parameters
    ----------
    funnels : mapping of str to tuple of FunnelPoint
        One funnel for each kind of flag.
    alarm : float
        Error rate over all interviewers and kinds together.
    fewest : int
        Interviews below which nobody is named.

    Returns
    -------
    dict of str to tuple of str
        Kinds with an adjusted p-value of at most alarm / number of kinds. A reason to call
        people back, never to drop answers.

    Raises
    ------
    MethodError
        ``level_out_of_range``, or ``nothing_available`` without funnels.

    Examples
    --------
    >>> flags = [True] * 9 + [False] * 1 + [True] * 2 + [False] * 28
    >>> funnel = interviewer_funnel(flags, ["a"] * 10 + ["b"] * 30, ["c"] * 40)
    >>> interviewers_to_review({"speed": funnel})
    {'a': ('speed',)}
    """
    if not 0 < alarm < 1:
        raise MethodError("level_out_of_range", where="alarm", found=alarm, allowed="0 to 1")
    if not funnels:
        raise MethodError("nothing_available", where="funnels", found=0, allowed=">= 1")
    named: dict[str, list[str]] = {}
    for kind, points in funnels.items():
        for point in points:
            if point.interviews >= fewest and point.adjusted <= alarm / len(funnels):
                named.setdefault(point.interviewer, []).append(kind)
    return {code: tuple(kinds) for code, kinds in sorted(named.items())}
