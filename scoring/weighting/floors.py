"""Random weights that keep their floors: even over all vectors that do, and none re-scaled."""

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.weighting.pairwise import FloatArray


def weights_above_floors(floors: npt.ArrayLike, count: int, seed: int) -> FloatArray:
    """Draw weight vectors evenly from all those that sum to 1 and keep every floor.

    Parameters
    ----------
    floors : array_like, shape (k,)
        The least weight of each part, 0 or more, summing to less than 1.
    count, seed : int
        Number of vectors, at least 1, and the seed of numpy's PCG64.

    Returns
    -------
    ndarray, shape (count, k)
        Each row sums to 1. The mean of a part over many draws is its floor plus an equal part of
        what the floors leave over.

    Raises
    ------
    MethodError
        ``share_negative``, ``floors_too_high``, ``too_few_values`` for the count.

    Notes
    -----
    What the floors leave over is shared by a flat Dirichlet draw: the set of vectors above the
    floors is a smaller simplex, so nothing is rejected and nothing re-scaled.

    Examples
    --------
    >>> drawn = weights_above_floors([0.4, 0.1, 0.0], 1000, 7)
    >>> bool((drawn >= [0.4, 0.1, 0.0]).all()), round(float(drawn[:, 0].mean()), 1)
    (True, 0.6)
    """
    least = np.asarray(floors, dtype=np.float64)
    if least.ndim != 1 or not (least >= 0).all():
        raise MethodError(
            "share_negative", where="floors", found=least.tolist(), allowed="0 or more"
        )
    if not least.sum() < 1:
        raise MethodError(
            "floors_too_high", where="floors", found=float(least.sum()), allowed="below 1"
        )
    if count < 1:
        raise MethodError("too_few_values", where="count", found=count, allowed="1 or more")
    generator = np.random.Generator(np.random.PCG64(seed))
    result: FloatArray = least + (1 - least.sum()) * generator.dirichlet(np.ones(least.size), count)
    return result
