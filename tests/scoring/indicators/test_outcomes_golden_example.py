"""This room is for the worked example that a reader can follow by hand, row by row."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.indicators.inputs import measure_inputs, survey_inputs
from scoring.indicators.outcomes import ContractOutcome, score_indicators
from scoring.indicators.readings import Reading, sampled_reading
from scoring.indicators.rounding import band_of, footed
from scoring.plan import Plan

VALUES = {
    "T-A101": "82.35",
    "T-A102": "78.1",
    "T-A103": "74.9",
    "T-A104": "88.25",
    "T-A105": "90.5",
    "T-A201": "80.45",
    "T-B101": "97.5",
    "T-B201": "96.7",
    "T-B202": "98.2",
    "T-B301": "93.4",
    "T-B401": "88",
    "T-B402": "61",
    "T-C101": "91.67",
    "T-C102-training": "24",
    "T-C102-turnover": "30",
    "T-C201": "4",
    "T-C202-closed": "95",
    "T-C301.minor": "1",
    "T-C301.major": "0",
    "T-C301.misappropriation": "0",
    "T-C401": "1",
    "T-D101": "86",
    "T-D102": "83.3",
    "T-D103": "4",
    "T-D104": "72",
}
ROWS = {
    "A": "4.12 3.91 3.75 6.18 3.62 8.05",
    "B": "5.85 7.00 4.96 4.67 2.64 2.29",
    "C": "3.67 1.50 2.60 3.00 3.50 3.00",
    "D": "5.16 2.50 1.60 2.16",
}
SUBTOTALS = {"A": "29.63", "B": "27.41", "C": "17.27", "D": "11.42"}


@pytest.fixture(scope="module")
def outcome(plan_t: Plan) -> ContractOutcome:
    readings = {code: Reading(Fraction(value)) for code, value in VALUES.items()}
    readings["T-C202-resolved"] = sampled_reading(17, 31)
    return score_indicators(plan_t, readings)


def printed_of(outcome: ContractOutcome, dimension: str) -> list[Decimal]:
    return [
        row.printed
        for row in outcome.indicators
        if row.dimension.code == dimension and row.printed is not None
    ]


@pytest.mark.parametrize("dimension", sorted(ROWS))
def test_every_printed_row_is_as_worked_by_hand(outcome: ContractOutcome, dimension: str) -> None:
    expected = [Decimal(row) for row in ROWS[dimension].split()]

    assert printed_of(outcome, dimension) == expected


@pytest.mark.parametrize("dimension", sorted(SUBTOTALS))
def test_subtotals_are_the_sums_of_their_printed_rows(
    outcome: ContractOutcome, dimension: str
) -> None:
    assert footed(printed_of(outcome, dimension)) == Decimal(SUBTOTALS[dimension])


def test_the_total_is_85_73_and_good(outcome: ContractOutcome, plan_t: Plan) -> None:
    total = footed(row.printed for row in outcome.indicators if row.printed is not None)

    assert total == Decimal("85.73")
    assert band_of(total, plan_t.bands).name["zh"] == "良"


def test_a_row_that_ends_in_an_exact_half_is_rounded_up(outcome: ContractOutcome) -> None:
    row = next(row for row in outcome.indicators if row.indicator.code == "T-A103")

    assert row.points == Fraction("3.745")
    assert row.printed == Decimal("3.75")


def test_the_example_answers_every_input_of_the_plan(plan_t: Plan) -> None:
    asked = {*survey_inputs(plan_t), *(measure.input for measure in measure_inputs(plan_t))}

    assert asked == {*VALUES, "T-C202-resolved"}
