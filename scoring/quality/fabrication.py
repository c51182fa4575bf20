"""Interviewers whose interviews, taken together, look made up: one score from many weak signs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from scoring.profiling.checks import BoolArray, FloatArray, IntArray
from scoring.quality.calibration import CALIBRATION, LIMIT, Scale
from scoring.quality.covariances import covariance_distances
from scoring.quality.interviewers import interviewer_funnel
from scoring.quality.signs import NOT_ASKED, Interviews, Sign, signs_of, surprise

FEWEST_INTERVIEWS = 20
MOST_Z = 6.0  # no single test may decide alone; what speaks for somebody excuses nothing
SMALLEST_P = 1e-9
TOP = 4
DRAWS = 100
Names = npt.NDArray[np.str_]
# Signs whose number is held against the funnel; the surprise sums up those that are left out.
COUNTED = (
    "fast",
    "rushed",
    "same_spot",
    "no_position",
    "borrowed",
    "no_blank",
    "denied",
    "differing",
)
TESTS = (*COUNTED, "mean_surprise", "top_surprise", "pace_spread", "covariance")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What speaks against one interviewer.

    ``z``: standing of each test among honest interviewers, by name. ``parts``: what each adds to
    the ``score``, their sum. ``is_suspected``: the score exceeds the limit; always False below 20
    interviews. A reason to call people again, never to drop answers.
    """

    interviewer: str
    interviews: int
    z: Mapping[str, float]
    parts: Mapping[str, float]
    score: float
    is_suspected: bool

    @property
    def strongest(self) -> tuple[str, ...]:
        """The tests that add to the score, the strongest first."""
        telling = [name for name in self.parts if self.parts[name] > 0]
        return tuple(sorted(telling, key=lambda name: (-self.parts[name], name)))


def suspicions(
    interviews: Interviews,
    calibration: Mapping[str, Scale] = CALIBRATION,
    limit: float = LIMIT,
) -> tuple[Suspicion, ...]:
    """Sum up for each interviewer what speaks for made-up interviews.

    Parameters
    ----------
    interviews : Interviews
        One wave; interviews without an interviewer are left out beforehand.
    calibration : mapping of str to Scale
        Centre and spread of each raw test among honest interviewers, and its weight.
    limit : float
        Score above which an interviewer of 20 interviews and more is suspected.

    Returns
    -------
    tuple of Suspicion
        In the order of the interviewers' codes.

    Raises
    ------
    MethodError
        ``nothing_available`` without interviews.

    Notes
    -----
    Raw tests: the normal score of each sign's exact binomial funnel (Spiegelhalter 2005); mean
    surprise, and mean of the four most surprising interviews; spread of the logarithm of the
    pace, which a mixture of real and made-up interviews widens; Stein's covariance distance. Each
    is put on the scale of honest interviewers and held within 0 and 6; score = sum of weight x z.
    Weights are those of a logistic regression (Cox 1958) with a small ridge, none below 0, fitted
    once on planted fabricators of the virtual city, and the limit leaves 3 of 100 honest
    interviewers of those worlds above it. What is found in other worlds: docs/methods.md.
    """
    signs = signs_of(interviews)
    raw = raw_tests(interviews, signs)
    codes, sizes = np.unique(interviews.interviewers, return_counts=True)
    z = {name: (raw[name] - calibration[name].centre) / calibration[name].spread for name in TESTS}
    parts = {name: weighed(z[name], calibration[name].weight) for name in TESTS}
    scores = np.sum([parts[name] for name in TESTS], axis=0)
    return tuple(
        Suspicion(
            interviewer=str(code),
            interviews=int(sizes[row]),
            z={name: float(z[name][row]) for name in TESTS},
            parts={name: float(parts[name][row]) for name in TESTS},
            score=float(scores[row]),
            is_suspected=bool(sizes[row] >= FEWEST_INTERVIEWS and scores[row] > limit),
        )
        for row, code in enumerate(codes)
    )


def raw_tests(interviews: Interviews, signs: Mapping[str, Sign]) -> dict[str, FloatArray]:
    """Return each test before it is put on the scale of honest interviewers.

    Parameters
    ----------
    interviews : Interviews
    signs : mapping of str to Sign

    Returns
    -------
    dict of str to ndarray, shape (J,)
        By the interviewers' codes in order; where a test cannot be made, the lowest value.
    """
    codes, own, sizes = np.unique(interviews.interviewers, return_inverse=True, return_counts=True)
    found = {name: _funnel_scores(interviews, signs[name], codes) for name in COUNTED}
    total = surprise(signs)
    means = np.bincount(own, weights=total) / sizes
    spread = max(float(total.std()), 1e-9)
    found["mean_surprise"] = (means - np.median(means)) * np.sqrt(sizes) / spread
    found["top_surprise"] = _top_means(total, own, len(codes))
    found["pace_spread"] = _pace_spread(interviews, signs, own, len(codes))
    found["covariance"] = _covariance(interviews, codes)
    return found


def weighed(z: FloatArray, weight: float) -> FloatArray:
    """Return what a test adds to the scores: its weight times z, which is held within 0 and 6.

    >>> weighed(np.array([-2.0, 1.5, 9.0]), 0.5).tolist()
    [0.0, 0.75, 3.0]
    """
    result: FloatArray = weight * np.clip(z, 0.0, MOST_Z)
    return result


def _funnel_scores(interviews: Interviews, sign: Sign, codes: Names) -> FloatArray:
    """Return the normal scores of one sign's funnel; the lowest for who has nothing measured."""
    kept = sign.is_measured
    lowest = float(norm.isf(1 - SMALLEST_P))
    scores = np.full(len(codes), lowest)
    if not kept.any():
        return scores
    points = interviewer_funnel(
        sign.is_found[kept], interviews.interviewers[kept], interviews.contracts[kept]
    )
    place = {str(code): row for row, code in enumerate(codes)}
    for point in points:
        p_value = min(max(point.p_value, SMALLEST_P), 1 - SMALLEST_P)
        scores[place[point.interviewer]] = float(norm.isf(p_value))
    return scores


def _top_means(total: FloatArray, own: IntArray, count: int) -> FloatArray:
    """Return the mean of each interviewer's four most surprising interviews."""
    return np.array([np.sort(total[own == row])[::-1][:TOP].mean() for row in range(count)])


def _pace_spread(
    interviews: Interviews, signs: Mapping[str, Sign], own: IntArray, count: int
) -> FloatArray:
    """Return how unevenly each interviewer works: deviation of the logarithm of the pace."""
    measured = signs["fast"].is_measured
    asked = np.maximum((interviews.codes != NOT_ASKED).sum(axis=1), 1)
    pace = np.log(np.where(measured, interviews.seconds, 1.0) / asked)
    for contract in np.unique(interviews.contracts):
        here = measured & (interviews.contracts == contract)
        if here.any():
            pace[here] -= np.median(pace[here])
    mine = [pace[measured & (own == row)] for row in range(count)]
    return np.array([one.std() if len(one) else 0.0 for one in mine])


def _covariance(interviews: Interviews, codes: Names) -> FloatArray:
    """Return the covariance scores over interviews with all labels; 0 where there are too few."""
    labels = interviews.codes[:, interviews.is_label]
    whole: BoolArray = np.asarray((labels >= 0).all(axis=1), dtype=np.bool_)
    result = np.zeros(len(codes))
    if whole.sum() < 2 or labels.shape[1] < 2:
        return result
    place = {str(code): row for row, code in enumerate(codes)}
    distances = covariance_distances(
        labels[whole].astype(np.float64),
        interviews.interviewers[whole],
        interviews.contracts[whole],
        draws=DRAWS,
    )
    for one in distances:
        result[place[one.interviewer]] = 0.0 if one.z is None else one.z
    return result
