"""This room is for the rates of a wave: each by its usual name, contracts and all together."""

import pytest

from surveys.queries.response_rates import outcomes_in, rate_lines
from surveys.queries.tallies import ContractTally

WORKED = {"1.1": 420, "1.2": 20, "2.11": 60, "2.2": 110, "2.32": 30, "3.2": 60, "4.1": 160}


def tally(code: str, dispositions: dict[str, int]) -> ContractTally:
    return ContractTally(1, code, code, dispositions, dispositions.get("1.1", 0), {})


def test_the_rates_are_those_of_the_standard_definitions() -> None:
    rates = rate_lines([tally("C1", WORKED)])[0].rates
    expected = {
        "RR1": 0.6000,
        "RR2": 0.6286,
        "RR3": 0.6105,
        "RR4": 0.6395,
        "RR5": 0.6563,
        "RR6": 0.6875,
        "COOP1": 0.7925,
        "REF1": 0.0857,
        "CON1": 0.7571,
    }
    assert {name: figure.value for name, figure in rates.items()} == pytest.approx(
        expected, abs=5e-5
    )


def test_several_contracts_get_a_line_for_all_together() -> None:
    lines = rate_lines([tally("C1", WORKED), tally("C2", {"1.1": 5, "3.11": 5})])
    assert [line.code for line in lines] == ["C1", "C2", ""]
    assert lines[2].outcomes.interview == 425
    assert lines[1].rates["RR1"].value == 0.5


def test_where_nobody_was_worked_the_rates_are_blank_or_nought_and_never_fail() -> None:
    line = rate_lines([tally("C1", {})])[0]
    assert all(figure.value is None for figure in line.rates.values())
    assert outcomes_in({"3.11": 4}).unknown == 4
