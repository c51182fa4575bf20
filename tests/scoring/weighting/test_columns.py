"""This room is for complete columns."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.weighting.columns import column_spans, complete_columns, unit_deviations


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e200])
def test_what_cannot_be_squared_is_refused(number: float) -> None:
    with pytest.raises(MethodError, match="not_finite"):
        complete_columns([[number], [1.0]])


def test_float_noise_is_no_variation() -> None:
    with pytest.raises(MethodError, match="indicator_is_constant"):
        column_spans(np.array([[0.1 + 0.2], [0.3]]))


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e140])
def test_lengths_scale_with_the_units_and_directions_do_not(scale: float) -> None:
    data = np.array([[1.0, 5.0], [2.0, 1.0], [4.0, 3.0]])
    off, lengths = unit_deviations(data * scale)
    plain, plain_lengths = unit_deviations(data)
    assert off == pytest.approx(plain)
    assert lengths / scale == pytest.approx(plain_lengths)
