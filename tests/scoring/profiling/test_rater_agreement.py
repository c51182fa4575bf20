"""Agreement of raters is that of a layout by cases and raters."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.mixed_models import fit_mixed_model
from scoring.profiling.mixed_products import grouped_products
from scoring.profiling.rater_agreement import FORMS, rater_agreement


def ratings(seed: int = 4) -> np.ndarray:
    generator = np.random.default_rng(seed)
    cases, raters = generator.normal(70, 8, (30, 1)), generator.normal(0, 4, (1, 4))
    return np.asarray(cases + raters + generator.normal(0, 5, (30, 4)))


def test_one_and_two_way_agreement_are_shares_of_fitted_variances() -> None:
    table = ratings()
    cases, raters = np.divmod(np.arange(120), 4)
    found = rater_agreement(table)
    one = fit_mixed_model(grouped_products([cases], table.ravel()))
    assert found["ICC1"].value == pytest.approx(one.shares[0], rel=1e-6)
    two = fit_mixed_model(grouped_products([cases, raters], table.ravel()))
    assert found["ICC2"].value == pytest.approx(two.shares[0], rel=1e-5)


def test_a_severe_rater_costs_agreement_but_not_consistency() -> None:
    table = ratings()
    severe = table - np.array([0.0, 0.0, 0.0, 30.0])
    before, after = rater_agreement(table), rater_agreement(severe)
    assert after["ICC3"].value == pytest.approx(before["ICC3"].value, rel=1e-9)
    assert after["ICC2"].value < before["ICC2"].value / 2


def test_the_mean_of_raters_agrees_better_than_one() -> None:
    found = rater_agreement(ratings())
    assert tuple(found) == FORMS
    for form in FORMS[:3]:
        one, mean = found[form], found[f"{form}k"]
        assert one.low < one.value < one.high
        assert one.value < mean.value < 1


def test_the_order_of_cases_and_raters_does_not_matter() -> None:
    table = ratings()
    here, there = rater_agreement(table), rater_agreement(table[::-1, ::-1])
    for form in FORMS:
        assert there[form].value == pytest.approx(here[form].value, rel=1e-10)


def test_impossible_tables_are_refused() -> None:
    for table in ([[1.0, 2.0]], [[1.0], [2.0]], [[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [2.0, 1.0]]):
        with pytest.raises(MethodError, match="wrong_parameter"):
            rater_agreement(table)
    with pytest.raises(MethodError, match="not_finite"):
        rater_agreement([[1.0, float("nan")], [3.0, 4.0]])
    with pytest.raises(MethodError, match="wrong_shape"):
        rater_agreement([1.0, 2.0])
