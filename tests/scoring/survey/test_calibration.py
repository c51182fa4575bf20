"""Tests of calibration: what is met, what is explained, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.calibration import KnownTotals, calibrate, post_stratify, rake
from scoring.survey.designs import Stage, sample_design
from scoring.survey.domains import domain_means
from scoring.survey.totals import weighted_total

ROWS = 8
DESIGN = sample_design([Stage(np.arange(ROWS), population=np.full(ROWS, 80.0))])
AGE = np.array(["old", "old", "old", "young", "young", "young", "old", "young"])
TOWN = np.array(["x", "y", "x", "y", "x", "y", "y", "x"])
AGES, TOWNS = KnownTotals("age", AGE, {"old": 50, "young": 30}), {"x": 35.0, "y": 45.0}
NEED = np.array([1.0, 3, 2, 5, 4, 2, 6, 3])
COLUMNS = np.column_stack([np.ones(ROWS), NEED])


def test_raking_meets_every_margin() -> None:
    weights = rake(DESIGN, [AGES, KnownTotals("town", TOWN, TOWNS)]).weights
    assert weights[AGE == "old"].sum() == pytest.approx(50, rel=1e-10)
    assert weights[TOWN == "x"].sum() == pytest.approx(35, rel=1e-10)


def test_a_total_that_calibration_fixes_has_no_error() -> None:
    design = calibrate(DESIGN, COLUMNS, [80, 270])
    total = weighted_total(design, NEED)
    assert total.values == pytest.approx(270)
    assert total.standard_errors == pytest.approx(0, abs=1e-5)


def test_post_stratification_leaves_the_variance_within_categories() -> None:
    design = post_stratify(DESIGN, AGES)
    by_age = (AGE == "old") * 100.0
    assert weighted_total(design, by_age).standard_errors == pytest.approx(0, abs=1e-5)
    plain, after = weighted_total(DESIGN, by_age + NEED), weighted_total(design, by_age + NEED)
    assert after.standard_errors < plain.standard_errors


def test_calibrating_again_keeps_what_the_first_one_explained() -> None:
    twice = post_stratify(calibrate(DESIGN, COLUMNS, [80, 270]), AGES)
    assert len(twice.projections) == 2
    assert weighted_total(twice, (AGE == "old") * 1.0).standard_errors == pytest.approx(0, abs=1e-6)


@given(st.floats(0.92, 1.08))
def test_factors_stay_within_their_bounds(share: float) -> None:
    totals = [80, 260 * share]
    bounded = calibrate(DESIGN, COLUMNS, totals, "logit", bounds=(0.5, 2.0)).weights
    assert (bounded / DESIGN.weights >= 0.5).all()
    assert (bounded / DESIGN.weights <= 2.0).all()
    raked = calibrate(DESIGN, COLUMNS, totals, "raking").weights
    assert (raked > 0).all()
    assert COLUMNS.T @ bounded == pytest.approx(totals, rel=1e-8)
    assert COLUMNS.T @ raked == pytest.approx(totals, rel=1e-8)


def test_totals_out_of_reach_are_refused_with_how_far_off_they_are() -> None:
    for method in ("raking", "logit"):
        with pytest.raises(MethodError, match="calibration_out_of_reach"):
            calibrate(DESIGN, COLUMNS, [80, 8000], method)
    twice = np.column_stack([NEED, NEED])
    with pytest.raises(MethodError, match="calibration_out_of_reach"):
        calibrate(DESIGN, twice, [270, 280])


def test_rows_with_weights_below_0_still_count() -> None:
    design = calibrate(DESIGN, COLUMNS, [80, 480])
    assert design.weights.min() < 0
    mean = domain_means(design, NEED, [np.zeros(ROWS)])
    assert mean.values[0] == pytest.approx([6.0])
    assert mean.standard_errors[0] == pytest.approx([0.0], abs=1e-6)


def test_a_column_twice_changes_nothing() -> None:
    once, twice = calibrate(DESIGN, COLUMNS, [80, 270]), np.column_stack([COLUMNS, NEED])
    assert calibrate(DESIGN, twice, [80, 270, 270]).weights == pytest.approx(once.weights)


def test_margins_that_contradict_each_other_do_not_settle() -> None:
    other = KnownTotals("town", TOWN, {"x": 10, "y": 10})
    with pytest.raises(MethodError, match="raking_did_not_converge"):
        rake(DESIGN, [AGES, other], rounds=50)


@pytest.mark.parametrize(
    ("totals", "code"),
    [
        ({"old": 50}, "margin_not_known"),
        ({"old": 50, "young": 30, "child": 5}, "empty_margin_cell"),
        ({"old": 80, "young": 0}, "margin_says_nobody"),
    ],
)
def test_margins_that_do_not_fit_are_refused(totals: dict[str, float], code: str) -> None:
    with pytest.raises(MethodError, match=code):
        post_stratify(DESIGN, KnownTotals("age", AGE, totals))


def test_what_cannot_be_calibrated_is_refused() -> None:
    refusals = {
        "unknown_method": lambda: calibrate(DESIGN, COLUMNS, [80, 270], "magic"),
        "limit_out_of_range": lambda: calibrate(
            DESIGN, COLUMNS, [80, 270], "logit", bounds=(1.1, 2)
        ),
        "wrong_shape": lambda: calibrate(DESIGN, COLUMNS, [80]),
        "not_finite": lambda: calibrate(DESIGN, COLUMNS, [80, np.nan]),
    }
    for code, act in refusals.items():
        with pytest.raises(MethodError, match=code):
            act()
    with pytest.raises(MethodError, match="wrong_shape"):
        rake(DESIGN, [])
    with pytest.raises(MethodError, match="wrong_shape"):
        post_stratify(DESIGN, KnownTotals("age", AGE[:3], {"old": 1, "young": 1}))
