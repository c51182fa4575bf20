"""This room is for values laid on one scale."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.indicators.normalisation import (
    borda,
    distance_to_best,
    minmax,
    percentile_rank,
    rank_scores,
    zscore,
)
from scoring.indicators.tables import Table, table_of

METHODS = (minmax, zscore, rank_scores, borda, percentile_rank, distance_to_best)
Method = Callable[..., Table]


@pytest.mark.parametrize("method", METHODS)
def test_less_being_better_turns_the_scale(method: Method) -> None:
    values = [1.0, 4.0, 2.0, None]
    up = method(table_of({"a": values}), {"a": 1})
    down = method(table_of({"a": [None if v is None else -v for v in values]}), {"a": -1})
    assert up.values.tolist() == down.values.tolist()
    assert np.argmax(up.values[:3, 0]) == 1
    assert up.present[:, 0].tolist() == [True, True, True, False]


@pytest.mark.parametrize("method", METHODS)
def test_a_constant_indicator_is_refused_with_its_name(method: Method) -> None:
    with pytest.raises(MethodError, match="indicator_is_constant") as raised:
        method(table_of({"a": [1.0, 2.0], "b": [3.0, 3.0]}), {"a": 1, "b": 1})
    assert raised.value.parameters["where"] == "b"


def test_scales_are_checked() -> None:
    table = table_of({"a": [1.0, 2.0]})
    with pytest.raises(MethodError, match="lines_not_rising"):
        minmax(table, {"a": 1}, 100, 0)
    with pytest.raises(MethodError, match="not_positive"):
        zscore(table, {"a": 1}, 0, 0)


@pytest.mark.parametrize("method", METHODS)
@given(values=st.lists(st.integers(-50, 50), min_size=2, max_size=12, unique=True))
def test_the_order_of_units_changes_nothing(method: Method, values: list[int]) -> None:
    forth = method(table_of({"a": [float(v) for v in values]}), {"a": 1}).values[:, 0]
    back = method(table_of({"a": [float(v) for v in reversed(values)]}), {"a": 1}).values[:, 0]
    assert forth == pytest.approx(back[::-1], abs=1e-12)
