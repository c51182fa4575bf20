"""How an indicator is distributed: centre, spread, skewness, kurtosis, zeros and repeats."""

from dataclasses import dataclass

import numpy as np

from scoring.errors import MethodError
from scoring.indicators.tables import FloatArray, Table
from scoring.weighting.columns import NOISE

LARGEST_SKEWNESS = 2.0
LARGEST_KURTOSIS = 3.5
LEAST_AVAILABLE = 0.65
LEAST_NON_ZERO = 0.5
LEAST_DIFFERENT = 0.5
FEWEST = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """Skewness and excess kurtosis of a column, and whether they pass."""

    skewness: float
    kurtosis: float
    passes: bool


@dataclass(frozen=True, slots=True)
class Description:
    """What one column looks like before anything is done to it; counts are of units."""

    code: str
    least: float
    largest: float
    mean: float
    median: float
    standard_deviation: float
    shape: Shape
    available: int
    non_zero: int
    different: int
    most_repeated: int
    units: int

    @property
    def flags(self) -> tuple[str, ...]:
        """What an assessor should look at, in the order looked for."""
        available = self.available
        found = (
            (available / self.units < LEAST_AVAILABLE, "few_available"),
            (self.non_zero / available < LEAST_NON_ZERO, "mostly_zero"),
            (self.different / available < LEAST_DIFFERENT, "mostly_repeated"),
            (not self.shape.passes, "outliers"),
        )
        return tuple(flag for is_found, flag in found if is_found)


def shape_of(values: FloatArray) -> Shape:
    """Return adjusted Fisher-Pearson skewness and unbiased excess kurtosis.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Without gaps, n at least 4.

    Returns
    -------
    Shape
        Passes where |skewness| < 2 or kurtosis < 3.5, the rule of the JRC's composite indicators.
        A column constant but for float noise has neither and passes: it has no outlier.

    Raises
    ------
    MethodError
        ``too_few_values``.

    Examples
    --------
    >>> shape_of(np.array([1.0, 2.0, 3.0, 4.0, 5.0])).skewness
    0.0
    >>> shape_of(np.array([1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 99.0])).passes
    False
    """
    n = values.size
    if n < FEWEST:
        raise MethodError("too_few_values", where="shape", found=n, allowed=f"{FEWEST} or more")
    span = float(np.ptp(values))
    if not span > NOISE * float(np.abs(values).max()):
        return Shape(0.0, 0.0, True)
    off = (values - values.mean()) / span
    squares = float(off @ off)
    plain = np.sqrt(n) * float((off**3).sum()) / squares**1.5
    skewness = float(plain * np.sqrt(n * (n - 1)) / (n - 2))
    fourth = n * float((off**4).sum()) / squares**2
    kurtosis = float(((n + 1) * (fourth - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)))
    passes = abs(skewness) < LARGEST_SKEWNESS or kurtosis < LARGEST_KURTOSIS
    return Shape(skewness, kurtosis, passes)


def describe(table: Table) -> tuple[Description, ...]:
    """Describe each column over the values that are there.

    Raises
    ------
    MethodError
        ``too_few_values`` for a column with fewer than 4.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> row = describe(table_of({"a": [0.0, 1.0, 1.0, 2.0, None]}))[0]
    >>> row.available, row.non_zero, row.different, row.most_repeated, row.flags
    (4, 3, 3, 2, ())
    """
    return tuple(_describe(table, code) for code in table.codes)


def _describe(table: Table, code: str) -> Description:
    values, present = table.column(code)
    known = values[present]
    shape = shape_of(known)
    repeats = np.unique(known, return_counts=True)[1]
    return Description(
        code,
        float(known.min()),
        float(known.max()),
        float(known.mean()),
        float(np.median(known)),
        float(known.std(ddof=1)),
        shape,
        int(known.size),
        int(np.count_nonzero(known)),
        int(repeats.size),
        int(repeats.max()),
        int(values.size),
    )


def cronbach_alpha(items: FloatArray) -> float:
    """Return Cronbach's alpha of complete items, all pointing the same way.

    Parameters
    ----------
    items : ndarray, shape (units, k)
        k at least 2, no gaps.

    Raises
    ------
    MethodError
        ``too_few_values`` for fewer than 2 items or units; ``indicator_is_constant`` where the
        sum of the items does not vary.

    Notes
    -----
    k/(k-1) (1 - sum of the variances / variance of the sum). It says how alike the items of a
    group move, not that the answers are genuine.

    Examples
    --------
    >>> round(cronbach_alpha(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])), 6)
    0.888889
    """
    units, count = items.shape
    if count < 2 or units < 2:
        raise MethodError("too_few_values", where="items", found=items.shape, allowed="2 or more")
    whole = float(items.sum(axis=1).var(ddof=1))
    if not whole > 0:
        raise MethodError(
            "indicator_is_constant", where="items", found="sum", allowed="two different values"
        )
    return float(count / (count - 1) * (1 - items.var(axis=0, ddof=1).sum() / whole))


def correlation(first: FloatArray, second: FloatArray) -> float | None:
    """Return Pearson's correlation of two columns; ``None`` where one of them does not vary.

    >>> correlation(np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 1.0]))
    -1.0
    """
    lengths = [float(np.ptp(column)) for column in (first, second)]
    largest = [float(np.abs(column).max()) for column in (first, second)]
    if any(not span > NOISE * most for span, most in zip(lengths, largest, strict=True)):
        return None
    a, b = (first - first.mean()) / lengths[0], (second - second.mean()) / lengths[1]
    return float(np.clip((a @ b) / np.sqrt((a @ a) * (b @ b)), -1.0, 1.0))
