"""This room is for raw values made ready: size, gaps, scarce units."""

import pytest

from scoring.errors import MethodError
from scoring.indicators.preparation import denominate, has_enough, impute
from scoring.indicators.tables import table_of


def test_a_missing_denominator_leaves_a_gap() -> None:
    visits = table_of({"visits": [30.0, 40.0], "rating": [4.0, 5.0]})
    found = denominate(visits, table_of({"people": [60.0, None]}), {"visits": "people"})
    assert found.values.tolist() == [[0.5, 4.0], [0.0, 5.0]]
    assert found.present.tolist() == [[True, True], [False, True]]


def test_a_denominator_is_above_zero() -> None:
    with pytest.raises(MethodError, match="denominator_not_positive"):
        denominate(table_of({"a": [1.0]}), table_of({"n": [0.0]}), {"a": "n"})
    with pytest.raises(MethodError, match="unknown_column"):
        denominate(table_of({"a": [1.0]}), table_of({"n": [1.0]}), {"b": "n"})


def test_gaps_are_filled_from_the_own_group() -> None:
    table = table_of({"a": [1.0, None, 10.0, 30.0, None]})
    found = impute(table, "mean", ["east", "east", "west", "west", "west"])
    assert found.values[:, 0].tolist() == [1.0, 1.0, 10.0, 30.0, 20.0]
    assert found.present.all()
    assert not table.present.all()


def test_a_group_without_values_is_refused() -> None:
    table = table_of({"a": [1.0, None]})
    with pytest.raises(MethodError, match="nothing_to_impute_from"):
        impute(table, "median", ["east", "west"])
    with pytest.raises(MethodError, match="unknown_method"):
        impute(table, "zero")
    with pytest.raises(MethodError, match="wrong_shape"):
        impute(table, "mean", ["east"])


def test_a_unit_exactly_at_the_share_stays() -> None:
    table = table_of({"a": [1.0, 1.0], "b": [None, 1.0]})
    assert has_enough(table, 0.5).tolist() == [True, True]
    with pytest.raises(MethodError, match="level_out_of_range"):
        has_enough(table, 50)
