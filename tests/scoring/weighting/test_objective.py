"""This room is for weights that the data alone suggest."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.weighting.objective import (
    critic_information,
    critic_weights,
    deviation_weights,
    entropies,
    entropy_weights,
)

DATA = [[1.0, 5.0, 2.0], [2.0, 3.0, 2.5], [4.0, 4.0, 9.0], [3.0, 1.0, 4.0]]


@pytest.mark.parametrize(
    "weights",
    [entropy_weights, deviation_weights, lambda data: critic_weights(data, [1, -1, 1])],
)
def test_weights_are_shares_whatever_the_order_of_the_units(weights) -> None:  # type: ignore[no-untyped-def]  # three functions of one shape
    found = weights(DATA)
    assert found.sum() == pytest.approx(1.0)
    assert (found > 0).all()
    assert weights(DATA[::-1]) == pytest.approx(found, rel=1e-12)


def test_turning_a_column_and_its_direction_changes_nothing() -> None:
    turned = np.array(DATA) * [1, -1, 1]
    assert critic_weights(turned, [1, 1, 1]) == pytest.approx(critic_weights(DATA, [1, -1, 1]))


def test_a_constant_indicator_has_no_entropy_weight_and_is_refused_elsewhere() -> None:
    data = [[1.0, 2.0], [1.0, 4.0]]
    assert entropy_weights(data).tolist() == [0.0, 1.0]
    for method in (lambda: critic_information(data, [1, 1]), lambda: deviation_weights(data)):
        with pytest.raises(MethodError, match="indicator_is_constant"):
            method()
    with pytest.raises(MethodError, match="indicator_is_constant"):
        entropy_weights([[1.0, 1.0], [1.0, 1.0]])


def test_what_the_methods_refuse() -> None:
    with pytest.raises(MethodError, match="negative_value"):
        entropies([[1.0], [-1.0]])
    with pytest.raises(MethodError, match="not_positive"):
        entropies([[0.0], [0.0]])
    with pytest.raises(MethodError, match="not_finite"):
        entropies([[float("nan")], [1.0]])
    with pytest.raises(MethodError, match="wrong_shape"):
        entropies([1.0, 2.0])
    with pytest.raises(MethodError, match="wrong_shape"):
        critic_information(DATA, [1])
    with pytest.raises(MethodError, match="wrong_direction"):
        critic_information(DATA, [1, 0, 1])
    with pytest.raises(MethodError, match="nothing_to_tell_apart"):
        critic_weights([[1.0, 2.0], [2.0, 4.0]], [1, 1])
