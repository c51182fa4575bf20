"""Samples whose probabilities are the stated ones."""

import doctest

import numpy as np
import pytest

from surveys.virtual_city import sampling
from surveys.virtual_city.city import build_city
from surveys.virtual_city.sampling import Design, draw_sample


@pytest.fixture(scope="module")
def city():
    return build_city(11)


def test_the_sample_has_the_size_that_the_response_share_asks_for(city):
    sample = draw_sample(city, 1, "VT-02", completes=300, design=Design(response_share=0.75))
    assert len(sample) == pytest.approx(400, rel=0.05)
    assert set(sample.contract.tolist()) == {1}


def test_nobody_is_drawn_twice_and_everybody_belongs_to_the_own_stratum(city):
    sample = draw_sample(city, 1)
    assert len(np.unique(sample.recipient)) == len(sample)
    assert (city.recipient_contract[sample.recipient] == sample.contract).all()
    assert (sample.stratum_contract[sample.stratum] == sample.contract).all()
    assert (city.recipients.village[sample.recipient] == sample.psu).all()
    assert sample.stratum_population.sum() == len(city.recipients)


def test_inclusion_probabilities_estimate_the_population_without_bias(city):
    totals = [
        (1 / draw_sample(city, seed, "VT-03").inclusion_probability).sum() for seed in range(150)
    ]
    error = np.std(totals) / np.sqrt(len(totals))
    assert np.mean(totals) == pytest.approx(city.served_population[2], abs=4 * error + 1)


def test_how_often_a_person_is_drawn_is_the_stated_probability():
    city = build_city(4, 800, 1)
    drawn = np.zeros(len(city.recipients))
    stated = np.zeros(len(city.recipients))
    for seed in range(1500):
        sample = draw_sample(city, seed, completes=60)
        drawn[sample.recipient] += 1
        stated[sample.recipient] = sample.inclusion_probability
    assert (drawn > 0).all()
    assert (drawn[stated == 1] == 1500).all()
    spread = np.sqrt(1500 * stated * (1 - stated))
    assert (np.abs(drawn - 1500 * stated) <= 5 * spread).all()


def test_sixty_interviews_use_coarse_strata_with_at_least_two_villages_each(city):
    sample = draw_sample(city, 1, "VT-02", completes=60)
    cells = np.unique(np.stack([sample.stratum, sample.psu]), axis=1)
    assert np.bincount(cells[0]).min() >= 2
    assert all("片区" in name for name in sample.stratum_names)


@pytest.mark.parametrize("completes", [40, 60, 100, 300, 3000])
def test_one_contract_for_the_whole_city_gets_the_size_it_asks_for(completes):
    city = build_city(5, 20_000, 1)
    sample = draw_sample(city, 1, completes=completes, design=Design(response_share=0.75))
    assert len(sample) == pytest.approx(completes / 0.75, rel=0.08)


def test_many_interviews_use_townships_and_aid_types(city):
    names = draw_sample(city, 1, "VT-02", completes=1500).stratum_names
    assert any(name.endswith("·低保") for name in names)


def test_a_sample_larger_than_the_city_takes_everybody(city):
    sample = draw_sample(city, 1, completes=50_000)
    assert len(sample) == len(city.recipients)
    assert (sample.inclusion_probability == 1).all()


def test_the_same_seed_draws_the_same_people(city):
    first, second = draw_sample(city, 3), draw_sample(city, 3)
    assert (first.recipient == second.recipient).all()
    other = draw_sample(city, 4)
    assert set(first.recipient.tolist()) != set(other.recipient.tolist())


def test_nonsense_sizes_and_unknown_contracts_are_refused(city):
    with pytest.raises(ValueError, match="completes: 0"):
        draw_sample(city, 1, completes=0)
    with pytest.raises(ValueError, match="not in tuple"):
        draw_sample(city, 1, "VT-99")


def test_two_strata_a_contract_and_five_people_a_village_can_be_asked_for():
    city = build_city(7, 60_000, 30)
    design = Design(people_per_village=5, smallest_stratum=200)
    sample = draw_sample(city, 1, completes=400, design=design)
    assert np.bincount(sample.stratum_contract).max() <= 4
    cells = np.unique(np.stack([sample.stratum, sample.psu]), axis=1)
    assert 4 <= len(sample) / cells.shape[1] <= 12


def test_the_stated_example_holds():
    assert doctest.testmod(sampling).failed == 0
