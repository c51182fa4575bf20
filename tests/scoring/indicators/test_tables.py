"""This room is for tables in which a gap is a gap."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.indicators.tables import (
    check_directions,
    rounded_to_digits,
    spans,
    table_of,
    tied_groups,
)


def test_a_gap_is_stated_and_reads_zero() -> None:
    table = table_of({"SAT": [80.0, None], "OUT": [None, 60.0]})
    assert table.values.tolist() == [[80.0, 0.0], [0.0, 60.0]]
    assert table.present.tolist() == [[True, False], [False, True]]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_never_comes_in(value: float) -> None:
    with pytest.raises(MethodError, match="not_finite"):
        table_of({"SAT": [value, 1.0]})


@pytest.mark.parametrize("columns", [{}, {"a": []}, {"a": [1.0], "b": [1.0, 2.0]}])
def test_columns_have_one_length(columns: dict[str, list[float | None]]) -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        table_of(columns)


def test_columns_are_picked_by_code() -> None:
    table = table_of({"a": [1.0], "b": [2.0], "c": [3.0]})
    assert table.only(["c", "a"]).values.tolist() == [[3.0, 1.0]]
    for picked in (["d"], []):
        with pytest.raises(MethodError, match="unknown_column"):
            table.only(picked)


def test_a_method_that_needs_all_says_which_is_missing() -> None:
    table = table_of({"a": [1.0, 2.0], "b": [2.0, None]})
    with pytest.raises(MethodError, match="missing_value") as raised:
        table.complete()
    assert raised.value.parameters == {"where": "b", "found": "unit 1", "allowed": "no gap"}


def test_a_constant_column_has_no_span() -> None:
    with pytest.raises(MethodError, match="indicator_is_constant"):
        spans(table_of({"a": [1.0, 1.0, None]}))
    with pytest.raises(MethodError, match="indicator_is_constant"):
        spans(table_of({"a": [None, None]}))


def test_a_direction_is_up_or_down() -> None:
    table = table_of({"a": [1.0], "b": [1.0]})
    assert check_directions(table, {"a": 1, "b": -1}).tolist() == [1.0, -1.0]
    with pytest.raises(MethodError, match="wrong_direction"):
        check_directions(table, {"a": 1})


def test_rounding_keeps_gaps_and_signs() -> None:
    rounded = rounded_to_digits(table_of({"a": [-123.456, None, 0.0]}), 4)
    assert rounded.values[:, 0].tolist() == [-123.5, 0.0, 0.0]
    assert rounded.present[:, 0].tolist() == [True, False, True]


def test_ties_do_not_hang_on_where_rounding_falls() -> None:
    """Two neighbours on both sides of a rounding edge are tied like any others."""
    edge = 1.5
    values = np.array([np.nextafter(edge, 0), np.nextafter(edge, 9), 2.0])
    assert tied_groups(values).tolist() == [0, 0, 1]
    assert tied_groups(np.array([])).tolist() == []
