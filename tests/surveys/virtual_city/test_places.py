"""Invented counties, townships and villages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.virtual_city.places import COUNTIES, contract_of_townships, lay_out_places


def test_the_city_has_seven_counties_and_about_a_hundred_townships():
    places = lay_out_places(1, 50_000, 6)
    assert len(places.counties) == 7
    assert len(places.townships) == 100
    assert sorted(set(places.township_county.tolist())) == list(range(7))
    assert 900 < places.village_count < 1500


def test_every_name_is_visibly_invented_and_unlike_the_others():
    places = lay_out_places(1, 50_000, 300)
    names = [*COUNTIES, *places.townships]
    assert all("虚拟" in name for name in names)
    assert len(set(places.townships)) == len(places.townships) == 1200
    assert all("虚拟" in places.village_name(village) for village in range(20))


@given(st.integers(1, 400))
def test_every_contract_serves_some_township_and_only_neighbours(contracts):
    places = lay_out_places(3, 1000, contracts)
    served = contract_of_townships(places.township_county, contracts)
    assert np.unique(served).tolist() == list(range(contracts))
    assert (np.diff(served) >= 0).all()


@pytest.mark.parametrize("contracts", [1, 2, 6, 7])
def test_a_county_is_not_divided_where_contracts_are_few(contracts):
    places = lay_out_places(3, 1000, contracts)
    served = contract_of_townships(places.township_county, contracts)
    for county in range(7):
        assert len(set(served[places.township_county == county].tolist())) == 1


def test_every_township_has_at_least_three_villages():
    places = lay_out_places(3, 100, 1)
    assert np.bincount(places.village_township).min() >= 3
