"""This room is for tests of each kind of rule, at its edges above all."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError, PlanError
from scoring.indicators.rules import RULES, check_value, class_deductions, curve_of, unit_of
from scoring.plan import Part

ACCURACY = [["98", "8"], ["95", "7"], ["90", "5"], ["85", "3"]]


def part(kind: str, points: str, **parameters: Any) -> Part:
    return Part(kind, Decimal(points), "AD", "X", parameters)


def points_of(rule: Part, value: str, lowest: str | None = None) -> Fraction:
    least = None if lowest is None else Fraction(lowest)
    return curve_of(rule, "X", least).at(Fraction(value))


@pytest.mark.parametrize(
    ("rule", "value", "points"),
    [
        (part("SAT", "5"), "74.9", "3.745"),
        (part("RATE", "6", target="100", floor="60"), "97.5", "5.85"),
        (part("RATE", "6", target="100", floor="60"), "60", "3.6"),
        (part("RATE", "6", target="100", floor="60"), "59.99", "0"),
        (part("RATE", "6", target="100", floor="60"), "120", "6"),
        (part("RATE", "2", target="100", floor="100"), "99.9", "0"),
        (part("STEP", "8", bands=ACCURACY), "98", "8"),
        (part("STEP", "8", bands=ACCURACY), "97.99", "7"),
        (part("STEP", "8", bands=ACCURACY), "95", "7"),
        (part("STEP", "8", bands=ACCURACY), "85", "3"),
        (part("STEP", "8", bands=ACCURACY), "84.99", "0"),
        (part("STEP", "1", bands=[["20", "1"], ["35", "0.5"]], side="at_most"), "20", "1"),
        (part("STEP", "1", bands=[["20", "1"], ["35", "0.5"]], side="at_most"), "20.1", "0.5"),
        (part("STEP", "1", bands=[["20", "1"], ["35", "0.5"]], side="at_most"), "35", "0.5"),
        (part("STEP", "1", bands=[["20", "1"], ["35", "0.5"]], side="at_most"), "36", "0"),
        (part("DED", "3", each="0.1"), "4", "2.6"),
        (part("DED", "3", each="0.1"), "31", "0"),
        (part("PANEL", "3"), "72", "2.16"),
        (part("BIN", "3"), "1", "3"),
        (part("BIN", "3"), "0", "0"),
        (part("MEAN_UNITS", "4", floor="50"), "91.67", "3.6668"),
        (part("MEAN_UNITS", "4", floor="50"), "49", "0"),
        (part("COUNT", "2", each="0.4"), "4", "1.6"),
        (part("COUNT", "6", each="2"), "5", "6"),
    ],
)
def test_each_rule_gives_the_points_it_states(rule: Part, value: str, points: str) -> None:
    assert points_of(rule, value) == Fraction(points)


@pytest.mark.parametrize(("price", "printed"), [("98", 10.0), ("100", 9.8), ("112.5", 8.7111)])
def test_the_lowest_price_earns_all_points_and_others_in_proportion(
    price: str, printed: float
) -> None:
    assert float(points_of(part("LOWP", "10"), price, lowest="98")) == pytest.approx(printed, 1e-4)


def test_classes_of_deductions_have_their_own_costs_and_one_may_cost_everything() -> None:
    costs = class_deductions(
        {"classes": {"minor": "0.5", "major": "2", "misappropriation": "all"}}, Fraction(4), "C301"
    )

    assert costs == {
        "minor": Fraction(1, 2),
        "major": Fraction(2),
        "misappropriation": Fraction(4),
    }


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (part("GUESS", "5"), "unknown_rule"),
        (part("SAT", "0"), "points_not_positive"),
        (part("SAT", "5", target="100"), "unknown_rule_parameter"),
        (part("RATE", "5"), "missing_rule_parameter"),
        (part("RATE", "5", target="80", floor="90"), "wrong_rule_parameter"),
        (part("RATE", "5", target="80", unit="furlongs"), "wrong_rule_parameter"),
        (part("STEP", "8"), "missing_rule_parameter"),
        (part("STEP", "8", bands=[["95", "7"], ["98", "8"]]), "wrong_rule_parameter"),
        (part("STEP", "8", bands=[["98", "7"], ["95", "8"]]), "wrong_rule_parameter"),
        (part("STEP", "8", bands=[["98", "9"]]), "wrong_rule_parameter"),
        (part("STEP", "8", bands=[["98", "-1"]]), "wrong_rule_parameter"),
        (part("DED", "3"), "missing_rule_parameter"),
        (part("DED", "3", each="0.1", classes={"minor": "1"}), "wrong_rule_parameter"),
        (part("DED", "3", classes={}), "wrong_rule_parameter"),
        (part("DED", "3", classes={"minor": "0"}), "wrong_rule_parameter"),
        (part("MEAN_UNITS", "3", floor="101"), "wrong_rule_parameter"),
        (part("LOWP", "3"), "missing_rule_parameter"),
        (part("COUNT", "3", each="0"), "wrong_rule_parameter"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(rule: Part, code: str) -> None:
    with pytest.raises(PlanError) as caught:
        curve_of(rule, "X")

    assert caught.value.code == code
    assert str(caught.value.parameters["where"]).startswith("X")


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (part("SAT", "5"), "100.1"),
        (part("SAT", "5"), "-1"),
        (part("STEP", "8", bands=ACCURACY), "101"),
        (part("BIN", "3"), "2"),
        (part("BIN", "3"), "0.5"),
        (part("COUNT", "2", each="0.4"), "2.5"),
        (part("DED", "3", each="0.1"), "-1"),
        (part("LOWP", "3", lowest="9"), "0"),
    ],
)
def test_an_input_outside_the_domain_of_its_rule_is_refused(rule: Part, value: str) -> None:
    with pytest.raises(MethodError, match="value_outside_rule"):
        check_value(rule, Fraction(value), "K1/X")


def test_a_rate_may_exceed_its_target_and_a_number_of_hours_100() -> None:
    check_value(part("RATE", "5", target="100"), Fraction(105), "X")
    check_value(part("STEP", "1", bands=[["24", "1"]], unit="hours"), Fraction(160), "X")


def test_units_are_those_of_the_kind_unless_the_part_names_another() -> None:
    assert unit_of(part("RATE", "5", target="100")) == "percent"
    assert unit_of(part("RATE", "5", target="24", unit="hours")) == "hours"
    assert unit_of(part("BIN", "5")) == "yes_no"


VALID = {
    "SAT": {},
    "RATE": {"target": "80", "floor": "30"},
    "STEP": {"bands": [["80", "5"], ["60", "2"]]},
    "DED": {"each": "0.1"},
    "PANEL": {},
    "LOWP": {"lowest": "1"},
    "BIN": {},
    "MEAN_UNITS": {"floor": "50"},
    "COUNT": {"each": "0.4"},
}


@given(kind=st.sampled_from(sorted(RULES)), value=st.integers(0, 100))
def test_no_rule_leaves_zero_to_its_points(kind: str, value: int) -> None:
    rule = part(kind, "5", **VALID[kind])
    points = curve_of(rule, "X").at(Fraction(max(value, 1) if kind == "LOWP" else value))

    assert points >= 0
    assert points <= 5
