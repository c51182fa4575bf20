"""This room is for places: ties share the best place and noise separates nobody."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.errors import MethodError
from scoring.robustness.places import falling_places, mean_place_change

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
