"""Which aspects of a service go along with overall satisfaction: associations, never causes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray, finite, finite_matrix

MOST_DRIVERS = 15  # all 2^15 subsets are looked at
KEEP_UP, CONCENTRATE, OVERKILL, LOW = (
    "keep_up",
    "concentrate",
    "possible_overkill",
    "low_priority",
)


@dataclass(frozen=True, slots=True)
class Drivers:
    """Importance of G aspects for the overall answer, arrays of shape (G,).

    ``slopes`` are those of the joint regression, ``standardised`` the same in standard
    deviations; ``shapley`` and ``relative_weights`` are two ways to share ``explained`` (R
    squared) among the aspects: both sum to it.
    """

    explained: float
    slopes: FloatArray
    standardised: FloatArray
    correlations: FloatArray
    shapley: FloatArray
    relative_weights: FloatArray


def drivers_of(covariance: npt.ArrayLike) -> Drivers:
    """Return the importance of each aspect from the covariances of aspects and overall answer.

    Parameters
    ----------
    covariance : array_like, shape (G + 1, G + 1)
        Of the overall answer (first) and the G aspects, points squared; taken within contracts,
        good contracts do not stand in for important aspects. Respondents who skipped an item
        must be treated before, in the same way for all items.

    Returns
    -------
    Drivers

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``covariance_not_symmetric``, or ``wrong_parameter`` for
        more than 15 aspects, for one without variance and for aspects that determine each other.

    Notes
    -----
    ``shapley`` averages what an aspect adds to R squared over all orders of entry (LMG: Lindeman,
    Merenda and Gold 1980; Groemping 2007), over all subsets. ``relative_weights`` are those of
    Johnson (2000).

    Examples
    --------
    >>> found = drivers_of([[4.0, 1.0, 2.0], [1.0, 1.0, 0.0], [2.0, 0.0, 2.0]])
    >>> found.explained, found.shapley.tolist(), found.slopes.tolist()
    (0.75, [0.25, 0.5], [1.0, 1.0])
    """
    matrix = _checked(covariance)
    scale = np.sqrt(np.diag(matrix))
    correlation = matrix / np.outer(scale, scale)
    among, along = correlation[1:, 1:], correlation[1:, 0]
    standardised = np.linalg.solve(among, along)
    return Drivers(
        explained=float(standardised @ along),
        slopes=standardised * scale[0] / scale[1:],
        standardised=standardised,
        correlations=along,
        shapley=_shapley(among, along),
        relative_weights=_relative_weights(among, along),
    )


def importance_performance(importance: npt.ArrayLike, performance: npt.ArrayLike) -> list[str]:
    """Return the quadrant of each aspect, cut at the mean importance and the mean performance.

    Parameters
    ----------
    importance, performance : array_like, shape (G,)
        For instance Shapley shares and mean points.

    Returns
    -------
    list of str
        "keep_up" (important and good), "concentrate" (important, not good), "possible_overkill"
        or "low_priority".

    Notes
    -----
    Martilla and James (1977); GB/T 19038 appendix D. An aspect on a mean counts as above it.

    Examples
    --------
    >>> importance_performance([0.4, 0.1], [60.0, 80.0])
    ['concentrate', 'possible_overkill']
    """
    weight = finite(importance, "importance")
    points = finite(performance, "performance", weight.size)
    if weight.size == 0:
        raise MethodError("wrong_shape", where="importance", found=0, allowed=">= 1")
    is_important, is_good = weight >= weight.mean(), points >= points.mean()
    names = {(True, True): KEEP_UP, (True, False): CONCENTRATE, (False, True): OVERKILL}
    return [names.get((bool(a), bool(b)), LOW) for a, b in zip(is_important, is_good, strict=True)]


def _shapley(among: FloatArray, along: FloatArray) -> FloatArray:
    """Return what each aspect adds to R squared on average over all orders, shape (G,)."""
    count = along.size
    explained = np.zeros(1 << count)
    sizes = np.array([subset.bit_count() for subset in range(1 << count)])
    bits = ((np.arange(1 << count)[:, None] >> np.arange(count)) & 1).astype(np.int64)
    for size in range(1, count + 1):
        subsets = np.flatnonzero(sizes == size)
        members = np.nonzero(bits[subsets])[1].reshape(-1, size)
        inner = among[members[:, :, None], members[:, None, :]]
        outer = along[members]
        explained[subsets] = (np.linalg.solve(inner, outer[:, :, None])[:, :, 0] * outer).sum(1)
    return _shares(explained, sizes, bits)


def _shares(explained: FloatArray, sizes: IntArray, bits: IntArray) -> FloatArray:
    """Return the Shapley value of each player from the value of each coalition."""
    count = bits.shape[1]
    orders = np.cumprod([1.0, *range(1, count + 1)])
    shares = np.zeros(count)
    for player in range(count):
        without = np.flatnonzero(bits[:, player] == 0)
        gain = explained[without | (1 << player)] - explained[without]
        weight = orders[sizes[without]] * orders[count - 1 - sizes[without]] / orders[count]
        shares[player] = weight @ gain
    return shares


def _relative_weights(among: FloatArray, along: FloatArray) -> FloatArray:
    """Return Johnson's weights: R squared shared by way of the nearest uncorrelated aspects."""
    values, vectors = np.linalg.eigh(among)
    root = (vectors * np.sqrt(values)) @ vectors.T
    weights: FloatArray = root**2 @ np.linalg.solve(root, along) ** 2
    return weights


def _checked(covariance: npt.ArrayLike) -> FloatArray:
    """Return a symmetric covariance of at least one aspect, none determined by the others."""
    size = len(np.atleast_1d(np.asarray(covariance)))
    matrix = finite_matrix(covariance, "covariance", (size, size))
    if not 2 <= size <= MOST_DRIVERS + 1:
        allowed = f"1 to {MOST_DRIVERS} aspects"
        raise MethodError("wrong_parameter", where="covariance", found=size - 1, allowed=allowed)
    gap = float(np.abs(matrix - matrix.T).max())
    if gap > 1e-9 * float(np.abs(matrix).max()):
        allowed = "the same both ways"
        raise MethodError(
            "covariance_not_symmetric", where="covariance", found=gap, allowed=allowed
        )
    scale = np.sqrt(np.maximum(np.diag(matrix), 0))
    safe = np.where(scale > 0, scale, 1.0)
    among = matrix[1:, 1:] / np.outer(safe[1:], safe[1:])
    if (scale <= 0).any() or np.linalg.eigvalsh(among)[0] < 1e-10:
        found, allowed = "aspects that say the same", "aspects that differ"
        raise MethodError("wrong_parameter", where="covariance", found=found, allowed=allowed)
    return matrix
