"""This room is for adjusters on a grid: found, joined, and placed without loss."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.survey.adjusters import Reach, grid_of, reach_of

hundredths = st.lists(st.integers(-10_000, 10_000).map(lambda n: n / 100), min_size=1)


def whole(values: list[float]) -> Reach:
    """What is seen of values none of which is missing."""
    return reach_of(np.array(values), np.ones(len(values), bool))


@given(hundredths, hundredths)
def test_seeing_in_parts_is_seeing_the_whole(left: list[float], right: list[float]) -> None:
    assert whole(left).join(whole(right)) == whole(left + right)
    assert whole(left).join(whole(right)) == whole(right).join(whole(left))


@given(hundredths)
def test_a_decimal_value_is_held_without_loss(values: list[float]) -> None:
    grid = grid_of("x", whole(values))
    units = grid.whole(np.array(values))
    assert units.dtype == np.int64
    back = (units + round(grid.offset * grid.scale)) / grid.scale
    assert (back == np.array(values)).all()


def test_a_value_off_every_grid_has_no_decimals() -> None:
    assert whole([1 / 3]).decimals is None
    assert whole([1 / 3]).join(whole([1.0])).decimals is None


def test_missing_values_are_noticed_and_do_not_count() -> None:
    reach = reach_of(np.array([1.0, 1 / 3]), np.array([True, False]))
    assert reach == Reach(1.0, 1.0, 0, has_missing=True, is_seen=True)
    nothing = reach_of(np.array([0.0]), np.array([False]))
    assert nothing.join(whole([2.0])) == Reach(2.0, 2.0, 0, has_missing=True, is_seen=True)
