"""Each contract's place has a law that drawing would give, and that adds up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.profiling.rank_distributions import overlap_factor, rank_distribution

LEAGUES = st.lists(st.tuples(st.floats(40, 100), st.floats(0.5, 8)), min_size=1, max_size=4).map(
    np.array
)


@settings(max_examples=30)
@given(LEAGUES)
def test_places_and_contracts_both_add_up_to_one(league: np.ndarray) -> None:
    law = rank_distribution(*league.T)
    np.testing.assert_allclose(law.probabilities.sum(axis=1), 1, atol=1e-9)
    np.testing.assert_allclose(law.probabilities.sum(axis=0), 1, atol=1e-6)
    places = np.arange(1, len(league) + 1)
    np.testing.assert_allclose(law.probabilities @ places, law.expected, atol=1e-6)


def test_drawing_finds_the_same_law() -> None:
    m, s = np.array([70.0, 72.0, 75.0, 75.5]), np.array([1.0, 3.0, 2.0, 4.0])
    draws = np.random.default_rng(7).normal(m, s, (200_000, 4))
    places = (-draws).argsort(axis=1).argsort(axis=1)
    law = rank_distribution(m, s)
    for contract in range(4):
        shares = np.bincount(places[:, contract], minlength=4) / len(draws)
        np.testing.assert_allclose(law.probabilities[contract], shares, atol=0.005)


def test_the_order_of_contracts_does_not_matter() -> None:
    m, s = np.array([70.0, 72.0, 75.0, 60.0]), np.array([1.0, 3.0, 2.0, 4.0])
    there = rank_distribution(m[::-1], s[::-1]).probabilities[::-1]
    np.testing.assert_allclose(rank_distribution(m, s).probabilities, there, atol=1e-12)


def test_an_only_contract_has_the_first_place() -> None:
    law = rank_distribution([80.0], [2.0])
    assert law.interval().tolist() == [[1, 1]]
    assert law.top(1).tolist() == law.bottom(1).tolist() == pytest.approx([1.0])


def test_a_wider_level_never_gives_a_narrower_interval() -> None:
    law = rank_distribution([70.0, 72.0, 75.0], [3.0, 3.0, 3.0])
    narrow, wide = law.interval(0.5), law.interval(0.99)
    assert (wide[:, 0] <= narrow[:, 0]).all()
    assert (wide[:, 1] >= narrow[:, 1]).all()


@pytest.mark.parametrize(
    ("means", "deviations", "code"),
    [
        ([], [], "too_few_contracts"),
        ([80.0], [0.0], "negative_value"),
        ([80.0, float("nan")], [1.0, 1.0], "not_finite"),
        ([80.0, 70.0], [1.0], "wrong_shape"),
    ],
)
def test_what_has_no_place_is_refused(
    means: list[float], deviations: list[float], code: str
) -> None:
    with pytest.raises(MethodError) as refused:
        rank_distribution(means, deviations)
    assert refused.value.code == code


def test_a_number_of_places_beyond_the_table_is_refused() -> None:
    with pytest.raises(MethodError) as refused:
        rank_distribution([80.0, 70.0], [1.0, 1.0]).top(3)
    assert refused.value.code == "wrong_parameter"


def test_one_contract_overlaps_with_nobody() -> None:
    with pytest.raises(MethodError) as refused:
        overlap_factor([1.0])
    assert refused.value.code == "too_few_contracts"


def test_one_grid_for_all_gives_the_law_that_own_grids_give(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = np.random.default_rng(3)
    m, s = chance.normal(80, 4, 12), chance.uniform(1, 3, 12)
    shared = rank_distribution(m, s).probabilities
    monkeypatch.setattr("scoring.profiling.rank_distributions._MOST_SHARED", 0)
    assert rank_distribution(m, s).probabilities == pytest.approx(shared, abs=1e-13)


def test_many_contracts_still_share_out_every_place() -> None:
    chance = np.random.default_rng(4)
    law = rank_distribution(chance.normal(80, 4, 300), chance.uniform(1, 2, 300)).probabilities
    assert law.sum(axis=0) == pytest.approx(np.ones(300), abs=1e-9)
