"""The critical value of one contract leaves the promised chance, however it is summed."""

import numpy as np
import pytest
from scipy.special import ndtri

from scoring.profiling.one_against_all import critical_of_one


@pytest.mark.parametrize("widest", [1.0, 1.5, 4.0])
@pytest.mark.parametrize("own", [0.8, 2.0])
def test_summing_by_errors_gives_what_looking_at_each_gives(own: float, widest: float) -> None:
    generator = np.random.default_rng(3)
    others = generator.uniform(1, widest, 160)
    above, below = generator.uniform(size=(2, 160)) < 0.7
    each = critical_of_one(own, others, above, below, one_by_one_up_to=160)
    summed = critical_of_one(own, others, above, below, one_by_one_up_to=0)
    assert summed == pytest.approx(each, rel=1e-8)


def test_drawing_finds_the_same_value() -> None:
    generator = np.random.default_rng(4)
    own, others = 2.0, np.array([1.0, 2.0, 3.0, 1.5])
    is_open = np.ones(4, dtype=bool)
    errors = (
        generator.normal(size=(200_000, 1)) * own - generator.normal(size=(200_000, 4)) * others
    )
    largest = np.abs(errors / np.hypot(own, others)).max(axis=1)
    found = critical_of_one(own, others, is_open, is_open)
    assert np.quantile(largest, 0.95) == pytest.approx(found, abs=0.01)


def test_a_single_sided_comparison_needs_the_one_sided_value() -> None:
    yes, no = np.array([True]), np.array([False])
    for above, below in ((yes, no), (no, yes)):
        found = critical_of_one(1.0, np.array([3.0]), above, below, 0.1)
        assert found == pytest.approx(ndtri(0.9), rel=1e-9)


def test_fewer_open_comparisons_never_need_more() -> None:
    others, is_open = np.linspace(1, 2, 12), np.ones(12, dtype=bool)
    fewer = np.arange(12) < 6
    assert critical_of_one(1.0, others, fewer, is_open) < critical_of_one(
        1.0, others, is_open, is_open
    )
