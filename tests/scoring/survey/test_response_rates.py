"""This room is for tests of outcome rates."""

import pytest

from scoring.errors import BundleError
from scoring.survey.response_rates import Outcomes, family_of, outcomes_of, response_rate

CASES = ["1.1"] * 420 + ["1.2"] * 20 + ["2.11"] * 60 + ["2.2"] * 110 + ["2.32"] * 30 + ["3.1"] * 60


def test_the_strictest_rate_of_the_worked_example_is_60_percent() -> None:
    outcomes = outcomes_of(CASES)

    assert outcomes == Outcomes(420, 20, 60, 110, 30, 60)
    assert response_rate(outcomes).value == 0.6


def test_cases_that_are_not_eligible_do_not_count() -> None:
    assert response_rate(outcomes_of([*CASES, *["4.1"] * 100])).value == 0.6


def test_without_cases_the_rate_is_blank_with_a_reason() -> None:
    assert response_rate(outcomes_of([])).reason == "no_cases"


@pytest.mark.parametrize("code", [None, "", "complete", "5.1", "2.9"])
def test_an_unknown_disposition_is_refused(code: str | None) -> None:
    with pytest.raises(BundleError, match="unknown_disposition"):
        family_of(code)
