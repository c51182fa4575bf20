"""The signs that an interview may not have been held, and how surprising they are together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray, IntArray
from scoring.quality.duplicates import NEARLY_ALL, largest_shares
from scoring.quality.speed import relative_speed
from scoring.quality.straightlining import straight_lines
from scoring.quality.traces import rounds_of, spots_of

NOT_ASKED = -9
FAST, BRISK = 1.8, 1.3  # times as fast as the median of the contract
NEARLY_STRAIGHT = 0.9
DIFFERING_FACTS = 2
# What makes an interview surprising; "straight" is left to interviewers: one in nine is honest.
SURPRISING = (
    "fast",
    "brisk",
    "rushed",
    "odd_hours",
    "far",
    "same_spot",
    "no_position",
    "alike",
    "borrowed",
    "no_blank",
    "denied",
    "differing",
)


@dataclass(frozen=True, slots=True)
class Interviews:
    """Interviews held by interviewers, with everything that was noted about them.

    ``codes`` (n, K): answers, below 0 where there is none, -9 where a question was not asked.
    ``is_label`` (K,): questions on the common scale of five labels. ``interviewers`` and
    ``contracts`` (n,): codes. ``seconds`` and ``started`` (n,): length, and minutes since a
    midnight; NaN where no device kept them. ``points`` and ``homes`` (n, 2): kilometres, NaN
    where unknown. ``is_visit`` (n,): held face to face. ``is_checked``, ``is_denied`` (n,): called
    again, and said that there was no interview; ``differing`` (n,): facts told otherwise.
    """

    codes: IntArray
    is_label: BoolArray
    interviewers: npt.NDArray[np.str_]
    contracts: npt.NDArray[np.str_]
    seconds: FloatArray
    started: FloatArray
    points: FloatArray
    homes: FloatArray
    is_visit: BoolArray
    is_checked: BoolArray
    is_denied: BoolArray
    differing: IntArray

    def __post_init__(self) -> None:
        """Refuse columns of different lengths."""
        count = len(self.codes)
        for name in self.__slots__:
            size = len(getattr(self, name))
            expected = self.codes.shape[1] if name == "is_label" else count
            if size != expected:
                raise MethodError("wrong_shape", where=name, found=size, allowed=expected)


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of sign: ``is_found`` (n,) among the interviews that ``is_measured`` (n,)."""

    is_found: BoolArray
    is_measured: BoolArray

    @property
    def rate(self) -> float:
        """Share of measured interviews with the sign, never quite 0 or 1."""
        found = int((self.is_found & self.is_measured).sum())
        return (found + 1) / (int(self.is_measured.sum()) + 2)


def signs_of(interviews: Interviews) -> dict[str, Sign]:
    """Return every kind of sign by name.

    Parameters
    ----------
    interviews : Interviews

    Returns
    -------
    dict of str to Sign
        ``fast`` and ``brisk``: 1.8 and 1.3 times the median pace of the contract. ``rushed``,
        ``odd_hours``, ``far``, ``same_spot``: see `scoring.quality.traces`. ``no_position``: a
        visit without one. ``straight``: nine of ten labels are the same. ``alike``: 85 per cent
        of the answers equal another interview of the same interviewer; ``borrowed``: of anybody
        in the contract. ``no_blank``: every question answered. ``denied``: called again, there
        was no interview; ``differing``: two or more facts told otherwise.

    Notes
    -----
    Each limit is low on purpose: no single sign proves anything, and honest interviews bear each
    of them. Sources stand with the rooms that measure them.
    """
    codes, who, where = interviews.codes, interviews.interviewers, interviews.contracts
    asked = (codes != NOT_ASKED).sum(axis=1)
    everything = np.ones(len(codes), dtype=np.bool_)
    speed = relative_speed(interviews.seconds, asked, where)
    rounds = rounds_of(interviews.started, interviews.seconds, who)
    spots = spots_of(interviews.points, interviews.homes, who)
    lines = straight_lines(codes[:, interviews.is_label])
    alike = largest_shares(codes, who).share >= NEARLY_ALL - 1e-12
    borrowed = largest_shares(codes, where).share >= NEARLY_ALL - 1e-12
    blank = ((codes < 0) & (codes != NOT_ASKED)).any(axis=1)
    return {
        "fast": Sign(speed.index >= FAST, speed.is_measured),
        "brisk": Sign(speed.index >= BRISK, speed.is_measured),
        "rushed": Sign(rounds.is_rushed, rounds.is_measured),
        "odd_hours": Sign(rounds.is_at_odd_hours, rounds.is_measured),
        "far": Sign(spots.is_far, spots.is_measured),
        "same_spot": Sign(spots.is_same_spot, spots.is_measured),
        "no_position": Sign(~spots.is_measured, interviews.is_visit),
        "straight": Sign(lines.modal_share >= NEARLY_STRAIGHT, lines.is_measured),
        "alike": Sign(alike, everything),
        "borrowed": Sign(borrowed, everything),
        "no_blank": Sign(~blank, everything),
        "denied": Sign(interviews.is_denied, interviews.is_checked),
        "differing": Sign(interviews.differing >= DIFFERING_FACTS, interviews.is_checked),
    }


def surprise(signs: Mapping[str, Sign]) -> FloatArray:
    """Return how surprising the signs of each interview are together, in nats, (n,).

    Parameters
    ----------
    signs : mapping of str to Sign
        Of one wave; kinds outside ``SURPRISING`` are left out.

    Returns
    -------
    ndarray, shape (n,)
        Sum over the found signs of -ln(rate of the sign in the wave): a sign that one interview
        in a hundred bears counts twice as much as one that one in ten bears.

    Notes
    -----
    Shannon's self-information, as if signs came independently. They do not, which is why the sum
    is only compared between interviewers of one wave and never read as a probability.

    Examples
    --------
    >>> everything = np.ones(4, dtype=bool)
    >>> rare = Sign(np.array([True, False, False, False]), everything)
    >>> surprise({"fast": rare, "straight": rare}).round(2).tolist()
    [1.1, 0.0, 0.0, 0.0]
    """
    total = np.zeros(len(next(iter(signs.values())).is_found) if signs else 0)
    for name in SURPRISING:
        if name in signs:
            sign = signs[name]
            total += np.where(sign.is_found & sign.is_measured, -np.log(sign.rate), 0.0)
    return total
