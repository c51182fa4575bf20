"""This room is for heaping: exact chance, and silence where there are too few values."""

import pytest
from scipy.stats import chisquare

from scoring.errors import MethodError
from scoring.quality.heaping import TOO_FEW_TO_HEAP, last_digits, multiples_of, whipple_index


def test_even_minutes_do_not_heap() -> None:
    found = multiples_of(range(60))
    assert (found.values, found.multiples, found.index) == (60, 12, 1.0)
    assert found.p_value is not None
    assert found.p_value > 0.4


def test_the_chance_of_only_multiples_is_exact() -> None:
    assert multiples_of([0, 5] * 10).p_value == pytest.approx(0.2**20)


def test_last_digits_are_tested_as_scipy_does() -> None:
    values = [1, 2, 2, 3, 5, 5, 5, 10, 20, 30, 45, 50, 60, 71, 85, 90, 15, 25, 35, 8, 9]
    found = last_digits(values)
    expected = chisquare(found.counts)
    assert found.chi_squared == pytest.approx(expected.statistic)
    assert found.p_value == pytest.approx(expected.pvalue)
    assert found.counts.sum() == len(values)


def test_too_few_values_are_blank_with_a_reason() -> None:
    assert multiples_of([5] * 19).reason == TOO_FEW_TO_HEAP
    few = last_digits([5] * 19)
    assert (few.chi_squared, few.p_value, few.blend) == (None, None, None)
    assert few.reason == TOO_FEW_TO_HEAP


def test_whipple_counts_only_ages_of_23_to_62() -> None:
    assert whipple_index([*range(23, 63), 5, 10, 70, 80]).index == 1.0
    assert whipple_index([30] * 25).index == 5.0


def test_what_is_not_whole_is_refused() -> None:
    for wrong in ([1.5], [float("nan")]):
        with pytest.raises(MethodError, match="not_finite"):
            multiples_of(wrong)
    with pytest.raises(MethodError, match="wrong_shape"):
        last_digits([[1]])
    with pytest.raises(MethodError, match="threshold_too_low"):
        multiples_of([1], step=1)
