"""Several looks spend one error rate: boundaries as published, and as drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from scoring.errors import MethodError
from scoring.profiling.alpha_spending import boundaries, nominal_level, sequential_p, spent

# Boundaries of O'Brien-Fleming type at equal shares of information, one-sided 0.025, as the
# program of Reboussin, DeMets, Kim and Lan (2000) prints them.
PUBLISHED = {
    2: [2.963, 1.969],
    3: [3.710, 2.511, 1.993],
    4: [4.333, 2.963, 2.359, 2.014],
    5: [4.877, 3.357, 2.680, 2.290, 2.031],
}


@pytest.mark.parametrize("count", sorted(PUBLISHED))
def test_boundaries_are_those_of_the_published_tables(count: int) -> None:
    looks = [(k + 1) / count for k in range(count)]
    assert boundaries(0.025, looks) == pytest.approx(PUBLISHED[count], abs=6e-4)


def test_the_whole_error_rate_is_spent_and_no_more() -> None:
    looks = np.array([0.3, 0.55, 1.0])
    steps = np.sqrt(np.diff([0.0, *looks]))
    sums = np.cumsum(np.random.default_rng(3).standard_normal((400_000, 3)) * steps, axis=1)
    crossed = sums / np.sqrt(looks) > np.array(boundaries(0.05, looks.tolist()))
    assert crossed.any(axis=1).mean() == pytest.approx(0.05, abs=0.0011)
    assert crossed[:, 0].mean() == pytest.approx(spent(0.05, 0.3), abs=2e-4)


def test_a_single_look_spends_all() -> None:
    assert boundaries(0.05, [1.0])[0] == pytest.approx(-ndtri(0.05), abs=1e-9)
    assert nominal_level(0.05, [], 1) == 0.05


@given(st.floats(1e-5, 0.2), st.sampled_from([(0.5, 1.0), (0.4, 0.7, 1.0)]), st.integers(1, 2))
def test_a_sequential_p_rejects_as_the_boundary_does(
    level: float, looks: tuple[float, ...], look: int
) -> None:
    edge = nominal_level(level, looks, look)
    below, above = sequential_p(np.array([edge * 0.99, edge * 1.01]), looks, look)
    assert below < level * 1.002
    assert above > level * 0.998
    assert sequential_p(np.array([edge]), looks, look)[0] == pytest.approx(level, rel=2e-3)


def test_an_early_look_asks_for_more_than_a_late_one() -> None:
    first = sequential_p(np.array([0.01]), (0.5, 1.0), 1)[0]
    last = sequential_p(np.array([0.01]), (0.5, 1.0), 2)[0]
    assert first > last > 0.01


def test_sequential_p_values_stay_in_order_and_within_their_range() -> None:
    p = np.array([1e-300, 1e-12, 1e-4, 0.03, 0.5, 0.999, 1.0])
    found = sequential_p(p, (0.5, 1.0), 1)
    assert (np.diff(found) >= 0).all()
    assert (found >= 0).all()
    assert (found <= 1).all()
    assert ndtr(-boundaries(0.05, (0.5, 1.0))[0]) < 0.05


@pytest.mark.parametrize(
    ("looks", "look", "code"),
    [
        ([0.6, 0.5], 1, "looks_not_rising"),
        ([0.5, 1.2], 1, "looks_not_rising"),
        ([0.5, 1.0], 3, "too_many_looks"),
    ],
)
def test_looks_that_the_plan_does_not_have_are_refused(
    looks: list[float], look: int, code: str
) -> None:
    with pytest.raises(MethodError) as refusal:
        nominal_level(0.05, looks, look)
    assert refusal.value.code == code
