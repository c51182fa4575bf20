"""Tests of totals, means and ratios: domains, missing values and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.designs import Stage, sample_design
from scoring.survey.totals import (
    Estimate,
    design_effects,
    weighted_mean,
    weighted_ratio,
    weighted_shares,
    weighted_total,
)

DESIGN = sample_design([Stage(np.arange(5), population=np.full(5, 20.0))])
VALUES = np.array([3.0, 1.0, 4.0, 1.0, 5.0])


def test_a_mean_is_the_ratio_of_the_total_to_the_number_of_clients() -> None:
    mean, ratio = weighted_mean(DESIGN, VALUES), weighted_ratio(DESIGN, VALUES, np.ones(5))
    assert mean.values == pytest.approx(ratio.values)
    assert mean.covariance == pytest.approx(ratio.covariance)


def test_a_missing_answer_outside_the_domain_never_enters() -> None:
    holed = np.array([3.0, np.nan, 4.0, 1.0, 5.0])
    known = np.isfinite(holed)
    assert weighted_mean(DESIGN, holed, known).values == [13 / 4]
    with pytest.raises(MethodError, match="not_finite"):
        weighted_mean(DESIGN, holed)


@given(st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_moving_and_stretching_the_points_moves_and_stretches_the_estimate(
    shift: float, scale: float
) -> None:
    plain, moved = weighted_mean(DESIGN, VALUES), weighted_mean(DESIGN, VALUES * scale + shift)
    assert moved.values == pytest.approx(plain.values * scale + shift, abs=1e-9)
    assert moved.standard_errors == pytest.approx(plain.standard_errors * scale, rel=1e-6)


def test_shares_sum_to_one_and_move_against_each_other() -> None:
    labels, shares = weighted_shares(DESIGN, np.array(["no", "yes", "no", "no", "yes"]))
    assert labels == ["no", "yes"]
    assert shares.values.tolist() == [0.6, 0.4]
    assert shares.covariance.sum() == pytest.approx(0, abs=1e-15)


def test_the_interval_widens_with_its_level() -> None:
    mean = weighted_mean(DESIGN, VALUES)
    narrow, wide = mean.interval(0.9)[0], mean.interval(0.99)[0]
    assert wide[0] < narrow[0] < mean.values[0] < narrow[1] < wide[1]


def test_what_cannot_be_estimated_is_refused() -> None:
    refusals = {
        "empty_domain": lambda: weighted_total(DESIGN, VALUES, np.zeros(5, np.bool_)),
        "wrong_shape": lambda: weighted_total(DESIGN, VALUES[:4]),
        "zero_denominator": lambda: weighted_ratio(DESIGN, VALUES, np.zeros(5)),
        "no_variation": lambda: design_effects(DESIGN, np.ones(5)),
        "level_out_of_range": lambda: weighted_mean(DESIGN, VALUES).interval(1.0),
        "degrees_of_freedom_too_few": lambda: Estimate(np.ones(1), np.eye(1), 0).interval(),
        "variance_negative": lambda: Estimate(np.ones(1), -np.eye(1), 9).standard_errors,
    }
    for code, act in refusals.items():
        with pytest.raises(MethodError, match=code):
            act()
    with pytest.raises(MethodError, match="not_finite"):
        Estimate(np.array([np.nan]), np.eye(1), 9)
    with pytest.raises(MethodError, match="wrong_shape"):
        weighted_mean(DESIGN, VALUES).contrast([1, -1])
