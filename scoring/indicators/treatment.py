"""Treatment of outliers: winsorise while a column fails, else take logs of the raw column."""

from dataclasses import dataclass

import numpy as np

from scoring.errors import MethodError
from scoring.indicators.distributions import FEWEST, Shape, shape_of
from scoring.indicators.tables import BoolArray, FloatArray, Table

MOST_POINTS = 5
_OFFSET = 0.01


@dataclass(frozen=True, slots=True)
class Treatment:
    """What was done to one column: how, to which units, and how its shape changed."""

    code: str
    method: str
    raised: BoolArray
    lowered: BoolArray
    before: Shape | None
    after: Shape | None

    @property
    def points(self) -> int:
        """How many units were changed."""
        return int((self.raised | self.lowered).sum())

    @property
    def is_settled(self) -> bool:
        """Whether the column passes now."""
        return self.after is None or self.after.passes


def treat(table: Table, most_points: int = MOST_POINTS) -> tuple[Table, tuple[Treatment, ...]]:
    """Treat each column whose skewness and kurtosis both fail.

    Parameters
    ----------
    table : Table
        Raw values; gaps stay gaps and take no part.
    most_points : int
        Winsorising stops once this many points are changed; 0 for none.

    Returns
    -------
    Table, tuple of Treatment
        The method is ``none``, ``winsorised``, ``logged`` or, for fewer than 4 values,
        ``too_few_values``. A logged column has been changed in every unit, and says so.

    Raises
    ------
    MethodError
        ``negative_value`` for ``most_points``.

    Notes
    -----
    Winsorising sets the largest value (skewness at least 0) or the smallest to the next one;
    tied points move together. If that does not do, ln(x - min + 0.01 (max - min)) of the raw
    column, which keeps the order. Source: COINr and the JRC, whose default this is.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> column = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 900.0]
    >>> treated, (done,) = treat(table_of({"a": column}))
    >>> done.method, done.points, float(treated.values[-1, 0])
    ('winsorised', 1, 7.0)
    """
    if most_points < 0:
        raise MethodError("negative_value", where="most_points", found=most_points, allowed=">= 0")
    values = table.values.copy()
    treatments = []
    for place, code in enumerate(table.codes):
        present = table.present[:, place]
        column, done = _treated(code, values[present, place], most_points)
        values[present, place] = column
        treatments.append(_spread(done, present))
    return table.with_values(values), tuple(treatments)


def winsorise(raw: FloatArray, most_points: int) -> tuple[FloatArray, BoolArray, BoolArray]:
    """Draw in the outermost values while the column fails and points are left.

    Returns
    -------
    ndarray, ndarray, ndarray
        The values, and which of them were raised and which lowered, each of shape (n,).
    """
    values = raw.copy()
    raised, lowered = (np.zeros(raw.size, dtype=np.bool_) for _ in range(2))
    shape = shape_of(values)
    while not shape.passes and int((raised | lowered).sum()) < most_points:
        is_high = shape.skewness >= 0
        edge = values.max() if is_high else values.min()
        at_edge = values == edge
        rest = values[~at_edge]
        values[at_edge] = rest.max() if is_high else rest.min()
        (lowered if is_high else raised)[at_edge] = True
        shape = shape_of(values)
    return values, raised, lowered


def log_shifted(raw: FloatArray) -> FloatArray:
    """Return ln(x - min + 0.01 (max - min)): shifted by a hundredth of the range, in order.

    >>> np.round(log_shifted(np.array([0.0, 99.0, 100.0])), 6).tolist()
    [0.0, 4.60517, 4.615121]
    """
    span = raw.max() - raw.min()
    if not span > 0:
        raise MethodError(
            "indicator_is_constant",
            where="log_shifted",
            found=float(raw[0]),
            allowed="two different values",
        )
    result: FloatArray = np.log(raw - raw.min() + _OFFSET * span)
    return result


def _treated(code: str, raw: FloatArray, most_points: int) -> tuple[FloatArray, Treatment]:
    nobody = np.zeros(raw.size, dtype=np.bool_)
    if raw.size < FEWEST:
        return raw, Treatment(code, "too_few_values", nobody, nobody, None, None)
    before = shape_of(raw)
    if before.passes:
        return raw, Treatment(code, "none", nobody, nobody, before, before)
    values, raised, lowered = winsorise(raw, most_points)
    after = shape_of(values)
    if after.passes:
        return values, Treatment(code, "winsorised", raised, lowered, before, after)
    logged = log_shifted(raw)
    return logged, Treatment(code, "logged", logged > raw, logged < raw, before, shape_of(logged))


def _spread(done: Treatment, present: BoolArray) -> Treatment:
    """Carry the marks of the present values to all units."""
    raised, lowered = np.zeros_like(present), np.zeros_like(present)
    raised[present], lowered[present] = done.raised, done.lowered
    return Treatment(done.code, done.method, raised, lowered, done.before, done.after)
