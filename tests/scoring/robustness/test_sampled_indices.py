"""This room is for estimated Sobol indices: honest intervals, failures counted."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.robustness.designs import full_factorial, pick_freeze
from scoring.robustness.sampled_indices import sampled_indices
from scoring.robustness.sobol import NO_VARIANCE, exact_indices


def additive(points: np.ndarray) -> np.ndarray:
    return 2 * points[..., 0] + points[..., 1]


def test_failed_runs_are_counted_and_spoil_nothing() -> None:
    outputs = additive(pick_freeze(2, 512).points)
    outputs[2, :50] = float("nan")
    found = sampled_indices(outputs)
    assert (found.failed, found.used) == (50, 462)
    assert found.first == pytest.approx([0.8, 0.2], abs=0.1)


def test_discrete_levels_give_what_enumeration_gives() -> None:
    table = np.random.default_rng(5).normal(size=(3, 2, 5))
    exact = exact_indices([table[tuple(row)] for row in full_factorial([3, 2, 5])], [3, 2, 5])
    levels = pick_freeze(3, 4096).levels([3, 2, 5])
    found = sampled_indices(table[levels[..., 0], levels[..., 1], levels[..., 2]])
    assert exact.first is not None
    assert exact.total is not None
    assert found.first == pytest.approx(exact.first, abs=0.02)
    assert found.total == pytest.approx(exact.total, abs=0.02)


def test_an_index_of_zero_may_be_estimated_below_zero_and_its_interval_holds_it() -> None:
    points = pick_freeze(3, 256).points
    found = sampled_indices(additive(points))
    assert found.first_low is not None
    assert found.first_high is not None
    assert found.first_low[2] <= 0 <= found.first_high[2]


def test_a_large_constant_changes_nothing() -> None:
    outputs = additive(pick_freeze(2, 256).points)
    plain, moved = sampled_indices(outputs), sampled_indices(outputs + 1e6)
    assert moved.first == pytest.approx(plain.first, abs=1e-6)


def test_a_result_that_never_varies_is_blank_with_a_reason() -> None:
    found = sampled_indices(np.full((4, 32), 0.1))
    assert found.first is None
    assert found.reason == NO_VARIANCE


def test_bad_input_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        sampled_indices(np.ones(5))
    with pytest.raises(MethodError, match="level_out_of_range"):
        sampled_indices(np.ones((3, 16)), level=1.0)
    with pytest.raises(MethodError, match="nothing_available"):
        sampled_indices(np.full((3, 16), np.inf))
