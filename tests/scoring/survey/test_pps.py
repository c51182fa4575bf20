"""Tests of unequal probabilities: symmetry, the size measure itself, and what is refused."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.survey.pps import METHODS, pps_design
from scoring.survey.totals import weighted_total

CHANCES = np.array([0.9, 0.3, 0.2, 0.4, 0.2])
VALUES = np.array([8.0, 4.0, 1.0, 5.0, 2.0])


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_units_changes_nothing(method: str) -> None:
    total = weighted_total(pps_design(CHANCES, method), VALUES)
    turned = weighted_total(pps_design(CHANCES[::-1], method), VALUES[::-1])
    assert turned.covariance == pytest.approx(total.covariance)


@pytest.mark.parametrize("method", ["brewer", "with_replacement"])
def test_a_variable_in_proportion_to_the_size_is_known_without_error(method: str) -> None:
    total = weighted_total(pps_design(CHANCES, method), CHANCES * 7)
    assert total.covariance[0, 0] == pytest.approx(0, abs=1e-20)


def test_a_unit_taken_with_certainty_adds_nothing_of_its_own_after_brewer() -> None:
    design = pps_design(np.array([1.0, 0.5, 0.5, 0.5]))
    deviations = np.array([1.0, 0.0, 0.0, 0.0]) - 0.25
    expected = 4 / 3 * (deviations[1:] ** 2 * 0.5).sum()
    assert design.covariance(np.array([[1.0], [0], [0], [0]]))[0, 0] == pytest.approx(expected)


def test_without_replacement_is_more_precise_than_with() -> None:
    brewer = weighted_total(pps_design(CHANCES), VALUES)
    replaced = weighted_total(pps_design(CHANCES, "with_replacement"), VALUES)
    assert brewer.standard_errors < replaced.standard_errors
    assert brewer.degrees_of_freedom == replaced.degrees_of_freedom == 4
    assert pps_design(CHANCES, "overton").degrees_of_freedom == 4


def test_a_negative_variance_is_never_passed_on() -> None:
    total = weighted_total(pps_design(CHANCES, "overton"), CHANCES * 7)
    assert total.covariance[0, 0] < 0
    with pytest.raises(MethodError, match="variance_negative"):
        _ = total.standard_errors


def test_what_is_no_probability_is_refused() -> None:
    for wrong in ([0.5, 0.0], [0.5, 1.1], [0.5, np.nan]):
        with pytest.raises(MethodError, match="probability_out_of_range"):
            pps_design(np.array(wrong))
    with pytest.raises(MethodError, match="wrong_shape"):
        pps_design(np.array([0.5]))
    with pytest.raises(MethodError, match="unknown_method"):
        pps_design(CHANCES, "sampford")
    with pytest.raises(MethodError, match="negative_value"):
        pps_design(CHANCES, "hartley_rao", square_sum=-1.0)
