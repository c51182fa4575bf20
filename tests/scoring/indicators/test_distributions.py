"""This room is for the distribution of an indicator."""

import numpy as np
import pytest
from scipy.stats import kurtosis, skew

from scoring.errors import MethodError
from scoring.indicators.distributions import correlation, cronbach_alpha, describe, shape_of
from scoring.indicators.tables import table_of

VALUES = np.array([1.0, 2.0, 2.5, 7.0, 11.0, 40.0])


def test_skewness_and_kurtosis_are_those_without_bias() -> None:
    found = shape_of(VALUES)
    assert found.skewness == pytest.approx(float(skew(VALUES, bias=False)), rel=1e-12)
    assert found.kurtosis == pytest.approx(float(kurtosis(VALUES, bias=False)), rel=1e-12)


def test_a_constant_has_no_outlier() -> None:
    assert shape_of(np.full(5, 0.1)).passes
    with pytest.raises(MethodError, match="too_few_values"):
        shape_of(np.array([1.0, 2.0, 3.0]))


def test_flags_name_what_to_look_at() -> None:
    table = table_of({"a": [0.0, 0.0, 0.0, 0.0, 0.0, 90.0, 1.0, None, None, None, None]})
    assert describe(table)[0].flags == (
        "few_available",
        "mostly_zero",
        "mostly_repeated",
        "outliers",
    )


def test_alpha_of_equal_items_is_one() -> None:
    items = np.repeat(VALUES[:, None], 3, axis=1)
    assert cronbach_alpha(items) == pytest.approx(1.0)
    with pytest.raises(MethodError, match="too_few_values"):
        cronbach_alpha(VALUES[:, None])
    with pytest.raises(MethodError, match="indicator_is_constant"):
        cronbach_alpha(np.array([[1.0, -1.0], [2.0, -2.0]]))


def test_what_does_not_vary_has_no_correlation() -> None:
    assert correlation(VALUES, np.full(6, 0.1)) is None
    assert correlation(VALUES, 3 * VALUES + 1) == pytest.approx(1.0)
