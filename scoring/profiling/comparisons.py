"""How probable it is that one contract is truly better than another; shown, never used to order."""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from scoring.profiling.checks import DECIDING_DECIMALS, ERROR_FLOOR, FloatArray, IntArray
from scoring.profiling.differences import (
    Sparse,
    difference_variances,
    pair_values,
)
from scoring.profiling.shrinkage import Posterior

ALL_PAIRS_UP_TO = 200
NEIGHBOURHOOD = 10


def compared_pairs(
    order: npt.ArrayLike, all_up_to: int = ALL_PAIRS_UP_TO, neighbourhood: int = NEIGHBOURHOOD
) -> tuple[IntArray, IntArray]:
    """Return the pairs that are shown: all of them, or neighbours where there are too many.

    Parameters
    ----------
    order : array_like of int, shape (J,)
        Contracts in the order of the table.
    all_up_to : int
        Largest J for which all pairs are listed.
    neighbourhood : int
        Places apart that are still listed above that.

    Returns
    -------
    tuple of ndarray, each shape (P,)
        First and second contract of each pair; the first stands before the second in the table.

    Examples
    --------
    >>> first, second = compared_pairs([2, 0, 1])
    >>> list(zip(first.tolist(), second.tolist()))
    [(2, 0), (2, 1), (0, 1)]
    """
    places = np.asarray(order, dtype=np.int64)
    span = places.size - 1 if places.size <= all_up_to else neighbourhood
    first = np.repeat(np.arange(places.size), span)
    second = first + np.tile(np.arange(1, span + 1), places.size)
    is_inside = second < places.size
    return places[first[is_inside]], places[second[is_inside]]


def probability_better(
    posterior: Posterior,
    shared: Sparse,
    first: IntArray,
    second: IntArray,
) -> FloatArray:
    """Return P(true total of first > that of second) for each pair, shape (P,).

    Parameters
    ----------
    posterior : Posterior
        Of the J contracts: flat prior below ten contracts, shrunken otherwise.
    shared : scipy.sparse array, shape (J, J)
        Sampling covariances of the estimates, points squared; the diagonal is empty.
    first, second : ndarray of int, shape (P,)

    Returns
    -------
    ndarray, shape (P,)
        One half where nothing tells the two apart.

    Notes
    -----
    The posterior covariance of a pair is the sampling covariance times both reliabilities, to
    first order in what is shared, plus the error of the common mean that both are pulled to.

    Examples
    --------
    >>> from scoring.profiling.differences import shared_covariance
    >>> posterior = Posterior(np.array([86.2, 84.8]), np.array([1.99, 2.09]), None, 0.0)
    >>> probability_better(posterior, shared_covariance(None, 2), [0], [1]).round(2).tolist()
    [0.69]
    """
    pull = np.zeros(posterior.mean.size)
    covariance = pair_values(shared, first, second)
    if posterior.reliability is not None:
        pull = 1 - posterior.reliability
        covariance = covariance * posterior.reliability[first] * posterior.reliability[second]
    covariance = covariance + pull[first] * pull[second] * posterior.mean_variance
    variance = difference_variances(
        posterior.deviation[first] ** 2, posterior.deviation[second] ** 2, covariance
    )
    return _probability_above_zero(
        posterior.mean[first] - posterior.mean[second], np.sqrt(variance)
    )


def probability_below(posterior: Posterior, line: float) -> FloatArray:
    """Return P(true total < line) for each contract, shape (J,).

    Examples
    --------
    >>> probability_below(Posterior(np.array([55.0]), np.array([2.5]), None, 0.0), 60.0).round(4)
    array([0.9772])
    """
    return _probability_above_zero(line - posterior.mean, posterior.deviation)


def _probability_above_zero(mean: FloatArray, deviation: FloatArray) -> FloatArray:
    """Return P(N(mean, deviation) > 0), with all mass at the mean where the deviation is zero."""
    is_noisy = deviation > ERROR_FLOOR
    certain = 0.5 * (1 + np.sign(np.round(mean, DECIDING_DECIMALS)))
    scores = mean / np.where(is_noisy, deviation, 1.0)
    probability: FloatArray = np.where(is_noisy, ndtr(scores), certain)
    return probability
