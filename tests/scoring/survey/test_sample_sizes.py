"""Tests of sample sizes: the worked figures of fieldwork practice, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.sample_sizes import (
    cluster_effect,
    distance_told_apart,
    share_bounds,
    size_for_line,
    size_for_pair,
    size_for_reliability,
    size_for_share,
    size_to_see,
)

# Population, half-width, design effect, response rate; interviews and people to approach.
FIELDWORK = [
    (12000, 0.05, 1.5, 0.7, 559, 799),
    (480, 0.08, 1.2, 0.7, 138, 198),
    (1800, 0.06, 1.4, 0.65, 326, 502),
    (90, 0.10, 1.0, 0.8, 47, 59),
    (35000, 0.03, 1.5, 0.7, 1554, 2220),
]


@pytest.mark.parametrize(("people", "width", "effect", "rate", "size", "field"), FIELDWORK)
def test_the_worked_sizes_of_fieldwork(
    people: int, width: float, effect: float, rate: float, size: int, field: int
) -> None:
    found = size_for_share(people, width, design_effect=effect, response_rate=rate)
    assert (found.interviews, found.invitations, found.is_census) == (size, field, False)


def test_the_corrected_size_before_the_design_effect() -> None:
    assert size_for_share(12000, 0.05).exact == pytest.approx(372.26, abs=0.005)


def test_clusters_of_ten_that_are_a_little_alike() -> None:
    assert cluster_effect(10, 0.05) == pytest.approx(1.45)
    assert cluster_effect(10, 0.05, 0.5) == pytest.approx(1.45 * 1.25)


def test_where_most_would_be_drawn_everybody_is_asked() -> None:
    assert size_for_share(60, 0.05).is_census
    crowded = size_for_share(50, 0.05, design_effect=3, response_rate=0.5)
    assert (crowded.interviews, crowded.invitations) == (50, 50)


@given(st.integers(10, 100_000), st.floats(0.01, 0.2))
def test_a_narrower_interval_needs_more_people(population: int, width: float) -> None:
    wide, narrow = size_for_share(population, width), size_for_share(population, width / 2)
    assert narrow.interviews >= wide.interviews
    assert wide.interviews <= population


def test_telling_two_contracts_apart() -> None:
    assert size_for_pair(5, 20) == 252
    assert size_for_pair(5, 20, design_effect=1.3) == 327
    assert distance_told_apart(60, 20) == pytest.approx(10.2, abs=0.05)
    assert distance_told_apart(252, 20) <= 5 < distance_told_apart(251, 20)


def test_rare_harms() -> None:
    assert size_to_see(0.02) == 149
    assert 1 - 0.98**149 >= 0.95 > 1 - 0.98**148
    assert share_bounds(0, 300)[1] <= 0.013
    assert share_bounds(0, 60)[1] == pytest.approx(0.060, abs=5e-4)
    assert share_bounds(54, 60) == pytest.approx((0.799, 0.953), abs=5e-4)


def test_bounds_mirror_each_other_and_stay_inside() -> None:
    assert share_bounds(60, 60)[1] == 1
    assert share_bounds(0, 60)[0] == 0
    low, high = share_bounds(7, 60)
    assert share_bounds(53, 60) == pytest.approx((1 - high, 1 - low))


def test_what_is_no_plan_is_refused() -> None:
    refusals = [
        ("limit_out_of_range", lambda: size_for_share(0, 0.05)),
        ("level_out_of_range", lambda: size_for_share(100, 0)),
        ("level_out_of_range", lambda: size_for_share(100, 0.05, response_rate=0)),
        ("limit_out_of_range", lambda: size_for_share(100, 0.05, design_effect=float("nan"))),
        ("limit_out_of_range", lambda: cluster_effect(0, 0.05)),
        ("limit_out_of_range", lambda: cluster_effect(10, 1.5)),
        ("level_out_of_range", lambda: size_for_reliability(1.0, 20, 5)),
        ("limit_out_of_range", lambda: size_for_reliability(0.7, 20, 0)),
        ("limit_out_of_range", lambda: size_for_line(0, 20)),
        ("level_out_of_range", lambda: size_for_line(5, 20, alpha=0)),
        ("level_out_of_range", lambda: size_for_pair(5, 20, power=1)),
        ("limit_out_of_range", lambda: distance_told_apart(0, 20)),
        ("level_out_of_range", lambda: size_to_see(0)),
        ("limit_out_of_range", lambda: share_bounds(5, 4)),
        ("limit_out_of_range", lambda: share_bounds(0, 0)),
    ]
    for code, act in refusals:
        with pytest.raises(MethodError, match=code):
            act()
