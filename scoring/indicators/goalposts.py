"""Goalposts: a fixed worst and a fixed best, agreed before the data and the same every year."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.errors import MethodError
from scoring.indicators.tables import FloatArray, Table


@dataclass(frozen=True, slots=True)
class Goalposts:
    """Where an indicator's scale begins and ends; beyond them a value counts as the post itself.

    ``is_log`` lays the scale over logarithms, as income counts in the Human Development Index.
    """

    lower: float
    upper: float
    direction: int = 1
    scale: float = 100.0
    is_log: bool = False


def between_goalposts(table: Table, posts: Mapping[str, Goalposts]) -> Table:
    """Place each value between its goalposts.

    Parameters
    ----------
    table : Table
        Raw values; gaps stay gaps.
    posts : mapping of str to Goalposts
        One for each column.

    Returns
    -------
    Table
        (x - lower) / (upper - lower) cut to 0 to 1, one minus that where less is better, times
        the scale. Unlike a min-max it does not move when other units change.

    Raises
    ------
    MethodError
        ``goalposts_missing``; ``lines_not_rising``; ``wrong_direction``; ``not_positive`` for a
        logarithm of 0 or less.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> days = table_of({"days": [0.0, 6.0, 40.0, None]})
    >>> between_goalposts(days, {"days": Goalposts(0, 12, -1)}).values[:, 0].tolist()
    [100.0, 50.0, 0.0, 0.0]
    """
    values = np.zeros_like(table.values)
    for place, code in enumerate(table.codes):
        present = table.present[:, place]
        values[present, place] = _placed(code, table.values[present, place], _posts(code, posts))
    return table.with_values(values)


def beyond_goalposts(table: Table, posts: Mapping[str, Goalposts]) -> dict[str, int]:
    """Count for each column the values that lie outside its goalposts and were cut.

    >>> from scoring.indicators.tables import table_of
    >>> beyond_goalposts(table_of({"days": [0.0, 40.0]}), {"days": Goalposts(0, 12)})
    {'days': 1}
    """
    counts = {}
    for code in table.codes:
        values, present = table.column(code)
        found = _posts(code, posts)
        outside = (values < found.lower) | (values > found.upper)
        counts[code] = int((outside & present).sum())
    return counts


def _posts(code: str, posts: Mapping[str, Goalposts]) -> Goalposts:
    if code not in posts:
        raise MethodError(
            "goalposts_missing", where=code, found=sorted(posts), allowed="all columns"
        )
    return posts[code]


def _placed(code: str, values: FloatArray, posts: Goalposts) -> FloatArray:
    lower, upper = posts.lower, posts.upper
    if not lower < upper:
        raise MethodError(
            "lines_not_rising", where=code, found=(lower, upper), allowed="lower below upper"
        )
    if posts.direction not in (1, -1):
        raise MethodError("wrong_direction", where=code, found=posts.direction, allowed=(1, -1))
    if posts.is_log:
        least = min([lower, *values.tolist()])
        if not least > 0:
            raise MethodError("not_positive", where=code, found=least, allowed="above 0")
        values, lower, upper = np.log(values), float(np.log(lower)), float(np.log(upper))
    share = np.clip((values - lower) / (upper - lower), 0.0, 1.0)
    result: FloatArray = posts.scale * (share if posts.direction == 1 else 1.0 - share)
    return result
