"""Contractors whose quality is known."""

import numpy as np
import pytest

from surveys.virtual_city.city import build_city
from surveys.virtual_city.contractors import SMALL_CITY_LEVELS


def test_six_contractors_have_the_known_levels_in_an_order_of_the_seed():
    level = build_city(1, 1000, 6).contractors.level
    assert sorted(level.tolist()) == sorted(SMALL_CITY_LEVELS)
    assert level.tolist() != build_city(2, 1000, 6).contractors.level.tolist()


def test_a_city_of_one_has_a_usual_contractor_that_serves_every_county():
    contractors = build_city(1, 1000, 1).contractors
    assert contractors.level.tolist() == [SMALL_CITY_LEVELS[0]]
    assert contractors.areas[0].count("虚拟") == 7


@pytest.mark.parametrize("count", [1, 6, 12, 300])
def test_codes_are_unique_and_names_bear_what_they_are(count):
    contractors = build_city(1, 1000, count).contractors
    assert len(set(contractors.contracts)) == len(set(contractors.names)) == count
    assert all("虚拟" in name and "演示" in name for name in contractors.names)
    assert all("虚拟" in area for area in contractors.areas)
    assert contractors.position(contractors.contracts[-1]) == count - 1


def test_many_contractors_spread_as_a_normal_distribution():
    level = build_city(1, 1000, 500).contractors.level
    assert np.mean(level) == pytest.approx(1.0)
    assert np.std(level) == pytest.approx(0.4, abs=0.02)
