"""Complete columns of scores, checked before weights are made from them."""

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.weighting.pairwise import FloatArray

# Beyond this a square no longer fits into a double.
LARGEST = 1e150
# A column that varies by less than this share of its largest value varies by float noise only.
NOISE = 1e-12


def complete_columns(values: npt.ArrayLike) -> FloatArray:
    """Return values as an array of units by columns.

    Raises
    ------
    MethodError
        ``wrong_shape`` for fewer than 2 units or no column; ``not_finite`` for gaps and for
        numbers beyond 1e150.

    Examples
    --------
    >>> complete_columns([[1, 2], [3, 4]]).shape
    (2, 2)
    """
    data = np.asarray(values, dtype=np.float64)
    if data.ndim != 2 or data.shape[0] < 2 or data.shape[1] < 1:
        raise MethodError("wrong_shape", where="values", found=data.shape, allowed="2 units, 1 up")
    if not (np.abs(data) <= LARGEST).all():
        raise MethodError(
            "not_finite", where="values", found="NaN or infinity", allowed="numbers up to 1e150"
        )
    return data


def column_spans(data: FloatArray) -> FloatArray:
    """Return the range of each column, shape (k,).

    Raises
    ------
    MethodError
        ``indicator_is_constant`` for the first column that does not vary, or by float noise only.

    Examples
    --------
    >>> column_spans(np.array([[1.0, 5.0], [3.0, 4.0]])).tolist()
    [2.0, 1.0]
    """
    spans: FloatArray = np.ptp(data, axis=0)
    flat = np.flatnonzero(~(spans > NOISE * np.abs(data).max(axis=0)))
    if flat.size:
        place = int(flat[0]) + 1
        raise MethodError(
            "indicator_is_constant",
            where=f"column {place}",
            found=place,
            allowed="two different values",
        )
    return spans


def unit_deviations(data: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return deviations from the mean scaled to length 1, and the lengths taken out.

    Parameters
    ----------
    data : ndarray, shape (units, k)
        No column constant.

    Returns
    -------
    ndarray, shape (units, k), and ndarray, shape (k,)
        The product of the first with itself is the correlation matrix.

    Raises
    ------
    MethodError
        ``indicator_is_constant``.

    Examples
    --------
    >>> off, lengths = unit_deviations(np.array([[0.0], [2.0]]))
    >>> off.round(6).tolist(), lengths.round(6).tolist()
    ([[-0.707107], [0.707107]], [1.414214])
    """
    spans = column_spans(data)
    scaled = (data - data.min(axis=0)) / spans
    off = scaled - scaled.mean(axis=0)
    lengths = np.sqrt((off**2).sum(axis=0))
    return off / lengths, lengths * spans
