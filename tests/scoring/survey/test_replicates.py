"""Tests of replicates: they agree with linearisation where both are exact, and repeat."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.survey.calibration import KnownTotals, post_stratify
from scoring.survey.designs import Design, Stage, sample_design
from scoring.survey.replicates import (
    Replicates,
    balanced_halves,
    bootstrap,
    jackknife,
    means_of,
    ratios_of,
    totals_of,
)
from scoring.survey.totals import weighted_ratio, weighted_total

STRATA = np.repeat(np.arange(5), 2)
VALUES = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3])
PAIRS = sample_design([Stage(np.arange(10), STRATA)], np.linspace(1, 2, 10))


@pytest.mark.parametrize("make", [jackknife, balanced_halves, lambda d: balanced_halves(d, 0.5)])
def test_the_variance_of_a_total_is_that_of_linearisation(make: object) -> None:
    assert callable(make)
    found = make(PAIRS).estimate(totals_of(VALUES))
    assert found.covariance == pytest.approx(weighted_total(PAIRS, VALUES).covariance)
    assert found.degrees_of_freedom == 5


def test_the_jackknife_takes_in_the_correction() -> None:
    design = sample_design([Stage(np.arange(10), STRATA, np.full(10, 8.0))])
    found = jackknife(design).estimate(totals_of(VALUES))
    assert found.covariance == pytest.approx(weighted_total(design, VALUES).covariance)


def test_units_of_the_second_stage_ride_with_their_first_unit() -> None:
    design = sample_design([Stage(STRATA), Stage(np.arange(10))], np.ones(10))
    replicates = jackknife(design).replicates
    assert replicates.shape == (10, 5)
    assert ((replicates == 0).sum(axis=0) == 2).all()


def test_the_bootstrap_repeats_with_its_seed_and_comes_near_linearisation() -> None:
    design = sample_design([Stage(np.arange(10), population=np.full(10, 20.0))])
    one, other = bootstrap(design, 2000, seed=7), bootstrap(design, 2000, seed=7)
    assert (one.replicates == other.replicates).all()
    assert (one.replicates != bootstrap(design, 2000, seed=8).replicates).any()
    ratio = one.estimate(ratios_of(VALUES, np.arange(10.0) + 5))
    linear = weighted_ratio(design, VALUES, np.arange(10.0) + 5)
    assert ratio.standard_errors == pytest.approx(linear.standard_errors, rel=0.1)
    total = one.estimate(totals_of(np.ones(10)))
    assert total.standard_errors == pytest.approx(0, abs=1e-9)


def test_a_replicate_without_a_number_is_refused() -> None:
    rare = np.zeros(10)
    rare[0] = 1
    with pytest.raises(MethodError, match="not_finite") as refusal:
        jackknife(PAIRS).estimate(ratios_of(VALUES, rare))
    assert refusal.value.parameters["found"] == 1
    assert np.isfinite(balanced_halves(PAIRS, 0.3).estimate(ratios_of(VALUES, rare)).covariance)


def test_what_cannot_be_replicated_is_refused() -> None:
    lonely = sample_design([Stage(np.arange(3), np.array([0, 0, 1]))], np.ones(3), lonely="centre")
    known = KnownTotals("half", (np.arange(10) < 5).astype(str), {"True": 9.0, "False": 5.0})
    calibrated: Design = post_stratify(PAIRS, known)
    refusals = [
        ("lonely_unit", lambda: jackknife(lonely)),
        ("lonely_unit", lambda: bootstrap(lonely, 10, seed=1)),
        ("unit_pairs_needed", lambda: balanced_halves(lonely)),
        ("level_out_of_range", lambda: balanced_halves(PAIRS, 1.0)),
        ("wrong_shape", lambda: bootstrap(PAIRS, 1, seed=1)),
        ("unknown_method", lambda: jackknife(calibrated)),
    ]
    for code, act in refusals:
        with pytest.raises(MethodError, match=code):
            act()


@pytest.mark.parametrize(
    ("weights", "scale", "each", "code"),
    [
        (np.ones((3, 4)), 1.0, np.ones(3), "wrong_shape"),
        (np.ones((3, 1)), 1.0, np.ones(1), "wrong_shape"),
        (np.full((3, 4), np.nan), 1.0, np.ones(4), "not_finite"),
        (np.ones((3, 4)), -1.0, np.ones(4), "negative_value"),
    ],
)
def test_supplied_weights_that_do_not_fit_together_are_refused(
    weights: np.ndarray, scale: float, each: np.ndarray, code: str
) -> None:
    with pytest.raises(MethodError, match=code):
        Replicates(np.ones(3), weights, scale, each, 2)


def test_the_estimate_is_that_of_the_full_sample() -> None:
    mean = jackknife(PAIRS).estimate(means_of(VALUES))
    assert mean.values == pytest.approx([(PAIRS.weights @ VALUES) / PAIRS.weights.sum()])
