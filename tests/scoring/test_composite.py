"""This room is for tests of the composite's variance."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.composite import Composite, SurveyCovariance, compose, independent_variance
from scoring.errors import MethodError
from scoring.indicators.inputs import measure_inputs, survey_inputs
from scoring.indicators.outcomes import score_indicators
from scoring.indicators.readings import Reading, sampled_reading
from scoring.plan import Plan

VALUE = {"percent": 95, "points": 80, "hours": 24, "count": 0, "yes_no": 1}
# Survey inputs whose rules are straight around 70: their slope is weight / 100.
STRAIGHT = ("T-A101", "T-A102", "T-A103", "T-A104", "T-A105", "T-A201")


def composed(plan: Plan, matrix: np.ndarray, **changes: Reading) -> Composite:
    codes = survey_inputs(plan)
    readings = {
        code: Reading(Fraction(70), float(matrix[place, place])) for place, code in enumerate(codes)
    }
    for measure in measure_inputs(plan):
        readings[measure.input] = Reading(Fraction(VALUE[measure.unit]))
    readings |= {code.replace("_", "-"): reading for code, reading in changes.items()}
    return compose(plan, score_indicators(plan, readings), SurveyCovariance(codes, matrix))


def survey_matrix(plan: Plan, correlation: float) -> np.ndarray:
    """Covariances of the straight inputs: variance 4 each, all correlated alike."""
    codes = survey_inputs(plan)
    is_straight = np.array([code in STRAIGHT for code in codes])
    matrix = np.where(np.eye(len(codes)) > 0, 4.0, 4.0 * correlation)
    return np.asarray(matrix * np.outer(is_straight, is_straight))


@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
def test_the_variance_is_that_of_the_weighted_sum_with_covariances(
    plan_t: Plan, correlation: float
) -> None:
    weights = np.array([5, 5, 5, 7, 4, 10]) / 100
    within = 4 * (weights @ weights) * (1 - correlation)
    expected = within + 4 * correlation * weights.sum() ** 2

    assert composed(plan_t, survey_matrix(plan_t, correlation)).variance == pytest.approx(expected)


def test_a_sampled_measure_adds_its_own_variance(plan_t: Plan) -> None:
    matrix = survey_matrix(plan_t, 0.5)
    plain = composed(plan_t, matrix)
    sampled = composed(plan_t, matrix, T_B401=sampled_reading(45, 50))
    row = next(row for row in sampled.indicators if row.code == "T-B401")

    assert row.standard_error is not None
    assert row.standard_error > 0
    assert sampled.variance == pytest.approx(plain.variance + row.standard_error**2)
    assert sampled.independent_variance == pytest.approx(row.standard_error**2)


def test_parts_that_share_a_measure_move_together(plan_t: Plan) -> None:
    outcome = score_indicators(
        plan_t,
        {code: Reading(Fraction(70)) for code in survey_inputs(plan_t)}
        | {m.input: Reading(Fraction(VALUE[m.unit])) for m in measure_inputs(plan_t)}
        | {"T-D101": Reading(Fraction(80), 4.0)},
    )
    row = next(row for row in outcome.indicators if row.indicator.code == "T-D101")

    # Slope 0.06: once alone 0.0144, twice in step four times as much instead of twice.
    assert independent_variance(row.parts) == pytest.approx(0.0144)
    assert independent_variance(row.parts * 2) == pytest.approx(4 * 0.0144)


def test_steps_that_read_one_sample_jump_together(plan_t: Plan) -> None:
    sampled = sampled_reading(57, 60)
    outcome = score_indicators(
        plan_t,
        {code: Reading(Fraction(70)) for code in survey_inputs(plan_t)}
        | {m.input: Reading(Fraction(VALUE[m.unit])) for m in measure_inputs(plan_t)}
        | {"T-B201": sampled},
    )
    row = next(row for row in outcome.indicators if row.indicator.code == "T-B201")
    once = independent_variance(row.parts)

    assert row.parts[0].spread.residual_variance > 0
    assert independent_variance(row.parts * 2) == pytest.approx(4 * once)


def test_subtotals_covary_as_their_survey_inputs_do(plan_t: Plan) -> None:
    result = composed(plan_t, survey_matrix(plan_t, 0.5), T_B401=sampled_reading(45, 50))

    assert result.dimension_covariance.sum() == pytest.approx(result.variance)
    assert np.sqrt(np.diag(result.dimension_covariance)) == pytest.approx(
        [row.standard_error for row in result.dimensions]
    )


def test_the_total_is_the_exact_sum_of_rows_and_the_printed_one_of_printed_rows(
    plan_t: Plan,
) -> None:
    result = composed(plan_t, survey_matrix(plan_t, 0.0))

    assert result.total == pytest.approx(sum(row.points or 0 for row in result.indicators))
    assert result.printed == sum(row.printed for row in result.indicators if row.printed)


def test_a_survey_input_without_a_covariance_is_refused(plan_t: Plan) -> None:
    readings = {code: Reading(Fraction(70)) for code in survey_inputs(plan_t)}
    readings |= {m.input: Reading(Fraction(VALUE[m.unit])) for m in measure_inputs(plan_t)}

    with pytest.raises(MethodError, match="unknown_variable"):
        compose(plan_t, score_indicators(plan_t, readings), SurveyCovariance((), np.zeros((0, 0))))


@given(correlation=st.floats(0, 1), other=st.floats(0, 1))
def test_more_correlation_never_makes_the_total_more_certain(
    plan_t: Plan, correlation: float, other: float
) -> None:
    low, high = sorted((correlation, other))

    assert (
        composed(plan_t, survey_matrix(plan_t, low)).variance
        <= composed(plan_t, survey_matrix(plan_t, high)).variance + 1e-12
    )


def test_over_many_surveys_totals_vary_as_the_error_says(plan_t: Plan) -> None:
    rng = np.random.default_rng(20240607)
    codes = survey_inputs(plan_t)
    truth = np.array([82.0, 78, 75, 88, 90, 80, 61, 55])
    errors = np.array([2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 5, 8])
    matrix = np.where(np.eye(len(codes)) > 0, 1.0, 0.5) * np.outer(errors, errors)
    fixed = {m.input: Reading(Fraction(VALUE[m.unit])) for m in measure_inputs(plan_t)}
    totals, variances = [], []
    for drawn in rng.multivariate_normal(truth, matrix, size=500).clip(0, 100):
        pairs = zip(codes, drawn, np.diag(matrix), strict=True)
        readings = {code: Reading(Fraction(mean), float(v)) for code, mean, v in pairs}
        readings |= fixed | {
            "T-B201": sampled_reading(int(rng.binomial(60, 0.967)), 60),
            "T-B202": sampled_reading(int(rng.binomial(300, 0.982)), 300),
            "T-C202-closed": sampled_reading(int(rng.binomial(40, 0.95)), 40),
        }
        outcome = score_indicators(plan_t, readings)
        result = compose(plan_t, outcome, SurveyCovariance(codes, matrix))
        totals.append(result.total)
        variances.append(result.variance)

    assert np.std(totals) == pytest.approx(np.sqrt(np.mean(variances)), rel=0.08)
