"""What every array of figures must satisfy before it is compared: shape, finite, in its domain."""

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

# A variance of 1e-12 points squared is a standard error of a millionth of a point, far below the
# two printed decimals. Smaller ones are raised to it where a method divides by the variance.
VARIANCE_FLOOR = 1e-12
ERROR_FLOOR = 1e-6

# Digits that decide whether two figures are equal: the same nine that come before printing.
DECIDING_DECIMALS = 9


def finite(values: npt.ArrayLike, where: str, size: int | None = None) -> FloatArray:
    """Return ``values`` as a float vector, refusing other shapes and anything not finite.

    Parameters
    ----------
    values : array_like, shape (J,)
    where : str
        Name of the array in error messages.
    size : int, optional
        Required length J.

    Raises
    ------
    MethodError
        ``wrong_shape`` or ``not_finite``.

    Examples
    --------
    >>> finite([1, 2], "totals").tolist()
    [1.0, 2.0]
    """
    array = np.array(values, dtype=np.float64)
    if array.ndim != 1 or (size is not None and array.size != size):
        allowed = "one value a contract" if size is None else (size,)
        raise MethodError("wrong_shape", where=where, found=array.shape, allowed=allowed)
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        found = str(array[bad[0]])
        raise MethodError("not_finite", where=f"{where}[{bad[0]}]", found=found, allowed="a number")
    return array


def not_negative(values: npt.ArrayLike, where: str, size: int) -> FloatArray:
    """Return ``values`` as a vector of ``size`` numbers of zero or more.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``negative_value``.

    Examples
    --------
    >>> not_negative([0.0, 2.5], "variances", 2).tolist()
    [0.0, 2.5]
    """
    array = finite(values, where, size)
    bad = np.flatnonzero(array < 0)
    if bad.size:
        raise MethodError(
            "negative_value", where=f"{where}[{bad[0]}]", found=float(array[bad[0]]), allowed=">= 0"
        )
    return array


def positive_degrees(values: npt.ArrayLike, size: int) -> FloatArray:
    """Return degrees of freedom, shape (size,); infinity stands for a known variance.

    Raises
    ------
    MethodError
        ``wrong_shape`` or ``degrees_of_freedom_too_few`` where one is below 1 or not a number.

    Examples
    --------
    >>> positive_degrees([2, float("inf")], 2).tolist()
    [2.0, inf]
    """
    array = np.array(values, dtype=np.float64)
    if array.shape != (size,):
        raise MethodError(
            "wrong_shape", where="degrees_of_freedom", found=array.shape, allowed=(size,)
        )
    bad = np.flatnonzero(~(array >= 1))
    if bad.size:
        raise MethodError(
            "degrees_of_freedom_too_few",
            where=f"degrees_of_freedom[{bad[0]}]",
            found=str(array[bad[0]]),
            allowed=">= 1",
        )
    return array


def finite_matrix(
    values: npt.ArrayLike, where: str, shape: tuple[int | None, int | None] = (None, None)
) -> FloatArray:
    """Return ``values`` as a float matrix, refusing other shapes and anything not finite.

    Parameters
    ----------
    values : array_like, shape (R, C)
    where : str
        Name of the array in error messages.
    shape : tuple of int or None
        Required rows and columns; None where any number will do.

    Raises
    ------
    MethodError
        ``wrong_shape`` or ``not_finite``.

    Examples
    --------
    >>> finite_matrix([[1, 2]], "ratings", (None, 2)).tolist()
    [[1.0, 2.0]]
    """
    array = np.array(values, dtype=np.float64)
    fits = array.ndim == 2 and all(
        wanted is None or wanted == found for wanted, found in zip(shape, array.shape, strict=True)
    )
    if not fits:
        raise MethodError("wrong_shape", where=where, found=array.shape, allowed=shape)
    if not np.isfinite(array).all():
        raise MethodError("not_finite", where=where, found="nan or inf", allowed="numbers")
    return array


def share_between(value: float, where: str) -> float:
    """Return a level or share, refusing what does not lie strictly between 0 and 1.

    Raises
    ------
    MethodError
        ``level_out_of_range``.

    Examples
    --------
    >>> share_between(0.95, "level")
    0.95
    """
    if not 0 < value < 1:
        raise MethodError("level_out_of_range", where=where, found=str(value), allowed="(0, 1)")
    return value
