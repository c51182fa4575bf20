"""This room is for Delphi rounds and their stop rule."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.weighting.delphi import StopRule, stability, stopping, summarise

AGREED = [[9, 5, 1], [8, 5, 2], [9, 6, 1]]
SPLIT = [[9, 5, 1], [1, 5, 9], [5, 9, 1]]


def test_full_agreement_is_one_and_the_order_of_experts_is_nothing() -> None:
    found = summarise(AGREED)
    assert found.concordance == pytest.approx(1.0)
    assert summarise(AGREED[::-1]).concordance == found.concordance
    assert found.weights.sum() == pytest.approx(1.0)


def test_one_round_never_ends_a_panel_before_its_last() -> None:
    assert stopping([AGREED], StopRule()).stops is False
    assert stopping([AGREED], StopRule(most_rounds=1)).stops is True
    assert stopping([AGREED], StopRule(most_rounds=1)).agreed is False


def test_running_out_of_rounds_is_no_consensus() -> None:
    found = stopping([SPLIT] * 4, StopRule())
    assert (found.stops, found.agreed) == (True, False)
    assert found.open_points == ("delphi_not_concordant", "delphi_too_wide")


def test_a_panel_that_moves_goes_on() -> None:
    found = stopping([SPLIT, AGREED], StopRule())
    assert (found.stops, found.open_points) == (False, ("delphi_not_stable",))


def test_means_all_alike_have_no_rank_correlation() -> None:
    level = [[5, 6], [6, 5]]
    assert stability(level, level).rank_correlation is None


@pytest.mark.parametrize(
    ("ratings", "code"),
    [
        ([[1, 2]], "wrong_shape"),
        ([[1, np.nan], [1, 2]], "not_finite"),
        ([[0, 2], [1, 2]], "not_positive"),
        ([[5, 5], [3, 3]], "nothing_to_tell_apart"),
    ],
)
def test_ratings_that_say_nothing(ratings: list[list[float]], code: str) -> None:
    with pytest.raises(MethodError, match=code):
        summarise(ratings)


def test_rounds_are_of_the_same_panel() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        stability(AGREED, AGREED[:2])
    with pytest.raises(MethodError, match="too_few_values"):
        stopping([], StopRule())
