"""This room is for item covariances: regular and noisy interviewers stand out, others do not."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.quality.covariances import TOO_FEW_INTERVIEWS, covariance_distances

PEOPLE, ITEMS = 400, 6


def answers(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    items = chance.normal(size=(PEOPLE, 1)) + chance.normal(size=(PEOPLE, ITEMS))
    interviewers = np.array([f"i{row // 40}" for row in range(PEOPLE)])
    contracts = np.array([f"c{row // 200}" for row in range(PEOPLE)])
    return items, interviewers, contracts


def test_too_regular_and_too_noisy_stand_out_in_their_own_direction() -> None:
    items, interviewers, contracts = answers(1)
    items[:40] = items[:40].mean(axis=1, keepdims=True)
    items[40:80] = np.random.default_rng(2).normal(0, 2.5, (40, ITEMS))
    regular, noisy, *others = covariance_distances(items, interviewers, contracts)
    assert regular.z is not None
    assert regular.spread is not None
    assert noisy.z is not None
    assert noisy.spread is not None
    assert regular.z > 4
    assert regular.spread < 0.5
    assert noisy.z > 4
    assert noisy.spread > 1.5
    assert all(other.z is not None and other.z < 3 for other in others)


def test_honest_interviewers_rarely_stand_out() -> None:
    found = [covariance_distances(*answers(seed), draws=200) for seed in range(10)]
    scores = [one.z for many in found for one in many if one.z is not None]
    assert len(scores) == 100
    assert np.mean(np.array(scores) > 3) <= 0.03, sorted(scores)[-5:]


def test_levels_of_contracts_and_scales_of_items_do_not_matter() -> None:
    items, interviewers, contracts = answers(3)
    plain = covariance_distances(items, interviewers, contracts)
    moved = items * np.arange(1, ITEMS + 1) + 50 * (contracts == "c1")[:, None]
    for one, other in zip(plain, covariance_distances(moved, interviewers, contracts), strict=True):
        assert one.distance == pytest.approx(other.distance, rel=1e-6)


def test_an_item_everybody_answers_alike_is_left_aside() -> None:
    items, interviewers, contracts = answers(4)
    items[:, 2] = 100
    found = covariance_distances(items, interviewers, contracts)
    assert all(one.z is not None and np.isfinite(one.z) for one in found)


def test_few_interviews_are_blank_with_a_reason() -> None:
    items, interviewers, contracts = answers(5)
    interviewers[:5] = "aa"
    few = covariance_distances(items, interviewers, contracts)[0]
    assert (few.interviewer, few.interviews, few.z) == ("aa", 5, None)
    assert few.reason == TOO_FEW_INTERVIEWS


def test_bad_input_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        covariance_distances([[1, 2]], ["a", "b"], ["c"])
    with pytest.raises(MethodError, match="not_finite"):
        covariance_distances([[1, float("nan")]], ["a"], ["c"])
    with pytest.raises(MethodError, match="threshold_too_low"):
        covariance_distances([[1, 2]], ["a"], ["c"], draws=1)
