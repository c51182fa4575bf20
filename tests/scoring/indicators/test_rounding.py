"""This room is for tests of half-up rounding, footing totals and half-open bands."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.indicators.rounding import band_of, footed, half_up
from scoring.plan import Band, Plan


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction("3.745"), "3.75"),
        (0.05 * 74.9, "3.75"),
        (2.499, "2.50"),
        (Decimal("617283.945"), "617283.95"),
        (Fraction("2.675"), "2.68"),
        (Fraction("0.125"), "0.13"),
        (3.7449999999999997, "3.75"),
        (3.74499999, "3.74"),
        (Fraction("-0.005"), "-0.01"),
        (0, "0.00"),
    ],
)
def test_halves_are_rounded_up_after_float_noise_is_gone(
    value: Fraction | Decimal | float, printed: str
) -> None:
    assert str(half_up(value)) == printed


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_finite_is_refused(value: float | Decimal) -> None:
    with pytest.raises(MethodError, match="not_finite"):
        half_up(value)


@given(st.fractions(0, 100))
def test_a_printed_row_lies_within_half_a_hundredth(value: Fraction) -> None:
    assert abs(Fraction(half_up(value)) - value) <= Fraction(1, 200) + Fraction(1, 10**9)


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_a_printed_row_prints_as_itself(value: Decimal) -> None:
    assert half_up(value) == value


@given(st.lists(st.fractions(0, 20), max_size=30))
def test_a_printed_total_is_the_sum_of_printed_rows(points: list[Fraction]) -> None:
    rows = [half_up(value) for value in points]

    assert footed(rows) == sum(rows)
    assert footed(rows).as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_bands_are_half_open(plan_t: Plan, score: str, grade: str) -> None:
    assert band_of(Decimal(score), plan_t.bands).name["zh"] == grade


def test_a_score_below_every_floor_has_no_band() -> None:
    with pytest.raises(MethodError, match="no_band"):
        band_of(Decimal(10), (Band("good", Decimal(80)),))
