"""This room is for tests of taking survey estimates to the rules."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from scoring.indicators.inputs import survey_inputs
from scoring.indicators.survey_readings import estimate_rows, readings_of_survey
from scoring.moments.estimates import ContractEstimates
from scoring.plan import Plan, Thresholds


def estimates_of(plan: Plan, **changes: Any) -> ContractEstimates:
    """Sixty answers in ten villages to every variable: mean 74.9, variance 4."""
    codes = tuple(variable.code for variable in plan.variables)
    covariance = np.eye(len(codes)) * 4.0
    plain = ContractEstimates(
        contract="K1",
        submitted=62,
        answers=60,
        excluded=2,
        psus=10,
        effective_answers=55.0,
        degrees_of_freedom=9.0,
        variables=codes,
        raw=np.full(len(codes), 74.9),
        adjusted=np.full(len(codes), 76.0),
        covariance_raw=covariance,
        covariance_adjusted=covariance * 2,
        covariance_clients=covariance / 2,
        answers_by_variable=np.full(len(codes), 60),
        psus_by_variable=np.full(len(codes), 10),
        is_binary=(False,) * len(codes),
        successes=np.zeros(len(codes), np.int64),
        missing_counts={},
        missing_adjusters={},
        reasons={},
        is_adjusted=False,
    )
    return replace(plain, **changes)


def test_the_estimate_of_record_enters_as_the_decimal_it_prints(plan_t: Plan) -> None:
    raw = readings_of_survey(plan_t, estimates_of(plan_t))
    adjusted = readings_of_survey(plan_t, estimates_of(plan_t, is_adjusted=True))

    assert set(raw) == set(survey_inputs(plan_t))
    assert (raw["T-A101"].value, raw["T-A101"].variance) == (Fraction("74.9"), 4.0)
    assert (adjusted["T-A101"].value, adjusted["T-A101"].variance) == (Fraction(76), 8.0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"answers": 0, "answers_by_variable": np.zeros(8, int)}, "no_answers"),
        ({"answers_by_variable": np.full(8, 29)}, "too_few_answers"),
        ({"psus_by_variable": np.full(8, 2)}, "too_few_psus"),
    ],
)
def test_below_a_threshold_a_reading_is_blank_with_its_reason(
    plan_t: Plan, changes: dict[str, Any], reason: str
) -> None:
    reading = readings_of_survey(plan_t, estimates_of(plan_t, **changes))["T-A101"]

    assert (reading.value, reading.reason) == (None, reason)


def test_thresholds_are_those_of_the_plan(plan_t: Plan) -> None:
    plan = replace(plan_t, thresholds=Thresholds(minimum_answers=61))

    assert readings_of_survey(plan, estimates_of(plan))["T-A101"].reason == "too_few_answers"


def test_rounding_noise_cannot_lift_full_marks_above_100(plan_t: Plan) -> None:
    raw = np.full(8, 100.00000000000001)

    assert readings_of_survey(plan_t, estimates_of(plan_t, raw=raw))["T-A101"].value == 100


def test_raw_and_adjusted_stand_beside_each_other_and_the_record_is_one_of_them(
    plan_t: Plan,
) -> None:
    row = estimate_rows(plan_t, estimates_of(plan_t, is_adjusted=True))[0]

    assert (row.raw, row.adjusted, row.official) == (74.9, 76.0, 76.0)
    assert row.standard_error == pytest.approx(8**0.5)


def test_a_mean_of_very_few_is_not_written_down(plan_t: Plan) -> None:
    shown = estimate_rows(plan_t, estimates_of(plan_t, answers_by_variable=np.full(8, 10)))[0]
    hidden = estimate_rows(plan_t, estimates_of(plan_t, answers_by_variable=np.full(8, 9)))[0]

    assert (shown.official, shown.raw, shown.reason) == (None, 74.9, "too_few_answers")
    assert (hidden.raw, hidden.answers) == (None, 9)
