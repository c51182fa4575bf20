"""Normalisation: values of unlike units laid on one scale, more always being better."""

from collections.abc import Callable, Mapping

import numpy as np

from scoring.errors import MethodError
from scoring.indicators.tables import (
    FloatArray,
    Table,
    check_directions,
    spans,
    tied_groups,
)


def minmax(table: Table, directions: Mapping[str, int], low: float = 0, high: float = 100) -> Table:
    """Lay each column on ``low`` (worst unit) to ``high`` (best unit).

    Parameters
    ----------
    table : Table
        Gaps stay gaps.
    directions : mapping of str to {1, -1}
        -1 where less is better.

    Raises
    ------
    MethodError
        ``indicator_is_constant``, ``wrong_direction``, ``lines_not_rising``.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> minmax(table_of({"cost": [10.0, 20.0, 15.0]}), {"cost": -1}).values[:, 0].tolist()
    [100.0, 0.0, 50.0]
    """
    if not high > low:
        raise MethodError(
            "lines_not_rising", where="minmax", found=(low, high), allowed="low below high"
        )
    facing = _facing(table, directions)
    least, largest = spans(facing)
    return facing.with_values(low + (high - low) * (facing.values - least) / (largest - least))


def zscore(
    table: Table, directions: Mapping[str, int], mean: float = 0, deviation: float = 1
) -> Table:
    """Give each column this mean and this standard deviation (n - 1).

    Raises
    ------
    MethodError
        ``indicator_is_constant``, ``wrong_direction``, ``not_positive`` for the deviation.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> zscore(table_of({"a": [1.0, 2.0, 3.0]}), {"a": 1}, 10, 2).values[:, 0].tolist()
    [8.0, 10.0, 12.0]
    """
    if not deviation > 0:
        raise MethodError("not_positive", where="zscore", found=deviation, allowed="above 0")
    facing = _facing(table, directions)
    least, largest = spans(facing)
    counts = facing.present.sum(axis=0)
    scaled = np.where(facing.present, (facing.values - least) / (largest - least), 0.0)
    off = np.where(facing.present, scaled - scaled.sum(axis=0) / counts, 0.0)
    spread = np.sqrt((off**2).sum(axis=0) / (counts - 1))
    return facing.with_values(mean + deviation * off / spread)


def rank_scores(table: Table, directions: Mapping[str, int]) -> Table:
    """Replace values by ranks: 1 for the worst, ties the lowest of theirs.

    >>> from scoring.indicators.tables import table_of
    >>> rank_scores(table_of({"a": [7.0, 7.0, 9.0]}), {"a": 1}).values[:, 0].tolist()
    [1.0, 1.0, 3.0]
    """
    return _by_ranks(table, directions, lambda ranks: ranks)


def borda(table: Table, directions: Mapping[str, int]) -> Table:
    """Replace values by the number of units that are worse.

    >>> from scoring.indicators.tables import table_of
    >>> borda(table_of({"a": [7.0, 7.0, 9.0]}), {"a": 1}).values[:, 0].tolist()
    [0.0, 0.0, 2.0]
    """
    return _by_ranks(table, directions, lambda ranks: ranks - 1.0)


def percentile_rank(table: Table, directions: Mapping[str, int]) -> Table:
    """Replace values by the share of the other units that are worse, 0 to 1.

    >>> from scoring.indicators.tables import table_of
    >>> percentile_rank(table_of({"a": [7.0, 7.0, 9.0]}), {"a": 1}).values[:, 0].tolist()
    [0.0, 0.0, 1.0]
    """
    return _by_ranks(table, directions, _shares_below)


def distance_to_best(table: Table, directions: Mapping[str, int]) -> Table:
    """Return 1 for the best unit, less by the share of the range that a unit is away from it.

    >>> from scoring.indicators.tables import table_of
    >>> distance_to_best(table_of({"a": [5.0, 7.0, 9.0]}), {"a": 1}).values[:, 0].tolist()
    [0.0, 0.5, 1.0]
    """
    facing = _facing(table, directions)
    least, largest = spans(facing)
    return facing.with_values(1.0 - (largest - facing.values) / (largest - least))


def _facing(table: Table, directions: Mapping[str, int]) -> Table:
    return table.with_values(table.values * check_directions(table, directions))


def _by_ranks(
    table: Table, directions: Mapping[str, int], scale: Callable[[FloatArray], FloatArray]
) -> Table:
    facing = _facing(table, directions)
    spans(facing)
    values = facing.values.copy()
    for place in range(len(facing.codes)):
        present = facing.present[:, place]
        values[present, place] = scale(_lowest_ranks(values[present, place]))
    return facing.with_values(values)


def _shares_below(ranks: FloatArray) -> FloatArray:
    result: FloatArray = (ranks - 1.0) / (ranks.size - 1)
    return result


def _lowest_ranks(values: FloatArray) -> FloatArray:
    """Ranks from 1 for the lowest; units tied to the stated digits share the lowest of theirs."""
    groups = tied_groups(values)
    sizes = np.bincount(groups)
    ranks: FloatArray = ((np.cumsum(sizes) - sizes)[groups] + 1).astype(np.float64)
    return ranks
