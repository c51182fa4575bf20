"""This room is for places: ties share the best place and noise separates nobody."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.errors import MethodError
from scoring.robustness.places import falling_places, mean_place_change, places

POINTS = arrays(float, st.integers(1, 8), elements=st.floats(0, 100).map(lambda x: round(x, 1)))


@given(POINTS)
def test_a_place_is_one_more_than_the_number_of_better_units(points: np.ndarray) -> None:
    by_counting = [1 + int((points > own).sum()) for own in points]
    assert falling_places(points).tolist() == by_counting


@given(POINTS, st.randoms(use_true_random=False))
def test_the_order_of_units_changes_no_place(points: np.ndarray, chance: object) -> None:
    order = np.random.default_rng(len(points)).permutation(len(points))
    assert falling_places(points[order]).tolist() == falling_places(points)[order].tolist()


def test_noise_of_the_last_digit_separates_nobody() -> None:
    equal = [0.1 + 0.2, 0.3, 0.15 + 0.15]
    assert len(set(equal)) > 1
    assert falling_places(equal).tolist() == [1, 1, 1]


def test_a_batch_is_placed_row_by_row() -> None:
    assert falling_places([[1.0, 2.0], [2.0, 2.0]]).tolist() == [[2, 1], [1, 1]]


def test_a_gap_or_nobody_is_refused() -> None:
    for wrong in ([1.0, float("nan")], []):
        with pytest.raises(MethodError):
            falling_places(wrong)
    with pytest.raises(MethodError, match="wrong_shape"):
        mean_place_change([1, 2, 3], [1, 2])


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ("lowest", (1.0, 2.0, 2.0, 4.0)),
        ("highest", (1.0, 3.0, 3.0, 4.0)),
        ("average", (1.0, 2.5, 2.5, 4.0)),
        ("dense", (1.0, 2.0, 2.0, 3.0)),
    ],
)
def test_each_convention_says_what_it_does(convention: str, expected: tuple[float, ...]) -> None:
    assert places([9.0, 7.0, 7.0, 1.0], convention) == expected


def test_what_is_no_convention_and_no_number_is_refused() -> None:
    with pytest.raises(MethodError, match="unknown_method"):
        places([1.0], "min")
    with pytest.raises(MethodError, match="not_finite"):
        places([float("nan")])


def test_nobody_has_no_places() -> None:
    assert places([]) == ()
    assert places([None, None]) == (None, None)


@given(st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=12))
def test_average_places_always_sum_alike(scores: list[int | None]) -> None:
    found = [place for place in places(scores, "average") if place is not None]
    assert sum(found) == len(found) * (len(found) + 1) / 2
