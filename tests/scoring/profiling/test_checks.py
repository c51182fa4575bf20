"""Figures are checked before they are compared."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.checks import finite, not_negative, positive_degrees


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_figure_that_is_no_number_is_named(value: float) -> None:
    with pytest.raises(MethodError) as refused:
        finite([1.0, value], "totals")
    assert refused.value.parameters["where"] == "totals[1]"


def test_the_given_array_is_not_changed() -> None:
    given = np.array([1.0, 2.0])
    finite(given, "totals")[0] = 9.0
    assert given.tolist() == [1.0, 2.0]


def test_a_table_is_not_a_list_of_figures() -> None:
    with pytest.raises(MethodError) as refused:
        finite(np.zeros((2, 2)), "totals")
    assert refused.value.code == "wrong_shape"


def test_a_negative_variance_is_refused() -> None:
    with pytest.raises(MethodError) as refused:
        not_negative([0.0, -1.0], "variances", 2)
    assert refused.value.code == "negative_value"


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_a_variance_without_degrees_of_freedom_is_refused(value: float) -> None:
    with pytest.raises(MethodError) as refused:
        positive_degrees([value], 1)
    assert refused.value.code == "degrees_of_freedom_too_few"
