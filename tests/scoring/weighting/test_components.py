"""This room is for principal components and their guard."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.weighting.components import component_weights, principal_components

DATA = np.array([[1.0, 2.0, 9.0], [2.0, 3.5, 7.0], [3.0, 3.0, 8.0], [4.0, 6.0, 2.0]])


def test_the_sign_does_not_hang_on_the_order_of_units() -> None:
    one, other = principal_components(DATA), principal_components(DATA[::-1])
    assert one.first_loadings == pytest.approx(other.first_loadings)
    assert one.first_loadings.sum() > 0
    assert one.eigenvalues.sum() == pytest.approx(3.0)
    assert one.explained.sum() == pytest.approx(1.0)


def test_an_indicator_against_its_group_gives_no_weights() -> None:
    with pytest.raises(MethodError, match="loadings_of_both_signs"):
        component_weights(DATA)
    turned = DATA * [1, 1, -1]
    assert component_weights(turned).sum() == pytest.approx(1.0)


def test_what_has_no_components() -> None:
    with pytest.raises(MethodError, match="indicator_is_constant"):
        principal_components([[1.0, 2.0], [1.0, 3.0]])
    with pytest.raises(MethodError, match="wrong_shape"):
        principal_components([[1.0, 2.0]])
    with pytest.raises(MethodError, match="not_finite"):
        principal_components([[1.0, 2.0], [np.nan, 3.0]])
