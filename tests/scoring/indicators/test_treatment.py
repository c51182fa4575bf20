"""This room is for treated outliers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.indicators.tables import table_of
from scoring.indicators.treatment import log_shifted, treat

CALM = [float(x) for x in range(1, 13)]


def test_a_column_that_passes_is_left_alone() -> None:
    table = table_of({"a": CALM})
    treated, (done,) = treat(table)
    assert treated.values.tolist() == table.values.tolist()
    assert (done.method, done.points, done.is_settled) == ("none", 0, True)


def test_low_outliers_are_raised_to_their_neighbour() -> None:
    treated, (done,) = treat(table_of({"a": [-900.0, *CALM, None]}))
    assert float(treated.values[0, 0]) == 1.0
    assert done.method == "winsorised"
    assert done.raised.tolist() == [True] + [False] * 13
    assert treated.present[-1, 0].item() is False


def test_tied_outliers_move_together_and_count_as_points() -> None:
    treated, (done,) = treat(table_of({"a": [*CALM, *CALM, 900.0, 900.0]}))
    assert done.points == 2
    assert float(treated.values.max()) == 12.0


def test_what_winsorising_cannot_settle_is_logged_from_the_raw_column() -> None:
    raw = [float(2.0**k) for k in range(30)]
    treated, (done,) = treat(table_of({"a": raw}), most_points=1)
    assert done.method == "logged"
    assert done.points == 30
    assert treated.values[:, 0].tolist() == log_shifted(np.array(raw)).tolist()


def test_few_values_and_odd_limits() -> None:
    _, (done,) = treat(table_of({"a": [1.0, 2.0, 900.0]}))
    assert (done.method, done.is_settled) == ("too_few_values", True)
    with pytest.raises(MethodError, match="negative_value"):
        treat(table_of({"a": CALM}), -1)
    with pytest.raises(MethodError, match="indicator_is_constant"):
        log_shifted(np.array([1.0, 1.0]))


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=30))
def test_treatment_never_turns_an_order_round_and_leaves_no_nan(column: list[float]) -> None:
    treated, _ = treat(table_of({"a": column}))
    after = treated.values[np.argsort(column, kind="stable"), 0]
    assert np.isfinite(after).all()
    assert (np.diff(after) >= -1e-9).all()
