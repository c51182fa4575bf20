"""Interviewers whose answers hang together otherwise than everybody's: too regular or too noisy."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray
from scoring.robustness.designs import SEED
from scoring.robustness.places import checked_numbers

FEWEST_INTERVIEWS = 10
DRAWS = 400
TOO_FEW_INTERVIEWS = "too_few_interviews"


@dataclass(frozen=True, slots=True)
class CovarianceDistance:
    """How far the covariances of one interviewer's items lie from the pooled ones.

    ``spread`` is the mean variance relative to the pooled one: below 1 too regular, above 1 too
    noisy. ``z`` says by how many standard deviations the logarithm of the distance exceeds that
    of equally many interviews drawn at random. All None, with a ``reason``, below 10 interviews.
    """

    interviewer: str
    interviews: int
    distance: float | None
    spread: float | None
    z: float | None
    reason: str | None = None


def covariance_distances(
    items: npt.ArrayLike,
    interviewers: npt.ArrayLike,
    contracts: npt.ArrayLike,
    fewest: int = FEWEST_INTERVIEWS,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[CovarianceDistance, ...]:
    """Compare each interviewer's item covariances with the pooled ones within contracts.

    Parameters
    ----------
    items : array_like, shape (n, K)
        Points of the items. Leave out interviews with blanks beforehand: a filled-in value would
        be too regular by itself.
    interviewers, contracts : array_like of str, shape (n,)
    fewest : int
        Interviews below which an interviewer is not measured.
    draws, seed : int
        Random sets of interviews for comparison, and the seed of numpy's PCG64.

    Returns
    -------
    tuple of CovarianceDistance
        In the order of the interviewers' codes.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, or ``threshold_too_low`` for fewer than 2 draws or
        interviews.

    Notes
    -----
    Residuals about the contract's means, pooled covariance P. For an interviewer with n
    interviews S = (n C + K P) / (n + K), C being the covariance about the interviewer's own
    means, so that S always has an inverse; distance = tr(P^-1 S) - ln det(P^-1 S) - K (Stein's
    loss, which is the likelihood ratio of Anderson 2003, section 10.8). Its law is taken from
    random sets of the same size instead of the normal distribution, which answers on five labels
    do not follow. The idea that inventions are too regular: Bredl, Winker and Koetschau (2012),
    Survey Methodology 38, 1-10.

    Examples
    --------
    >>> chance = np.random.default_rng(1)
    >>> items = chance.normal(size=(60, 3)) + chance.normal(size=(60, 1))
    >>> items[:20] = items[:20].mean(axis=1, keepdims=True)  # the first ticks straight down
    >>> found = covariance_distances(items, ["a"] * 20 + ["b"] * 40, ["c"] * 60)
    >>> found[0].z > 3, found[1].interviews
    (True, 40)
    """
    points = checked_numbers(items, "items", 2)
    who, where = np.asarray(interviewers, dtype=str), np.asarray(contracts, dtype=str)
    if who.shape != (len(points),) or where.shape != who.shape:
        raise MethodError("wrong_shape", where="interviewers", found=who.shape, allowed=len(points))
    if min(fewest, draws) < 2:
        raise MethodError("threshold_too_low", where="fewest", found=min(fewest, draws), allowed=2)
    whitened = _whitened(points, where)
    generator = np.random.Generator(np.random.PCG64(seed))
    laws: dict[int, tuple[float, float]] = {}
    found = []
    for code in np.unique(who):
        own = whitened[who == code]
        if len(own) < fewest:
            blank = CovarianceDistance(str(code), len(own), None, None, None, TOO_FEW_INTERVIEWS)
            found.append(blank)
            continue
        if len(own) not in laws:
            laws[len(own)] = _law(whitened, len(own), draws, generator)
        middle, spread = laws[len(own)]
        distance, variance = (float(values[0]) for values in _distances(own[None]))
        z = (float(np.log(max(distance, 1e-12))) - middle) / spread if spread > 0 else 0.0
        found.append(CovarianceDistance(str(code), len(own), distance, variance, z))
    return tuple(found)


def _whitened(points: FloatArray, contracts: npt.NDArray[np.str_]) -> FloatArray:
    """Return residuals about contract means, turned so that their pooled covariance is one.

    Directions without any variance (an item nobody answers differently) are left out.
    """
    _, position = np.unique(contracts, return_inverse=True)
    sizes = np.bincount(position)
    means = np.stack([np.bincount(position, weights=column) / sizes for column in points.T], axis=1)
    residuals = points - means[position]
    values, vectors = np.linalg.eigh(residuals.T @ residuals / len(points))
    kept = values > 1e-9 * max(float(values.max()), 1e-12)
    result: FloatArray = residuals @ vectors[:, kept] / np.sqrt(values[kept])
    return result


def _distances(sets: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return Stein's loss and the mean variance of sets of whitened residuals (R, n, K)."""
    _, size, items = sets.shape
    centred = sets - sets.mean(axis=1, keepdims=True)
    own = np.swapaxes(centred, 1, 2) @ centred / (size - 1)
    drawn = (size * own + items * np.eye(items)) / (size + items)
    trace = np.trace(drawn, axis1=1, axis2=2)
    loss: FloatArray = trace - np.linalg.slogdet(drawn)[1] - items
    variance: FloatArray = np.trace(own, axis1=1, axis2=2) / max(items, 1)
    return loss, variance


def _law(
    whitened: FloatArray, size: int, draws: int, generator: np.random.Generator
) -> tuple[float, float]:
    """Return mean and standard deviation of the log distance of random sets of interviews."""
    rows: IntArray = generator.integers(0, len(whitened), size=(draws, size))
    logs = np.log(np.maximum(_distances(whitened[rows])[0], 1e-12))
    return float(logs.mean()), float(logs.std(ddof=1))
