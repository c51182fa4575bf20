"""This room is for random weights with floors."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.weighting.floors import weights_above_floors


def test_every_vector_keeps_every_floor_and_the_means_are_the_exact_ones() -> None:
    floors = np.array([0.4, 0.1, 0.05, 0.0])
    drawn = weights_above_floors(floors, 20_000, 11)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(20_000))
    assert (drawn >= floors).all()
    assert drawn.mean(axis=0) == pytest.approx(floors + 0.45 / 4, abs=0.003)


def test_the_same_seed_gives_the_same_vectors() -> None:
    one, other = (weights_above_floors([0.1, 0.2], 5, 3) for _ in range(2))
    assert one.tolist() == other.tolist()


def test_floors_that_leave_nothing_over() -> None:
    with pytest.raises(MethodError, match="floors_too_high"):
        weights_above_floors([0.5, 0.5], 5, 3)
    with pytest.raises(MethodError, match="share_negative"):
        weights_above_floors([-0.1, 0.5], 5, 3)
    with pytest.raises(MethodError, match="too_few_values"):
        weights_above_floors([0.1], 0, 3)
