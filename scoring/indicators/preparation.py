"""What is done to raw values first: size divided out, gaps filled, scarce units set apart."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from scoring.errors import MethodError
from scoring.indicators.tables import BoolArray, FloatArray, Table

FILLINGS: Mapping[str, Callable[[FloatArray], float]] = {
    "mean": lambda known: float(np.mean(known)),
    "median": lambda known: float(np.median(known)),
}


def denominate(table: Table, sizes: Table, denominators: Mapping[str, str]) -> Table:
    """Divide columns by a measure of size, so that large units are not large in everything.

    Parameters
    ----------
    table : Table
        Raw values.
    sizes : Table
        Columns that may serve as denominators, for the same units.
    denominators : mapping of str to str
        Column to denominator; columns that are not named stay as they are.

    Returns
    -------
    Table
        A value whose denominator is missing becomes a gap.

    Raises
    ------
    MethodError
        ``denominator_not_positive``; ``unknown_column`` for a name that neither table has.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> visits, people = table_of({"visits": [30.0]}), table_of({"people": [60.0]})
    >>> denominate(visits, people, {"visits": "people"}).values.tolist()
    [[0.5]]
    """
    values, present = table.values.copy(), table.present.copy()
    for code, name in denominators.items():
        table.column(code)
        place = table.codes.index(code)
        size, is_known = sizes.column(name)
        if np.any(size[is_known] <= 0):
            raise MethodError(
                "denominator_not_positive",
                where=name,
                found=float(size[is_known].min()),
                allowed="above 0",
            )
        present[:, place] &= is_known
        values[:, place] /= np.where(is_known, size, 1.0)
    return Table(table.codes, np.where(present, values, 0.0), present)


def impute(table: Table, by: str = "median", groups: Sequence[str] | None = None) -> Table:
    """Fill gaps with the mean or the median of the column, of the unit's own group if given.

    Parameters
    ----------
    table : Table
    by : {"mean", "median"}
    groups : sequence of str, optional
        The group of each unit; a gap is filled from units of the same group only.

    Returns
    -------
    Table
        Without gaps. The number filled is the difference of ``present`` before and after.

    Raises
    ------
    MethodError
        ``unknown_method``; ``wrong_shape``; ``nothing_to_impute_from`` where a group has no
        value at all in a column with a gap.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> impute(table_of({"a": [1.0, None, 3.0, 8.0]})).values[:, 0].tolist()
    [1.0, 3.0, 3.0, 8.0]
    """
    if by not in FILLINGS:
        raise MethodError("unknown_method", where="impute", found=by, allowed=sorted(FILLINGS))
    units = len(table.values)
    labels = np.array(["all"] * units if groups is None else list(groups))
    if labels.shape != (units,):
        raise MethodError("wrong_shape", where="groups", found=labels.size, allowed=units)
    values = table.values.copy()
    for place, code in enumerate(table.codes):
        for label in np.unique(labels[~table.present[:, place]]):
            members = labels == label
            known = values[members & table.present[:, place], place]
            if not known.size:
                raise MethodError(
                    "nothing_to_impute_from", where=code, found=str(label), allowed="one value"
                )
            values[members & ~table.present[:, place], place] = FILLINGS[by](known)
    return Table(table.codes, values, np.ones_like(table.present))


def has_enough(table: Table, least_share: float) -> BoolArray:
    """Tell for each unit whether at least this share of its values is there, shape (units,).

    Raises
    ------
    MethodError
        ``level_out_of_range`` for a share outside 0 to 1.

    Examples
    --------
    >>> from scoring.indicators.tables import table_of
    >>> has_enough(table_of({"a": [1.0, None], "b": [2.0, 2.0]}), 0.9).tolist()
    [True, False]
    """
    if not 0 <= least_share <= 1:
        raise MethodError(
            "level_out_of_range", where="least_share", found=least_share, allowed="0 to 1"
        )
    result: BoolArray = table.present.mean(axis=1) >= least_share
    return result
