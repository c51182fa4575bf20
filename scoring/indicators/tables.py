"""Tables of values, units by columns, in which a gap is a gap and never NaN."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.weighting.columns import LARGEST, NOISE

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Table:
    """Values of units (rows) on coded columns; a missing value reads 0."""

    codes: tuple[str, ...]
    values: FloatArray
    present: BoolArray

    def column(self, code: str) -> tuple[FloatArray, BoolArray]:
        """Return the values of one column and which of them are there, each of shape (units,)."""
        if code not in self.codes:
            raise MethodError("unknown_column", where="table", found=code, allowed=self.codes)
        place = self.codes.index(code)
        return self.values[:, place], self.present[:, place]

    def only(self, codes: Iterable[str]) -> "Table":
        """Return the table with these columns alone, in this order."""
        kept = tuple(codes)
        columns = [self.column(code) for code in kept]
        if not columns:
            raise MethodError("unknown_column", where="table", found=[], allowed=self.codes)
        values, present = (np.stack(parts, axis=1) for parts in zip(*columns, strict=True))
        return Table(kept, values, present)

    def complete(self) -> FloatArray:
        """Return the values; refuse with ``missing_value`` where any is missing."""
        if not self.present.all():
            row, place = (int(index) for index in np.argwhere(~self.present)[0])
            raise MethodError(
                "missing_value", where=self.codes[place], found=f"unit {row}", allowed="no gap"
            )
        return self.values

    def with_values(self, values: FloatArray) -> "Table":
        """Return the table with other values in the same places; gaps stay gaps."""
        return replace(self, values=np.where(self.present, values, 0.0))


def table_of(columns: Mapping[str, Sequence[float | None]]) -> Table:
    """Return the table of columns in which ``None`` stands for a missing value.

    Parameters
    ----------
    columns : mapping of str to sequence of float or None
        One sequence per column, all of the same length, in the order of the units.

    Raises
    ------
    MethodError
        ``wrong_shape`` where the columns differ in length or there are none; ``not_finite`` for
        NaN, infinity and numbers beyond 1e150: a gap must be stated.

    Examples
    --------
    >>> table_of({"SAT": [80.0, None]}).present.tolist()
    [[True], [False]]
    """
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1 or lengths == {0}:
        raise MethodError(
            "wrong_shape", where="table", found=sorted(lengths), allowed="one length above 0"
        )
    present = np.array([[value is not None for value in col] for col in columns.values()]).T
    filled = [[0.0 if value is None else float(value) for value in c] for c in columns.values()]
    values = np.array(filled).T
    for code, column in zip(columns, values.T, strict=True):
        if not (np.abs(column) <= LARGEST).all():
            raise MethodError(
                "not_finite", where=code, found="NaN or infinity", allowed="numbers up to 1e150"
            )
    return Table(tuple(columns), values, present)


def rounded_to_digits(table: Table, digits: int = 12) -> Table:
    """Return the values rounded to significant digits, so that ties do not hang on float noise.

    >>> rounded_to_digits(table_of({"a": [0.1 + 0.2]})).values.tolist()
    [[0.3]]
    """
    rounded = np.array([[float(f"{x:.{digits - 1}e}") for x in row] for row in table.values])
    return table.with_values(rounded)


def spans(table: Table) -> tuple[FloatArray, FloatArray]:
    """Return least and largest present value of each column, each of shape (columns,).

    Raises
    ------
    MethodError
        ``indicator_is_constant`` for a column with fewer than two different values, or that
        varies by float noise only: it tells nobody from anybody, and no scale can be laid over it.
    """
    least = np.where(table.present, table.values, np.inf).min(axis=0)
    largest = np.where(table.present, table.values, -np.inf).max(axis=0)
    is_empty = ~table.present.any(axis=0)
    least, largest = np.where(is_empty, 0.0, least), np.where(is_empty, 0.0, largest)
    for code, low, high in zip(table.codes, least, largest, strict=True):
        if not high - low > NOISE * max(abs(low), abs(high)):
            raise MethodError(
                "indicator_is_constant", where=code, found=code, allowed="two different values"
            )
    return least, largest


def check_directions(table: Table, directions: Mapping[str, int]) -> FloatArray:
    """Return the direction of each column, 1 where more is better and -1 where less is.

    Raises
    ------
    MethodError
        ``wrong_direction`` for any other number, or where a column has none.
    """
    for code in table.codes:
        if directions.get(code) not in (1, -1):
            raise MethodError(
                "wrong_direction", where=code, found=directions.get(code), allowed=(1, -1)
            )
    return np.array([float(directions[code]) for code in table.codes])


def tied_groups(values: FloatArray, digits: int = 12) -> IntArray:
    """Return for each value the number of its group of ties, 0 for the lowest, shape (n,).

    Neighbours in order are tied where they differ by no more than one unit of the stated
    significant digit of the largest value: float noise never makes an order.

    Examples
    --------
    >>> tied_groups(np.array([5.1, 5.1 + 1e-15, 4.0])).tolist()
    [1, 1, 0]
    """
    order = np.argsort(values, kind="stable")
    tolerance = 10.0**-digits * float(np.abs(values).max(initial=0.0))
    steps = [b - a > tolerance for a, b in pairwise(values[order])]
    groups = np.empty(values.size, dtype=np.int64)
    groups[order] = np.concatenate([[0], np.cumsum(steps)]) if values.size else 0
    return groups
