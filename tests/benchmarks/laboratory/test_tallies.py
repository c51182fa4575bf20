"""This room is for tests of how a score book is held against a known truth."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.laboratory.bundles import workshop
from benchmarks.laboratory.scenarios import Scenario, paired, tied
from benchmarks.laboratory.tallies import tally, true_places
from scoring.evaluate import evaluate
from scoring.scorebook import ContractScore, ScoreBook

FOUR = Scenario("t", paired(4, 60, 84), 60, units=12)


@pytest.fixture(scope="module")
def book() -> ScoreBook:
    with workshop(FOUR) as shop:
        return evaluate(shop.bundle(np.random.default_rng(9)))


def changed(book: ScoreBook, **changes: object) -> ScoreBook:
    """Return the book with the first contract's row changed."""
    first: ContractScore = replace(book.contracts[0], **changes)
    return replace(book, contracts=(first, *book.contracts[1:]))


def totals_of(book: ScoreBook) -> np.ndarray:
    return np.array([row.total for row in book.contracts])


def test_truths_inside_all_intervals_count_in_full_and_one_outside_costs_a_quarter(
    book: ScoreBook,
) -> None:
    inside = totals_of(book)
    outside = inside + np.array([50.0, 0, 0, 0])

    assert tally(book, inside).interval == 1
    assert tally(book, outside).interval == 0.75
    assert tally(book, inside).error == pytest.approx(0)
    assert tally(book, outside).error == pytest.approx(-12.5)


def test_equal_truths_share_their_places() -> None:
    truths = np.array([90.0, 80.0, 80.0, 70.0])

    assert [true_places(total, truths) for total in truths] == [(1, 1), (2, 3), (2, 3), (4, 4)]


def test_a_band_that_misses_one_true_place_fails_the_whole_table(book: ScoreBook) -> None:
    first = book.contracts[0]
    narrow = replace(first.rank, band_low=1, band_high=1)
    nothing = replace(first.rank, band_low=None, band_high=None)

    assert tally(book, FOUR_TRUTHS).band == 1
    assert tally(changed(book, rank=narrow), FOUR_TRUTHS).band == 0
    assert tally(changed(book, rank=nothing), FOUR_TRUTHS).band == 1


FOUR_TRUTHS = np.array(paired(4, 60, 84))


def test_a_contract_at_the_line_may_not_be_condemned(book: ScoreBook) -> None:
    condemned = replace(book.contracts[0].decision, p_exit=0.04, decision_class="exit")
    wrong = changed(book, decision=condemned)

    assert tally(wrong, FOUR_TRUTHS).wrongful_exit == 1
    assert tally(wrong, FOUR_TRUTHS).exit_class == 1
    assert tally(wrong, FOUR_TRUTHS - np.array([10, 0, 0, 0])).wrongful_exit == 0
    assert np.isnan(tally(wrong, FOUR_TRUTHS - 40).wrongful_exit)


def test_a_strict_order_is_false_only_between_equals(book: ScoreBook) -> None:
    apart = tuple(
        replace(pair, is_separated={pair.first, pair.second} == {"K000", "K001"})
        for pair in book.ranking.comparisons
    )
    claimed = replace(book, ranking=replace(book.ranking, comparisons=apart))

    assert tally(claimed, FOUR_TRUTHS).false_order == 1
    assert tally(claimed, FOUR_TRUTHS + np.array([1, 0, 0, 0])).false_order == 0
    assert np.isnan(tally(claimed, FOUR_TRUTHS + np.array([1, 0, 2, 0])).false_order)


def test_one_contract_has_no_places_to_be_wrong_about() -> None:
    with workshop(Scenario("t", tied(1, 80), 60, units=12)) as shop:
        found = tally(evaluate(shop.bundle(np.random.default_rng(2))), shop.people.truths)

    assert np.isnan(found.band)
    assert np.isnan(found.false_order)
    assert found.ranked == 0
