"""This room is for tests of explaining a score."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.bundle import Bundle
from scoring.errors import MethodError
from scoring.evaluate import evaluate
from scoring.indicators.explanation import (
    Contribution,
    best_and_worst,
    contributions,
    contributions_to_mean,
)


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


POINTS = st.floats(1e-3, 100)
PAIRS = st.lists(st.tuples(POINTS, st.floats(1e-3, 100)), min_size=1, max_size=6)


@given(PAIRS, st.sampled_from(["arithmetic", "geometric", "harmonic"]))
def test_contributions_sum_to_the_mean_whichever_it_is(
    pairs: list[tuple[float, float]], mean: str
) -> None:
    scores, weights = (np.array(column) for column in zip(*pairs, strict=True))
    shares = weights / weights.sum()
    whole = {
        "arithmetic": scores @ shares,
        "geometric": np.exp(np.log(scores) @ shares),
        "harmonic": 1 / ((1 / scores) @ shares),
    }[mean]

    assert contributions_to_mean(scores, weights, mean).sum() == pytest.approx(whole, abs=1e-9)


@given(PAIRS)
def test_what_has_full_marks_loses_nothing(pairs: list[tuple[float, float]]) -> None:
    scores, weights = (np.array(column) for column in zip(*pairs, strict=True))
    scores[0] = 100.0
    for mean in ("arithmetic", "geometric", "harmonic"):
        found = contributions_to_mean(scores, weights, mean)
        assert found[0] == pytest.approx(100 * weights[0] / weights.sum(), abs=1e-9)


@pytest.mark.parametrize(
    ("scores", "weights", "mean", "code"),
    [
        ([50.0], [1.0], "median", "unknown_method"),
        ([50.0], [1.0, 1.0], "arithmetic", "wrong_shape"),
        ([50.0], [0.0], "arithmetic", "share_negative"),
        ([101.0], [1.0], "arithmetic", "score_outside_0_100"),
        ([0.0], [1.0], "geometric", "not_positive"),
    ],
)
def test_what_no_mean_can_be_made_of_is_refused(
    scores: list[float], weights: list[float], mean: str, code: str
) -> None:
    with pytest.raises(MethodError, match=code):
        contributions_to_mean(scores, weights, mean)
