"""This room is for tests of reading the parameters of rules."""

from fractions import Fraction
from typing import Any

import pytest

from scoring.errors import PlanError
from scoring.indicators.parameters import (
    choice,
    exact,
    not_negative,
    pairs,
    positive,
    refuse_unknown,
)


def test_a_decimal_string_is_read_exactly() -> None:
    assert exact("0.1", "part.each") == Fraction(1, 10)


@pytest.mark.parametrize("plain", [0.1, True, None, "ten", "NaN", "Infinity", ["1"]])
def test_anything_but_a_finite_decimal_string_is_refused_with_its_place(plain: Any) -> None:
    with pytest.raises(PlanError) as caught:
        exact(plain, "T-C201.each")

    assert caught.value.code == "wrong_rule_parameter"
    assert caught.value.parameters["where"] == "T-C201.each"


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(PlanError) as caught:
        positive({}, "target", "T-B101")

    assert (caught.value.code, caught.value.parameters["allowed"]) == (
        "missing_rule_parameter",
        "target",
    )


@pytest.mark.parametrize("plain", ["0", "-1"])
def test_a_target_must_lie_above_zero(plain: str) -> None:
    with pytest.raises(PlanError, match="wrong_rule_parameter"):
        positive({"target": plain}, "target", "T-B101")


def test_an_absent_floor_is_zero_and_a_negative_one_refused() -> None:
    assert not_negative({}, "floor", "T-B101") == 0
    with pytest.raises(PlanError, match="wrong_rule_parameter"):
        not_negative({"floor": "-5"}, "floor", "T-B101")


def test_an_absent_choice_is_the_first_and_an_unknown_one_refused() -> None:
    assert choice({}, "side", ("at_least", "at_most"), "x") == "at_least"
    with pytest.raises(PlanError, match="wrong_rule_parameter"):
        choice({"side": "around"}, "side", ("at_least", "at_most"), "x")


@pytest.mark.parametrize("rows", [None, [], "98", ["98", "8"], [["98"]], [["98", "x"]]])
def test_a_table_of_bands_needs_pairs_of_decimals(rows: Any) -> None:
    with pytest.raises(PlanError, match="rule_parameter"):
        pairs({"bands": rows}, "bands", "T-B201")


def test_a_parameter_the_rule_does_not_know_is_refused() -> None:
    with pytest.raises(PlanError, match="unknown_rule_parameter"):
        refuse_unknown({"targt": "100"}, ("target",), "T-B101")
