"""Cities that are equal where their seeds are."""

import dataclasses
import doctest

import numpy as np
import pytest

from surveys.virtual_city import city
from surveys.virtual_city.city import build_city, true_scores


def content(thing):
    """Every array and value of nested dataclasses, as bytes."""
    if dataclasses.is_dataclass(thing):
        fields = dataclasses.fields(thing)
        return b"".join(content(getattr(thing, field.name)) for field in fields)
    return thing.tobytes() if isinstance(thing, np.ndarray) else repr(thing).encode()


def test_the_same_seed_builds_the_same_city_and_another_seed_another():
    assert content(build_city(5, 3000)) == content(build_city(5, 3000))
    assert content(build_city(5, 3000)) != content(build_city(6, 3000))


def test_everybody_is_served_under_exactly_one_contract():
    city = build_city(1)
    assert len(city.recipients) == 50_000
    assert city.served_population.sum() == 50_000
    assert city.served_population.min() > 3000


def test_true_scores_follow_the_true_level():
    city = build_city(1)
    scores = true_scores(city, ("Q12", "Q14"), standardised=True).mean(axis=1)
    assert scores.argmin() == city.contractors.level.argmin()
    assert scores.argmax() == city.contractors.level.argmax()
    assert 38 < scores.min() < 52
    assert 85 < scores.max() < 96


def test_standardised_truth_differs_from_the_clients_truth_by_case_mix_only():
    city = build_city(1)
    difference = true_scores(city, ("Q12",)) - true_scores(city, ("Q12",), standardised=True)
    mix = np.bincount(city.recipient_contract, weights=city.tilt) / city.served_population
    assert np.corrcoef(difference[:, 0], mix)[0, 1] > 0.95


def test_one_contractor_alone_has_the_same_truth_either_way():
    city = build_city(1, 5000, 1)
    clients = true_scores(city, ("Q01",))
    assert clients == pytest.approx(true_scores(city, ("Q01",), standardised=True), abs=0.05)


def test_more_contractors_than_people_are_refused():
    with pytest.raises(ValueError, match="contractors: 20"):
        build_city(1, 10, 20)


def test_the_stated_example_holds():
    assert doctest.testmod(city).failed == 0
