"""The people on an invented roster."""

import numpy as np
import pytest

from surveys.virtual_city.places import lay_out_places
from surveys.virtual_city.recipients import (
    AGE_BANDS,
    AID_SHARES,
    age_bands,
    case_mix,
    settle_recipients,
)


@pytest.fixture(scope="module")
def places():
    return lay_out_places(2, 20_000, 6)


@pytest.fixture(scope="module")
def people(places):
    return settle_recipients(2, 20_000, places)


def test_people_live_in_villages_sorted_and_in_households_of_one_village(people):
    assert len(people) == 20_000
    assert (np.diff(people.village) >= 0).all()
    same_household = np.diff(people.household) == 0
    assert (np.diff(people.village)[same_household] == 0).all()
    assert same_household.any()


def test_aid_types_have_their_shares(people):
    shares = np.bincount(people.aid_type) / len(people)
    assert shares == pytest.approx(AID_SHARES, abs=0.02)


def test_columns_stay_within_their_codes(people):
    assert people.age.min() >= 18
    assert set(people.health.tolist()) <= {1, 2, 3, 4, 5}
    assert people.schooling_years.min() >= 0
    assert 0.1 < people.lives_alone.mean() < 0.5
    assert 0.1 < people.is_urban.mean() < 0.5


def test_who_shares_a_household_does_not_live_alone(people):
    size = np.bincount(people.household)[people.household]
    assert not people.lives_alone[size > 1].any()


def test_names_and_telephone_numbers_are_visibly_false(people, places):
    row = people.roster([7], places)[0]
    assert "虚拟" in row["姓名"]
    assert row["电话"] == "10000000007"
    assert row["编号"] == "VR00000007"
    assert "演示" in row["村居"]


def test_age_bands_are_closed_below():
    ages = np.array([18, 44, 45, 59, 60, 79, 80, 99])
    names = [AGE_BANDS[band][1] for band in age_bands(ages)]
    assert names[:4] == ["18-44", "18-44", "45-59", "45-59"]
    assert names[4:] == ["60-69", "70-79", "80+", "80+"]


def test_case_mix_has_mean_zero_and_the_ill_praise_less(people):
    tilt = case_mix(people)
    assert tilt.mean() == pytest.approx(0, abs=1e-9)
    assert np.corrcoef(tilt, people.health)[0, 1] < 0
