"""Where a contract may truly stand: exact where few, close to it where many, blank for reasons."""

import numpy as np
import pytest

from scoring.profiling import true_places as room
from scoring.profiling.profile import Profile, profile
from scoring.profiling.true_places import bottom_count, places


def league(count: int, seed: int = 5) -> tuple[Profile, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    v = chance.uniform(1, 4, count)
    y = chance.normal(80, 4, count) + np.sqrt(v) * chance.standard_normal(count)
    codes = [f"{number:03}" for number in range(count)]
    return profile(codes, codes, y, v, np.full(count, 80.0)), y, v


def test_places_agree_with_drawn_true_totals() -> None:
    found, y, v = league(12)
    chance = np.random.default_rng(1)
    drawn = found.posterior.mean + found.posterior.deviation * chance.standard_normal((20_000, 12))
    ranks = 1 + (drawn[:, :, None] < drawn[:, None, :]).sum(axis=2)
    for j, row in enumerate(places(found, y, v)):
        assert row.expected.value == pytest.approx(ranks[:, j].mean(), abs=0.08)
        assert row.bottom.value == pytest.approx((ranks[:, j] > 10).mean(), abs=0.015)
        share = np.bincount(ranks[:, j], minlength=13)[1:] / 20_000
        np.testing.assert_allclose(row.law, share, atol=0.015)
        assert row.posterior.low is not None
        assert row.posterior.high is not None
        inside = (ranks[:, j] >= row.posterior.low) & (ranks[:, j] <= row.posterior.high)
        assert inside.mean() >= 0.94


def test_many_contracts_get_nearly_the_exact_figures_from_normal_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, y, v = league(60)
    exact = places(found, y, v)
    monkeypatch.setattr(room, "EXACT_UP_TO", 50)
    is_asked = np.arange(60) == 7
    for j, (row, close) in enumerate(zip(exact, places(found, y, v, is_asked), strict=True)):
        assert abs((row.posterior.low or 0) - (close.posterior.low or 0)) <= 1
        assert abs((row.posterior.high or 0) - (close.posterior.high or 0)) <= 1
        assert row.bottom.value == pytest.approx(close.bottom.value, abs=0.01)
        assert row.expected.value == pytest.approx(close.expected.value, abs=1e-2)
        assert bool(close.law) == (j == 7)
    assert places(found, y, v, is_asked)[7].law == pytest.approx(exact[7].law, abs=1e-12)


def test_a_contract_proven_among_the_best_cannot_be_among_the_last() -> None:
    y, v = np.array([95.0, 80.0, 79.0]), np.ones(3)
    rows = places(profile(["a", "b", "c"], ["a", "b", "c"], y, v, [80, 80, 80]), y, v)
    assert [row.may_be_worst for row in rows] == [False, True, True]


@pytest.mark.parametrize(
    ("y", "reason"), [([80.0], "single_contract"), ([80.0, 80.1], "no_difference_shown")]
)
def test_without_a_ranking_nobody_has_a_place(y: list[float], reason: str) -> None:
    codes = ["a", "b"][: len(y)]
    v = np.ones(len(y))
    found = profile(codes, codes, y, v, [80] * len(y))
    for row in places(found, np.array(y), v):
        assert (row.posterior.reason, row.marginal.reason, row.expected.reason) == (reason,) * 3
        assert (row.posterior.low, row.bottom.value, row.may_be_worst, row.law) == (
            None,
            None,
            None,
            (),
        )


def test_totals_without_error_have_certain_places() -> None:
    y, v = np.array([60.0, 70.0, 80.0]), np.zeros(3)
    found = profile(["a", "b", "c"], ["a", "b", "c"], y, v, [np.inf] * 3)
    assert [row.posterior.low for row in places(found, y, v)] == [3, 2, 1]


def test_the_last_tenth_is_at_least_one_contract() -> None:
    assert [bottom_count(count) for count in (1, 10, 11, 200)] == [1, 1, 2, 20]
