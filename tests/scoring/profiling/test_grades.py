"""A grade comes from the printed total; its certainty from the unrounded one."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.plan import Band
from scoring.profiling.grades import (
    GradeRule,
    band_probabilities,
    grade_of,
    grade_results,
    half_widths,
    is_uncertain,
    lower_tail,
)
from scoring.scorebook import GradeResult

BANDS = (
    Band("excellent", Decimal(90)),
    Band("good", Decimal(80)),
    Band("fair", Decimal(60)),
    Band("poor", Decimal(0)),
)


def graded(printed: str, total: float, error: float = 1.0, degrees: int = 80) -> GradeResult:
    (result,) = grade_results(GradeRule(BANDS), [Decimal(printed)], [total], [error], [degrees])
    return result


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("90", "excellent"),
        ("89.99", "good"),
        ("80", "good"),
        ("79.99", "fair"),
        ("60", "fair"),
        ("59.99", "poor"),
        ("0", "poor"),
    ],
)
def test_bands_hold_their_floor_and_not_their_top(total: str, grade: str) -> None:
    assert grade_of(Decimal(total), BANDS) == grade


@given(st.floats(0, 100), st.floats(0, 20), st.sampled_from([3, 12, 59, 60, 400]))
def test_the_probabilities_of_all_bands_add_up_to_one(
    total: float, error: float, degrees: int
) -> None:
    table = band_probabilities([total], [error], [90, 80, 60, 0], [degrees])
    assert table.sum() == pytest.approx(1, abs=1e-12)
    assert (table >= 0).all()


def test_a_grade_far_from_every_edge_is_certain() -> None:
    found = graded("85.00", 85.0)
    assert found.earned == found.standing == "good"
    assert found.certainty is not None
    assert found.certainty > 0.999
    assert not is_uncertain(found)


def test_a_grade_near_an_edge_is_uncertain() -> None:
    assert is_uncertain(graded("80.50", 80.5, error=2.0))


def test_printed_and_unrounded_totals_in_two_grades_are_borderline() -> None:
    found = graded("80.00", 79.998)
    assert found.earned == "good"
    assert found.is_borderline


def test_float_noise_at_an_edge_is_not_borderline() -> None:
    assert not graded("80.00", 80.0 - 1e-12).is_borderline


def test_a_wide_interval_gives_no_grade() -> None:
    found = graded("85.00", 85.0, error=2.6)
    assert found.earned is None
    assert found.reason == "interval_too_wide"


def test_five_points_are_narrow_enough_to_be_graded() -> None:
    assert graded("85.00", 85.0, error=2.5).earned == "good"
    assert graded("85.00", 85.0, error=2.5, degrees=10).earned is None  # t is wider


def test_a_total_without_noise_has_its_band_for_certain() -> None:
    assert graded("80.00", 80.0, error=0.0).certainty == 1.0


def test_the_normal_law_begins_at_sixty_degrees_of_freedom() -> None:
    assert half_widths([1.0, 1.0], [60, 59]).round(4).tolist() == [1.96, 2.001]
    tails = lower_tail(np.array([-2.0, -2.0]), np.array([60.0, 59.0]))
    assert tails[0] < tails[1]


def test_floors_must_fall() -> None:
    with pytest.raises(MethodError) as refused:
        band_probabilities([80.0], [1.0], [60, 80], [80])
    assert refused.value.code == "floors_not_falling"


def test_a_total_below_all_bands_is_refused() -> None:
    with pytest.raises(MethodError) as refused:
        grade_of(Decimal("-1"), BANDS)
    assert refused.value.code == "total_below_bands"
