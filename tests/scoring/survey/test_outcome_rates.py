"""Tests of outcome rates: the worked example of fieldwork practice, order and blanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.indicators.rounding import half_up
from scoring.survey.outcome_rates import (
    contact_rate,
    cooperation_rate,
    refusal_rate,
    response_rate_of_eligible,
    response_rate_of_known,
    response_rate_with_partials,
)
from scoring.survey.response_rates import Outcomes, response_rate

# 40 cases of unknown eligibility in households, 20 others.
WORKED = Outcomes(420, 20, 60, 110, 30, 40 + 20)
COUNTS = st.integers(0, 500)


def rate(figure: object) -> float:
    value = getattr(figure, "value", None)
    assert isinstance(value, float)
    return value


def test_the_worked_example() -> None:
    found = {
        "RR1": response_rate(WORKED),
        "RR2": response_rate_with_partials(WORKED),
        "RR3": response_rate_of_eligible(WORKED, 0.8),
        "RR5": response_rate_of_known(WORKED),
        "COOP1": cooperation_rate(WORKED),
        "REF1": refusal_rate(WORKED),
        "CON1": contact_rate(WORKED),
    }
    assert {name: str(half_up(rate(figure) * 100)) for name, figure in found.items()} == {
        "RR1": "60.00",
        "RR2": "62.86",
        "RR3": "61.05",
        "RR5": "65.63",
        "COOP1": "79.25",
        "REF1": "8.57",
        "CON1": "75.71",
    }
    assert rate(found["RR5"]) == 0.65625


@given(st.builds(Outcomes, st.integers(1, 500), COUNTS, COUNTS, COUNTS, COUNTS, COUNTS))
def test_the_rates_stand_in_their_order(outcomes: Outcomes) -> None:
    strict, mild = rate(response_rate(outcomes)), rate(response_rate_of_known(outcomes))
    assert strict <= rate(response_rate_of_eligible(outcomes, 0.5)) <= mild
    assert mild <= rate(cooperation_rate(outcomes)) <= 1
    assert rate(response_rate_of_eligible(outcomes, 1)) == strict
    assert rate(response_rate_of_eligible(outcomes, 0)) == mild


def test_without_cases_each_rate_is_blank_with_a_reason() -> None:
    for figure in (
        response_rate_with_partials(Outcomes()),
        response_rate_of_eligible(Outcomes(unknown=3), 0),
        response_rate_of_known(Outcomes(unknown=3)),
        cooperation_rate(Outcomes(non_contact=3)),
        refusal_rate(Outcomes()),
        contact_rate(Outcomes()),
    ):
        assert (figure.value, figure.reason) == (None, "no_cases")


def test_a_share_of_eligible_cases_is_a_share() -> None:
    with pytest.raises(MethodError, match="share_negative"):
        response_rate_of_eligible(WORKED, 1.2)
