"""Outranking: units compared pair by pair on each criterion, and Copeland's count of wins."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.errors import MethodError
from scoring.indicators.tables import BoolArray, FloatArray, IntArray, Table


@dataclass(frozen=True, slots=True)
class Outranking:
    """For each ordered pair of units the weight on which the first beats the second.

    ``compared`` marks the pairs that share at least one criterion; elsewhere ``weights`` reads 0.
    """

    weights: FloatArray
    compared: BoolArray


def outranking(table: Table, weights: Mapping[str, float]) -> Outranking:
    """Compare all pairs of units.

    Parameters
    ----------
    table : Table
        Criteria on which more is better. Only the criteria that both units of a pair have count;
        their weights are re-scaled to 1 for that pair, so the pair's two figures sum to 1.
    weights : mapping of str to float
        One for each column, above 0.

    Returns
    -------
    Outranking
        Both arrays of shape (units, units); the diagonal is 0 and not compared. Ties count half.

    Raises
    ------
    MethodError
        ``weight_not_positive``, also where a column has none.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> data = table_of({"a": [3.0, 2.0, 1.0], "b": [1.0, 1.0, None]})
    >>> outranking(data, {"a": 1, "b": 1}).weights.tolist()
    [[0.0, 0.75, 1.0], [0.25, 0.0, 1.0], [0.0, 0.0, 0.0]]
    """
    units = len(table.values)
    won, shared = np.zeros((units, units)), np.zeros((units, units))
    for code in table.codes:
        weight = weights.get(code, 0.0)
        if not (weight > 0 and np.isfinite(weight)):
            raise MethodError("weight_not_positive", where=code, found=weight, allowed="above 0")
        values, present = table.column(code)
        both = present[:, None] & present[None, :]
        beats = (values[:, None] > values[None, :]) + 0.5 * (values[:, None] == values[None, :])
        won += weight * np.where(both, beats, 0.0)
        shared += weight * both
    compared = shared > 0
    np.fill_diagonal(compared, False)
    found = np.divide(won, shared, out=np.zeros_like(won), where=compared)
    return Outranking(found, compared)


def copeland(comparison: Outranking) -> IntArray:
    """Return Copeland's score: pairs won by more than half the weight, less those lost.

    Parameters
    ----------
    comparison : Outranking

    Returns
    -------
    ndarray of int, shape (units,)
        Between -(units - 1) and units - 1, summing to 0. A pair that shares no criterion counts
        as a draw; the order of the units changes nothing.

    Notes
    -----
    A draw is decided to 12 digits, so that the order in which weights are added makes no winner.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> copeland(outranking(table_of({"a": [3.0, 2.0, 1.0]}), {"a": 1})).tolist()
    [2, 0, -2]
    """
    lead = np.where(comparison.compared, comparison.weights - 0.5, 0.0)
    signs = np.sign(np.round(lead, 12))
    result: IntArray = signs.sum(axis=1).astype(np.int64)
    return result
