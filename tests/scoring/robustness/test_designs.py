"""This room is for designs: complete where they can be, balanced where they cannot."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.robustness.designs import full_factorial, pick_freeze


def test_a_full_factorial_holds_every_combination_once() -> None:
    rows = full_factorial([5, 2, 10, 2])
    assert rows.shape == (200, 4)
    assert len({tuple(row) for row in rows.tolist()}) == 200


def test_a_design_of_too_many_runs_or_of_none_is_refused() -> None:
    with pytest.raises(MethodError, match="limit_out_of_range"):
        full_factorial([10] * 5)
    with pytest.raises(MethodError, match="threshold_too_low"):
        full_factorial([3, 0])
    with pytest.raises(MethodError, match="nothing_available"):
        full_factorial([])


def test_each_mixed_matrix_differs_from_the_base_in_its_own_column_only() -> None:
    points = pick_freeze(4, 64, seed=7).points
    for factor in range(4):
        differs = (points[2 + factor] != points[0]).any(axis=0)
        assert np.flatnonzero(differs).tolist() == [factor]
        assert (points[2 + factor][:, factor] == points[1][:, factor]).all()


def test_levels_are_cut_on_the_unit_interval_and_come_equally_often() -> None:
    levels = pick_freeze(2, 64).levels([2, 4])
    assert np.bincount(levels[0, :, 0]).tolist() == [32, 32]
    assert np.bincount(levels[0, :, 1]).tolist() == [16] * 4
    with pytest.raises(MethodError, match="wrong_shape"):
        pick_freeze(2, 64).levels([2])


def test_equal_seeds_give_equal_designs() -> None:
    first, again, other = (pick_freeze(3, 32, seed).points for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize("base", [0, 8, 100])
def test_a_base_that_spoils_the_balance_is_refused(base: int) -> None:
    with pytest.raises(MethodError, match="wrong_parameter"):
        pick_freeze(2, base)
