"""Indices without stated weights: benefit of the doubt with bounds, and the penalised mean."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from scoring.errors import MethodError
from scoring.indicators.means import VALUE_NOT_POSITIVE, Scores
from scoring.indicators.tables import FloatArray, Table, spans

BOUNDS_NOT_REACHABLE = "bounds_not_reachable"


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """The least and the largest share that one indicator may have in a unit's own score."""

    least: float = 0.0
    largest: float = 1.0


@dataclass(frozen=True, slots=True)
class BenefitOfDoubt:
    """Scores, and each indicator's share in them, shape (units, columns); 0 where blank."""

    scores: Scores
    shares: FloatArray


def benefit_of_doubt(
    table: Table, bounds: Mapping[str, ShareBounds] | None = None
) -> BenefitOfDoubt:
    """Score each unit with the weights that show it in its best light.

    Parameters
    ----------
    table : Table
        Complete, nothing below 0, more being better.
    bounds : mapping of str to ShareBounds, optional
        Bounds on the share w_k y_k / (w y) that a column has in the unit's own score; 0 to 1
        where not named. Without bounds a unit may rest on its one best indicator.

    Returns
    -------
    BenefitOfDoubt
        Scores from 0 to 1, the best possible being 1. Blank with reason
        ``bounds_not_reachable`` where no weights keep the bounds, as when an indicator that must
        count is 0, or ``value_not_positive`` where all are 0.
        The shares keep the bounds exactly as stated: nothing is re-scaled afterwards.

    Raises
    ------
    MethodError
        ``missing_value``, ``negative_value``, ``bounds_out_of_order``, ``unknown_column``.

    Notes
    -----
    Maximise w y_i subject to w y_j <= 1 for every unit j and w >= 0, one linear programme a unit.
    Source: Melyn and Moesen 1991; Cherchye et al. 2007. A score says how good a case a unit can
    make for itself, not which of two units is better.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> data = table_of({"a": [4.0, 1.0], "b": [1.0, 2.0]})
    >>> benefit_of_doubt(data).scores.plain()
    (1.0, 1.0)
    """
    values = table.complete()
    if (values < 0).any():
        raise MethodError(
            "negative_value", where="benefit_of_doubt", found=float(values.min()), allowed=">= 0"
        )
    limits = _limits(table, bounds or {})
    tops = values.max(axis=0)
    # In shares of the best unit: weights adapt to the units of measurement, doubles do not.
    values = np.divide(values, tops, out=np.zeros_like(values), where=tops > 0)
    scores, shares = np.zeros(len(values)), np.zeros_like(values)
    found: list[str | None] = [None] * len(values)
    for unit, row in enumerate(values):
        weighed = _best(row, values, limits) if row.any() else None
        if weighed is None:
            found[unit] = BOUNDS_NOT_REACHABLE if row.any() else VALUE_NOT_POSITIVE
        else:
            scores[unit] = weighed.sum()
            shares[unit] = weighed / weighed.sum()
    return BenefitOfDoubt(Scores(scores, tuple(found)), shares)


def penalised_mean(table: Table, is_penalty: bool = True) -> FloatArray:
    """Return the Mazziotta-Pareto index: the mean less (or plus) a penalty for unevenness.

    Parameters
    ----------
    table : Table
        Complete, at least two columns, none of them constant, more being better.
    is_penalty : bool
        True lowers the index of an uneven unit; False raises it, for an index of something bad.

    Returns
    -------
    ndarray, shape (units,)
        Columns become z = 100 + 10 (x - mean) / sd(n - 1); the index is
        mean -+ sd(n - 1)^2 / mean of the unit's row of z.

    Raises
    ------
    MethodError
        ``missing_value``, ``indicator_is_constant``, ``too_few_values``, ``not_positive`` where a
        row's mean is 0 or less.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> data = table_of({"a": [1.0, 2.0, 3.0], "b": [3.0, 2.0, 1.0]})
    >>> penalised_mean(data).tolist()
    [98.0, 100.0, 98.0]
    """
    values = table.complete()
    if values.shape[1] < 2:
        raise MethodError("too_few_values", where="columns", found=1, allowed="2 or more")
    least, largest = spans(table)
    scaled = (values - least) / (largest - least)
    z = 100 + 10 * (scaled - scaled.mean(axis=0)) / scaled.std(axis=0, ddof=1)
    means = z.mean(axis=1)
    if not means.min() > 0:
        raise MethodError(
            "not_positive", where="penalised_mean", found=float(means.min()), allowed="above 0"
        )
    unevenness = z.var(axis=1, ddof=1) / means
    result: FloatArray = means - unevenness if is_penalty else means + unevenness
    return result


def _limits(table: Table, bounds: Mapping[str, ShareBounds]) -> tuple[FloatArray, FloatArray]:
    """Return least and largest shares of all columns, each of shape (columns,)."""
    for code, bound in bounds.items():
        table.column(code)
        if not 0 <= bound.least <= bound.largest <= 1:
            raise MethodError(
                "bounds_out_of_order",
                where=code,
                found=(bound.least, bound.largest),
                allowed="0 to 1, rising",
            )
    taken = [bounds.get(code, ShareBounds()) for code in table.codes]
    least = np.array([bound.least for bound in taken])
    largest = np.array([bound.largest for bound in taken])
    if least.sum() > 1 + 1e-12 or largest.sum() < 1 - 1e-12:
        raise MethodError(
            "bounds_out_of_order",
            where="bounds",
            found=(float(least.sum()), float(largest.sum())),
            allowed="least sum at most 1, largest at least 1",
        )
    return least, largest


def _best(
    row: FloatArray, values: FloatArray, limits: tuple[FloatArray, FloatArray]
) -> FloatArray | None:
    """Return w_k y_ik of a unit's best weights, shape (columns,); None where there are none."""
    least, largest = limits
    eye = np.eye(row.size)
    floors = (np.outer(least, np.ones(row.size)) - eye) * row
    ceilings = (eye - np.outer(largest, np.ones(row.size))) * row
    answer = linprog(
        -row,
        A_ub=np.vstack([values, floors, ceilings]),
        b_ub=np.concatenate([np.ones(len(values)), np.zeros(2 * row.size)]),
        bounds=(0, None),
        method="highs",
    )
    weighed: FloatArray = answer.x * row if answer.status == 0 else np.zeros(row.size)
    return weighed if weighed.sum() > 1e-12 else None
