"""This room is for tests of scoring the indicators of one contract."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.indicators.inputs import measure_inputs, survey_inputs
from scoring.indicators.outcomes import IndicatorOutcome, score_indicators
from scoring.indicators.readings import NOT_APPLICABLE, Reading, blank, sampled_reading
from scoring.plan import Plan

VALUE = {"percent": 95, "points": 80, "hours": 24, "count": 0, "yes_no": 1, "price": 100}


def all_readings(plan: Plan, **changes: Reading) -> dict[str, Reading]:
    readings = {code: Reading(Fraction(80), 4.0) for code in survey_inputs(plan)}
    for measure in measure_inputs(plan):
        readings[measure.input] = Reading(Fraction(VALUE[measure.unit]))
    return readings | {code.replace("_", "-"): reading for code, reading in changes.items()}


def row_of(plan: Plan, code: str, readings: dict[str, Reading]) -> IndicatorOutcome:
    rows = score_indicators(plan, readings).indicators
    return next(row for row in rows if row.indicator.code == code)


def test_a_part_without_a_value_gives_its_points_to_its_sister(plan_t: Plan) -> None:
    readings = all_readings(plan_t, T_C202_resolved=blank("too_few_answers"))
    row = row_of(plan_t, "T-C202", readings)

    assert row.reason is None
    assert row.points == 4 * Fraction(95, 100)
    assert [part.maximum for part in row.parts] == [4, 2]


def test_a_small_part_does_not_speak_for_a_large_one_that_lacks_answers(
    template_plain: Callable[..., dict[str, Any]],
) -> None:
    plain = template_plain("T")
    leaf = next(
        leaf
        for dimension in plain["dimensions"]
        for group in dimension["groups"]
        for leaf in group["indicators"]
        if leaf["code"] == "T-C202"
    )
    leaf["parts"][0]["points"], leaf["parts"][1]["points"] = "1", "3"
    plan = Plan.from_plain(plain)
    missing = all_readings(plan, T_C202_resolved=blank("too_few_answers"))
    unasked = all_readings(plan, T_C202_resolved=blank(NOT_APPLICABLE))

    assert row_of(plan, "T-C202", missing).reason == "too_few_answers"
    assert score_indicators(plan, missing).reasons == ("too_few_answers",)
    assert row_of(plan, "T-C202", unasked).points == 4 * Fraction(95, 100)


def test_an_indicator_blank_for_want_of_answers_keeps_its_weight_and_the_total_blank(
    plan_t: Plan,
) -> None:
    outcome = score_indicators(plan_t, all_readings(plan_t, T_A101=blank("too_few_answers")))

    assert outcome.reasons == ("too_few_answers",)
    assert outcome.indicators[0].effective_weight == 5
    assert outcome.indicators[0].printed is None


def test_what_does_not_apply_leaves_the_total_in_place(plan_t: Plan) -> None:
    outcome = score_indicators(plan_t, all_readings(plan_t, T_B201=blank(NOT_APPLICABLE)))

    assert outcome.reasons == ()
    assert sum(row.effective_weight for row in outcome.indicators) == 100


def test_a_stretched_rule_keeps_its_shape(plan_t: Plan) -> None:
    without = all_readings(plan_t, T_B202=blank(NOT_APPLICABLE))
    plain = row_of(plan_t, "T-B201", all_readings(plan_t))
    stretched = row_of(plan_t, "T-B201", without)

    assert stretched.points == (plain.points or 0) * Fraction(13, 8)


def test_a_dimension_that_does_not_apply_blanks_the_contract(plan_t: Plan) -> None:
    codes = ("T-D101", "T-D102", "T-D103", "T-D104")
    readings = all_readings(plan_t) | dict.fromkeys(codes, blank(NOT_APPLICABLE))

    assert score_indicators(plan_t, readings).reasons == ("dimension_not_applicable",)


def test_misappropriation_costs_all_points_of_the_indicator(plan_t: Plan) -> None:
    counts = {
        "T-C301.minor": Reading(Fraction(1)),
        "T-C301.major": Reading(Fraction(0)),
        "T-C301.misappropriation": Reading(Fraction(1)),
    }

    assert row_of(plan_t, "T-C301", all_readings(plan_t) | counts).points == 0


def test_a_class_of_deductions_is_counted_in_whole_numbers(plan_t: Plan) -> None:
    readings = all_readings(plan_t) | {"T-C301.minor": Reading(Fraction(1, 2))}

    with pytest.raises(MethodError, match="value_outside_rule"):
        score_indicators(plan_t, readings)


def test_a_sampled_measure_has_a_spread_and_a_full_count_has_none(plan_t: Plan) -> None:
    sampled = row_of(plan_t, "T-B201", all_readings(plan_t, T_B201=sampled_reading(58, 60)))
    counted = row_of(plan_t, "T-B201", all_readings(plan_t))

    assert sampled.parts[0].spread.method == "exact"
    assert counted.parts[0].spread.method == "deterministic"


def test_an_input_that_nobody_read_is_named(plan_t: Plan) -> None:
    readings = all_readings(plan_t)
    del readings["T-B101"]

    with pytest.raises(MethodError) as caught:
        score_indicators(plan_t, readings)

    assert (caught.value.code, caught.value.parameters["allowed"]) == ("reading_missing", "T-B101")


def test_without_a_stated_price_the_lowest_of_all_contracts_earns_all_points(
    template_plain: Callable[..., dict[str, Any]],
) -> None:
    plain = template_plain("T")
    part = {"kind": "LOWP", "points": "6", "source": "AD", "input": "T-B101"}
    plain["dimensions"][1]["groups"][0]["indicators"][0]["parts"] = [part]
    plan = Plan.from_plain(plain)
    readings = all_readings(plan) | {"T-B101": Reading(Fraction(120))}
    outcome = score_indicators(plan, readings, {"T-B101": Fraction(90)})

    row = next(row for row in outcome.indicators if row.indicator.code == "T-B101")
    assert row.printed == Decimal("4.50")


def test_a_price_below_the_stated_lowest_earns_no_more_than_the_weight(
    template_plain: Callable[..., dict[str, Any]],
) -> None:
    plain = template_plain("T")
    part: dict[str, Any] = {"kind": "LOWP", "points": "6", "source": "AD", "input": "T-B101"}
    part["parameters"] = {"lowest": "98"}
    plain["dimensions"][1]["groups"][0]["indicators"][0]["parts"] = [part]
    plan = Plan.from_plain(plain)
    readings = all_readings(plan) | {"T-B101": Reading(Fraction(90))}

    with pytest.raises(MethodError, match="value_outside_rule"):
        score_indicators(plan, readings)


@given(data=st.data())
def test_points_stay_within_the_weight_an_indicator_carries(
    plan_t: Plan, data: st.DataObject
) -> None:
    readings = all_readings(plan_t)
    for code in data.draw(st.sets(st.sampled_from(sorted(readings)))):
        readings[code] = blank(NOT_APPLICABLE)
    outcome = score_indicators(plan_t, readings)

    for row in outcome.indicators:
        assert row.points is None or 0 <= row.points <= row.effective_weight
    if not outcome.reasons:
        assert sum(row.effective_weight for row in outcome.indicators) == 100
