"""This room is for tests of what the tables of a bundle call things."""

import pytest

from surveys.models.cases import Case
from surveys.services.sample_tables import sampling_unit


def test_villages_of_one_name_are_one_unit_only_within_a_contract_and_stratum() -> None:
    village = Case(stratum="East town", psu="Forward")
    namesake = Case(stratum="West town", psu="Forward")

    assert sampling_unit(village, "K1") == sampling_unit(
        Case(stratum="East town", psu="Forward"), "K1"
    )
    assert sampling_unit(village, "K1") != sampling_unit(village, "K2")
    assert sampling_unit(village, "K1") != sampling_unit(namesake, "K1")


@pytest.mark.parametrize("stratum", ["", "East town"])
def test_a_case_without_a_village_has_no_sampling_unit(stratum: str) -> None:
    assert sampling_unit(Case(stratum=stratum, psu=""), "K1") is None
