"""Weights that the data alone suggest: entropy, CRITIC and standard deviation."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.weighting.columns import column_spans, complete_columns, unit_deviations
from scoring.weighting.pairwise import FloatArray


def entropies(values: npt.ArrayLike) -> FloatArray:
    """Return each indicator's entropy: 1 where all units have the same, less where they differ.

    Parameters
    ----------
    values : array_like, shape (units, k)
        Complete, nothing below 0, each column with a sum above 0. Direction plays no part.

    Returns
    -------
    ndarray, shape (k,)
        -sum p ln p / ln(units) with p the share of the column's sum and 0 ln 0 = 0.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``negative_value``, ``not_positive`` for a sum.

    Examples
    --------
    >>> entropies([[1.0, 0.0], [1.0, 4.0]]).tolist()
    [1.0, 0.0]
    """
    data = complete_columns(values)
    if (data < 0).any():
        raise MethodError(
            "negative_value", where="entropies", found=float(data.min()), allowed=">= 0"
        )
    sums = data.sum(axis=0)
    if not (sums > 0).all():
        raise MethodError("not_positive", where="entropies", found=0, allowed="above 0")
    shares = data / sums
    logs = np.log(np.where(shares > 0, shares, 1.0))
    result: FloatArray = np.clip(-(shares * logs).sum(axis=0) / np.log(len(data)), 0.0, 1.0) + 0.0
    return result


def entropy_weights(values: npt.ArrayLike) -> FloatArray:
    """Return weights in proportion to 1 - entropy, summing to 1, shape (k,).

    A constant indicator gets 0. An outlier gets much: look at the shapes of the columns first.

    Raises
    ------
    MethodError
        Those of :func:`entropies`; ``indicator_is_constant`` where all of them are.

    Examples
    --------
    >>> entropy_weights([[1.0, 0.0], [1.0, 4.0]]).tolist()
    [0.0, 1.0]
    """
    missing = 1.0 - entropies(values)
    missing = np.where(missing < 1e-15, 0.0, missing)
    if not missing.sum() > 0:
        raise MethodError(
            "indicator_is_constant",
            where="entropy_weights",
            found="all",
            allowed="two different values",
        )
    result: FloatArray = missing / missing.sum()
    return result


def critic_information(values: npt.ArrayLike, directions: Sequence[int]) -> FloatArray:
    """Return how much each indicator tells that the others do not: sd x sum of (1 - correlation).

    Parameters
    ----------
    values : array_like, shape (units, k)
        Complete.
    directions : sequence of {1, -1}, length k
        -1 where less is better; it turns the signs of correlations, so it cannot be left out.

    Returns
    -------
    ndarray, shape (k,)
        The standard deviation (n - 1) is that of the min-max values.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``wrong_direction``, ``indicator_is_constant``.

    Notes
    -----
    Source: Diakoulaki, Mavrotas and Papayannakis 1995.

    Examples
    --------
    >>> critic_information([[0.0, 5.0], [1.0, 3.0], [2.0, 1.0]], [1, -1]).tolist()
    [0.0, 0.0]
    >>> critic_information([[0.0, 5.0], [1.0, 3.0], [2.0, 1.0]], [1, 1]).tolist()
    [1.0, 1.0]
    """
    data = complete_columns(values)
    if len(directions) != data.shape[1]:
        raise MethodError(
            "wrong_shape", where="directions", found=len(directions), allowed=data.shape[1]
        )
    if any(direction not in (1, -1) for direction in directions):
        raise MethodError(
            "wrong_direction", where="directions", found=list(directions), allowed=(1, -1)
        )
    facing = data * np.array(directions, dtype=np.float64)
    off, lengths = unit_deviations(facing)
    correlations = np.clip(off.T @ off, -1.0, 1.0)
    news = np.round(1.0 - correlations, 15).sum(axis=1)
    result: FloatArray = lengths / column_spans(facing) / np.sqrt(len(data) - 1) * news
    return result


def critic_weights(values: npt.ArrayLike, directions: Sequence[int]) -> FloatArray:
    """Return weights in proportion to :func:`critic_information`, summing to 1, shape (k,).

    Raises
    ------
    MethodError
        Those of :func:`critic_information`; ``nothing_to_tell_apart`` where all indicators say
        exactly the same.

    Examples
    --------
    >>> critic_weights([[0.0, 5.0], [1.0, 3.0], [2.0, 1.0]], [1, 1]).tolist()
    [0.5, 0.5]
    """
    information = critic_information(values, directions)
    if not information.sum() > 1e-12:
        raise MethodError(
            "nothing_to_tell_apart", where="critic_weights", found=0, allowed="above 0"
        )
    result: FloatArray = information / information.sum()
    return result


def deviation_weights(values: npt.ArrayLike) -> FloatArray:
    """Return weights in proportion to the standard deviations of the values as given, shape (k,).

    They depend on the units of measurement: use them on normalised values.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``indicator_is_constant`` where a column is.

    Examples
    --------
    >>> deviation_weights([[0.0, 0.0], [1.0, 3.0]]).round(9).tolist()
    [0.25, 0.75]
    """
    data = complete_columns(values)
    lengths = unit_deviations(data)[1]
    result: FloatArray = lengths / lengths.sum()
    return result
