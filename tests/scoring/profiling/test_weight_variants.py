"""A class that hangs on the exact weights is found out."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.evidence import Lines
from scoring.profiling.weight_variants import plausible_weights, share_keeping_class

LINES = Lines(60, 80)
SATISFACTION_FIRST = [True, False, False]


def test_satisfaction_stays_heaviest_in_every_variant() -> None:
    drawn = plausible_weights([31, 30, 39 - 10], SATISFACTION_FIRST)
    assert drawn.shape == (1000, 3)
    assert (drawn[:, 0] > drawn[:, 1:].max(axis=1)).all()
    np.testing.assert_allclose(drawn.sum(axis=1), 1, rtol=1e-12)


def test_a_selection_sheet_without_dominance_is_varied_freely() -> None:
    drawn = plausible_weights([20, 50, 30], SATISFACTION_FIRST)
    assert drawn[:, 0].mean() == pytest.approx(0.2, abs=0.01)


def test_one_seed_gives_one_set_of_weights() -> None:
    one = plausible_weights([40, 35, 25], SATISFACTION_FIRST, count=50, seed=7)
    again = plausible_weights([40, 35, 25], SATISFACTION_FIRST, count=50, seed=7)
    other = plausible_weights([40, 35, 25], SATISFACTION_FIRST, count=50, seed=8)
    assert (one == again).all()
    assert (one != other).any()


def test_a_class_that_every_dimension_supports_never_changes() -> None:
    covariances = np.stack([np.eye(3)] * 2)
    scores = [[40.0, 42.0, 41.0], [90.0, 91.0, 92.0]]
    share = share_keeping_class(
        scores, covariances, [80, 80], [40, 35, 25], SATISFACTION_FIRST, LINES, count=200
    )
    assert share.tolist() == [1.0, 1.0]


def test_a_class_that_hangs_on_one_dimension_changes_with_the_weights() -> None:
    covariances = np.eye(3)[None] * 4
    share = share_keeping_class(
        [[30.0, 75.0, 76.0]], covariances, [80], [40, 35, 25], SATISFACTION_FIRST, LINES, count=200
    )
    assert 0.0 < share[0] < 1.0


def test_weights_must_be_positive() -> None:
    with pytest.raises(MethodError) as refused:
        plausible_weights([60, 40, 0], SATISFACTION_FIRST)
    assert refused.value.code == "weight_not_positive"
