"""This room is for weights with a wished influence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.weighting.influence import influence_of, weights_for_influence

DATA = np.random.Generator(np.random.PCG64(3)).normal(size=(30, 4)) @ np.array(
    [[1.0, 0.3, 0.2, 0.1], [0, 1, 0.3, 0.2], [0, 0, 1, 0.3], [0, 0, 0, 1]]
)


@given(st.lists(st.floats(0.05, 1), min_size=4, max_size=4))
def test_the_influence_of_given_weights_leads_back_to_them(weights: list[float]) -> None:
    _, shares = influence_of(DATA, weights)
    if (shares < 0).any():
        return
    found = weights_for_influence(DATA, shares)
    assert found.is_reached
    assert found.weights == pytest.approx(np.array(weights) / sum(weights), abs=1e-7)


def test_a_wish_out_of_reach_is_called_so_and_nothing_near_is_nearer() -> None:
    wish = np.array([0.97, 0.01, 0.01, 0.01])
    found = weights_for_influence(DATA, wish)
    assert not found.is_reached
    assert (found.weights >= 0).all()
    nearest = float(((found.shares - wish) ** 2).sum())
    for other in np.random.Generator(np.random.PCG64(5)).dirichlet(np.ones(4), 3000):
        _, shares = influence_of(DATA, other)
        assert float(((shares - wish) ** 2).sum()) >= nearest - 1e-9


def test_units_of_measurement_change_no_influence() -> None:
    scale = np.array([1e-6, 1.0, 1e6, 10.0])
    small, plain = (weights_for_influence(x, [1, 1, 1, 1]) for x in (DATA * scale, DATA))
    assert small.shares == pytest.approx(plain.shares, abs=1e-7)


def test_what_has_no_influence() -> None:
    with pytest.raises(MethodError, match="indicator_is_constant"):
        weights_for_influence([[1.0, 1.0], [2.0, 1.0]], [1, 1])
    with pytest.raises(MethodError, match="share_negative"):
        weights_for_influence(DATA, [1, -1, 1, 1])
    with pytest.raises(MethodError, match="share_negative"):
        influence_of(DATA, [0, 0, 0, 0])
    with pytest.raises(MethodError, match="wrong_shape"):
        weights_for_influence(DATA, [1, 1])
    with pytest.raises(MethodError, match="wrong_shape"):
        influence_of(DATA, [1, 1])
    with pytest.raises(MethodError, match="wrong_shape"):
        influence_of([1.0, 2.0], [1])
    with pytest.raises(MethodError, match="not_finite"):
        influence_of([[np.inf], [1.0]], [1])
    with pytest.raises(MethodError, match="influence_undefined"):
        influence_of([[1.0, -1.0], [2.0, -2.0]], [1, 1])
