"""This room is for means over what is there."""

import numpy as np
import pytest

from scoring.indicators.means import mean_of

ROW = np.array([[1.0, 4.0]])
EQUAL = np.array([2.0, 2.0])


@pytest.mark.parametrize(
    ("mean", "expected"), [("arithmetic", 2.5), ("geometric", 2.0), ("harmonic", 1.6)]
)
def test_each_mean_by_hand(mean: str, expected: float) -> None:
    found = mean_of(ROW, np.ones((1, 2), dtype=np.bool_), EQUAL, mean, 0.0)
    assert found.plain() == pytest.approx((expected,))


@pytest.mark.parametrize("mean", ["arithmetic", "geometric", "harmonic"])
def test_the_only_value_is_the_mean(mean: str) -> None:
    found = mean_of(ROW, np.array([[False, True]]), EQUAL, mean, 0.5)
    assert found.plain() == pytest.approx((4.0,))
    assert found.present.tolist() == [True]
