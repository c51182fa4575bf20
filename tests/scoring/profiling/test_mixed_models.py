"""Variance components are those of the analysis of variance where that is exact."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.mixed_models import design_effect, fit_mixed_model
from scoring.profiling.mixed_products import cell_products, grouped_products


def balanced(seed: int = 3) -> np.ndarray:
    """Answers of 12 contracts by 5 interviewers, 3 each."""
    generator = np.random.default_rng(seed)
    contracts, interviewers = generator.normal(0, 4, (12, 1, 1)), generator.normal(0, 2, (1, 5, 1))
    return np.asarray(75 + contracts + interviewers + generator.normal(0, 6, (12, 5, 3)))


def test_equal_groups_give_the_analysis_of_variance() -> None:
    y = balanced().reshape(12, 15)
    between = 15 * y.mean(axis=1).var(ddof=1)
    within = y.var(axis=1, ddof=1).mean()
    model = fit_mixed_model(grouped_products([np.repeat(np.arange(12), 15)], y.ravel()))
    assert model.residual == pytest.approx(within, rel=1e-7)
    assert model.variances[0] == pytest.approx((between - within) / 15, rel=1e-7)
    assert model.fixed[0] == pytest.approx(y.mean())
    shrunk = (1 - within / between) * (y.mean(axis=1) - y.mean())
    np.testing.assert_allclose(model.effects[0][:, 0], shrunk, rtol=1e-6)


def test_equal_crossed_cells_give_the_analysis_of_variance() -> None:
    y = balanced()
    rows, columns = y.mean(axis=(1, 2)), y.mean(axis=(0, 2))
    fitted = rows[:, None, None] + columns[None, :, None] - y.mean()
    residual = ((y - fitted) ** 2).sum() / (180 - 12 - 5 + 1)
    first, second = np.divmod(np.arange(60), 5)
    sums = y.sum(axis=2).ravel()
    products = cell_products(first, second, np.full(60, 3), sums, float((y**2).sum()))
    model = fit_mixed_model(products)
    assert model.residual == pytest.approx(residual, rel=1e-6)
    assert model.variances[0] == pytest.approx(rows.var(ddof=1) - residual / 15, rel=1e-6)
    assert model.variances[1] == pytest.approx(columns.var(ddof=1) - residual / 36, rel=1e-6)


def test_cells_say_as_much_as_answers() -> None:
    generator = np.random.default_rng(8)
    first, second = generator.integers(0, 9, 200), generator.integers(0, 4, 200)
    y = generator.normal(70, 8, 200) + 3 * first
    cells = np.zeros((2, 9, 4))
    np.add.at(cells[0], (first, second), 1)
    np.add.at(cells[1], (first, second), y)
    rows, columns = np.divmod(np.arange(36), 4)
    by_cells = cell_products(rows, columns, cells[0].ravel(), cells[1].ravel(), float(y @ y))
    ours, theirs = fit_mixed_model(by_cells), fit_mixed_model(grouped_products([first, second], y))
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, abs=1e-8)
    np.testing.assert_allclose(ours.variances, theirs.variances, rtol=1e-5, atol=1e-6)


def test_groups_that_differ_by_less_than_chance_have_variance_zero() -> None:
    y = np.tile([60.0, 70.0, 80.0], 6)
    model = fit_mixed_model(grouped_products([np.repeat(np.arange(6), 3)], y))
    assert model.variances[0] == 0.0
    assert (model.effects[0] == 0).all()
    assert (model.deviations[0] == 0).all()


def test_the_names_of_units_do_not_matter() -> None:
    y = balanced().reshape(12, 15)
    units = np.repeat(np.arange(12), 15)
    here = fit_mixed_model(grouped_products([units], y.ravel()))
    there = fit_mixed_model(grouped_products([11 - units], y.ravel()))
    assert there.variances[0] == pytest.approx(here.variances[0], rel=1e-9)
    np.testing.assert_allclose(there.effects[0][::-1], here.effects[0], rtol=1e-7, atol=1e-9)


def test_a_shared_interviewer_multiplies_the_variance() -> None:
    assert design_effect(0.0, 25.0) == 1.0
    with pytest.raises(MethodError) as refused:
        design_effect(1.2, 25.0)
    assert refused.value.code == "wrong_parameter"


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(MethodError) as refused:
        fit_mixed_model(grouped_products([[0, 1]], [1.0, 2.0]), "bayes")
    assert refused.value.code == "unknown_method"


def test_answers_that_do_not_differ_or_are_too_few_are_refused() -> None:
    for answers in ([80.0], [80.0, 80.0, 80.0]):
        products = grouped_products([np.arange(len(answers)) % 2], answers)
        with pytest.raises(MethodError) as refused:
            fit_mixed_model(products)
        assert refused.value.code == "wrong_parameter"
