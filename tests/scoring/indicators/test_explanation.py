"""This room is for tests of explaining a score."""

from collections.abc import Callable

import pytest

from scoring.bundle import Bundle
from scoring.evaluate import evaluate
from scoring.indicators.explanation import Contribution, best_and_worst, contributions


def test_a_contract_without_a_total_has_no_contributions(
    make_bundle: Callable[..., Bundle],
) -> None:
    book = evaluate(make_bundle({"K1": 60, "K2": 5}))

    assert contributions(book.contract("K2")) == ()
    assert sum(row.points for row in contributions(book.contract("K1"))) == pytest.approx(
        book.contract("K1").total, abs=1e-9
    )


def test_the_best_lose_the_smallest_share_of_their_weight() -> None:
    rows = [
        Contribution("a", "A", points=9.0, lost=1.0),
        Contribution("b", "A", points=1.0, lost=1.0),
        Contribution("c", "A", points=2.0, lost=0.1),
    ]
    best, worst = best_and_worst(rows, count=2)

    assert [row.code for row in best] == ["c", "a"]
    assert [row.code for row in worst] == ["b", "a"]


def test_equal_shares_stand_in_the_order_of_their_codes() -> None:
    rows = [Contribution(code, "A", points=1.0, lost=1.0) for code in "cab"]

    assert [row.code for row in best_and_worst(rows)[0]] == ["a", "b", "c"]
    assert [row.code for row in best_and_worst(rows[::-1])[0]] == ["a", "b", "c"]
