"""Probabilities that one contract is truly better than another."""

import numpy as np
import pytest

from scoring.profiling.comparisons import compared_pairs, probability_below, probability_better
from scoring.profiling.differences import shared_covariance
from scoring.profiling.shrinkage import Posterior, between_variance, shrink

ALONE = shared_covariance(None, 2)


def flat(mean: list[float], deviation: list[float]) -> Posterior:
    return Posterior(np.array(mean), np.array(deviation), None, 0.0)


def test_the_probabilities_of_a_pair_add_up_to_one() -> None:
    posterior = flat([86.2, 84.8], [1.99, 2.09])
    pair = np.array([0, 1]), np.array([1, 0])
    assert probability_better(posterior, ALONE, *pair).sum() == pytest.approx(1, abs=1e-15)


def test_equals_are_as_likely_one_way_as_the_other() -> None:
    for deviation in (2.0, 0.0):
        posterior = flat([80.0, 80.0], [deviation, deviation])
        assert probability_better(posterior, ALONE, np.array([0]), np.array([1])) == [0.5]


def test_shared_respondents_make_a_difference_surer() -> None:
    posterior = flat([84.0, 80.0], [2.0, 2.0])
    shared = shared_covariance(np.array([[0, 3.0], [3.0, 0]]), 2)
    first, second = np.array([0]), np.array([1])
    alone = probability_better(posterior, ALONE, first, second)
    assert probability_better(posterior, shared, first, second) > alone


def test_the_common_mean_does_not_blur_a_difference() -> None:
    """The error of the mean that two contracts are pulled to is the same for both."""
    y, v = np.linspace(60, 87, 10), np.full(10, 9.0)
    posterior = shrink(y, v, between_variance(y, v))
    first, second = np.array([1]), np.array([0])
    blurred = Posterior(posterior.mean, posterior.deviation, posterior.reliability, 0.0)
    nothing = shared_covariance(None, 10)
    assert probability_better(posterior, nothing, first, second) > probability_better(
        blurred, nothing, first, second
    )


def test_all_pairs_are_compared_up_to_the_limit_and_neighbours_above() -> None:
    assert compared_pairs(np.arange(4))[0].size == 6
    first, second = compared_pairs(np.arange(6), all_up_to=5, neighbourhood=2)
    assert sorted(zip(first.tolist(), second.tolist(), strict=True)) == [
        *[(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)],
        *[(2, 4), (3, 4), (3, 5), (4, 5)],
    ]


def test_one_contract_has_no_pair() -> None:
    assert compared_pairs([0])[0].size == 0


def test_a_total_on_the_line_is_below_it_half_the_time() -> None:
    assert probability_below(flat([60.0], [3.0]), 60.0).tolist() == [0.5]
    assert probability_below(flat([60.0, 59.0], [0.0, 0.0]), 60.0).tolist() == [0.5, 1.0]
