"""Places from scores, ties and conventions stated, and how far places move between scorings."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.indicators.tables import tied_groups
from scoring.profiling.checks import DECIDING_DECIMALS, FloatArray, IntArray

DIGITS = 12
# What units get that share a group: the best of its places, the worst, their mean, or its number.
CONVENTIONS = ("lowest", "highest", "average", "dense")


def checked_numbers(values: npt.ArrayLike, where: str, dimensions: int) -> FloatArray:
    """Return an array of a stated number of dimensions, refusing emptiness and gaps.

    Parameters
    ----------
    values : array_like
    where : str
        Name of the array in error messages.
    dimensions : int
        How many axes it must have.

    Raises
    ------
    MethodError
        ``wrong_shape``, or ``not_finite`` where a number is missing.

    Examples
    --------
    >>> checked_numbers([[1, 2]], "scores", 2).shape
    (1, 2)
    """
    array = np.array(values, dtype=np.float64)
    if array.ndim != dimensions or array.size == 0:
        raise MethodError("wrong_shape", where=where, found=array.shape, allowed=dimensions)
    if not np.isfinite(array).all():
        found = str(array[~np.isfinite(array)][0])
        raise MethodError("not_finite", where=where, found=found, allowed="a number")
    return array


def falling_places(scores: npt.ArrayLike, decimals: int = DECIDING_DECIMALS) -> IntArray:
    """Return places along the last axis: 1 is the highest score, equal scores share the best.

    Parameters
    ----------
    scores : array_like, shape (..., J)
        Points; no gaps.
    decimals : int
        Digits after the point that decide whether two scores are equal.

    Returns
    -------
    ndarray of int, shape (..., J)
        One more than the number of units with a higher score.

    Raises
    ------
    MethodError
        ``not_finite``, or ``wrong_shape`` where there is no unit.

    Notes
    -----
    Scores are rounded before they are compared, so that noise of the sixteenth digit never
    separates equals (statistics.md section 3, faults 9 and 20: three units with equal scores must
    share one place, and the convention is stated).

    Examples
    --------
    >>> falling_places([70.0, 90.0, 70.0 + 1e-13, 60.0]).tolist()
    [2, 1, 2, 4]
    """
    array = np.array(scores, dtype=np.float64)
    checked_numbers(array.reshape(-1), "scores", 1)
    rounded = np.round(array, decimals)
    order = np.argsort(-rounded, axis=-1, kind="stable")
    ordered = np.take_along_axis(rounded, order, axis=-1)
    positions = np.broadcast_to(np.arange(array.shape[-1]), array.shape)
    is_first = np.ones(array.shape, dtype=np.bool_)
    is_first[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    shared = np.maximum.accumulate(np.where(is_first, positions, 0), axis=-1)
    places = np.empty(array.shape, dtype=np.int64)
    np.put_along_axis(places, order, shared + 1, axis=-1)
    return places


def mean_place_change(places: npt.ArrayLike, nominal: npt.ArrayLike) -> FloatArray:
    """Return by how many places the units move on average against the nominal places.

    Parameters
    ----------
    places : array_like of int, shape (..., J)
    nominal : array_like of int, shape (J,)

    Returns
    -------
    ndarray, shape (...)
        Mean of absolute differences, in places.

    Raises
    ------
    MethodError
        ``wrong_shape`` or ``not_finite``.

    Examples
    --------
    >>> mean_place_change([[1, 2, 3], [2, 1, 3]], [1, 2, 3]).round(3).tolist()
    [0.0, 0.667]
    """
    stated = checked_numbers(nominal, "nominal", 1)
    array = np.array(places, dtype=np.float64)
    if array.shape[-1:] != stated.shape:
        raise MethodError("wrong_shape", where="places", found=array.shape, allowed=stated.shape)
    change: FloatArray = np.abs(array - stated).mean(axis=-1)
    return change


def places(
    scores: Sequence[float | None], convention: str = "lowest", digits: int = DIGITS
) -> tuple[float | None, ...]:
    """Return the place of each score, the highest score being first.

    Parameters
    ----------
    scores : sequence of float or None
        ``None`` for a unit without a score; it gets no place and takes none from others.
    convention : {"lowest", "highest", "average", "dense"}
        "lowest" gives 1, 2, 2, 4; "highest" 1, 3, 3, 4; "average" 1, 2.5, 2.5, 4; "dense"
        1, 2, 2, 3. The house prints "lowest".
    digits : int
        Scores that differ by at most one unit of this significant digit of the largest are tied.

    Raises
    ------
    MethodError
        ``unknown_method`` for another convention; ``not_finite`` for NaN or infinity.

    Examples
    --------
    >>> places([90.0, 70.0, None, 80.0, 80.0])
    (1.0, 4.0, None, 2.0, 2.0)
    """
    if convention not in CONVENTIONS:
        raise MethodError("unknown_method", where="places", found=convention, allowed=CONVENTIONS)
    known = [index for index, score in enumerate(scores) if score is not None]
    values = np.array([-score for score in scores if score is not None], dtype=np.float64)
    if not np.isfinite(values).all():
        raise MethodError("not_finite", where="places", found="NaN", allowed="numbers and gaps")
    groups = tied_groups(values, digits)
    sizes = np.bincount(groups)
    last = np.cumsum(sizes)
    by_convention = {
        "lowest": last - sizes + 1.0,
        "highest": last * 1.0,
        "average": last - (sizes - 1) / 2,
        "dense": np.arange(sizes.size) + 1.0,
    }
    found: list[float | None] = [None] * len(scores)
    for index, place in zip(known, by_convention[convention][groups], strict=True):
        found[index] = float(place)
    return tuple(found)
