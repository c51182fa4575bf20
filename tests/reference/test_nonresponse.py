"""Nonresponse factors, chances to answer and representativity against R's glm and formulas."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from scoring.survey.nonresponse import (
    answer_chances,
    chance_classes,
    class_factors,
    representativity,
    response_share,
)
from scoring.survey.trimming import weighting_effect
from tests.reference.test_design_estimates import expected, table_of

pytestmark = pytest.mark.reference
CLOSE = 1e-7
CASE = "nonresponse"


def predictors_of(table: Any) -> np.ndarray:
    types = table["stype"]
    columns = [np.ones(len(types)), table["meals"], table["api99"], types == "H", types == "M"]
    return np.column_stack(columns).astype(float)


def weighted(weights: np.ndarray, values: np.ndarray) -> Any:
    return (weights @ values) / weights.sum()


def test_weighting_classes(reference: Path) -> None:
    table, published = table_of(reference, "apistrat_nonresponse"), expected(reference, CASE)
    weights, answered, score = table["pw"], table["resp"] == 1, table["api00"]
    assert len(weights) == published["n"]
    plain = response_share(np.ones(len(weights)), answered)
    assert plain == pytest.approx(published["response_rate_unweighted"], rel=CLOSE)
    rate = response_share(weights, answered)
    assert rate == pytest.approx(published["response_rate_weighted"], rel=CLOSE)
    found = class_factors(weights, answered, table["stype"])
    factors = dict(zip(found.labels, found.factors.tolist(), strict=True))
    assert factors == pytest.approx(published["class_factor"], rel=CLOSE)
    assert weighted(weights, score) == pytest.approx(published["mean_full_sample"], rel=CLOSE)
    replied = weighted(weights * answered, score)
    assert replied == pytest.approx(published["mean_respondents"], rel=CLOSE)
    adjusted = weights * found.row_factors
    assert weighted(adjusted, score) == pytest.approx(published["mean_class_adjusted"], rel=CLOSE)
    assert weighting_effect(adjusted) == pytest.approx(published["kish_deff_class"], rel=CLOSE)


def test_chances_to_answer(reference: Path) -> None:
    table, published = table_of(reference, "apistrat_nonresponse"), expected(reference, CASE)
    weights, answered, score = table["pw"], table["resp"] == 1, table["api00"]
    found = answer_chances(answered, predictors_of(table))
    np.testing.assert_allclose(found.coefficients, published["coef_unweighted_logit"], rtol=CLOSE)
    adjusted = weights * answered / found.chances
    mean = published["mean_propensity_adjusted"]
    assert weighted(adjusted, score) == pytest.approx(mean, rel=CLOSE)
    effect = published["kish_deff_propensity"]
    assert weighting_effect(adjusted) == pytest.approx(effect, rel=CLOSE)
    fifths = class_factors(weights, answered, chance_classes(found.chances))
    np.testing.assert_allclose(fifths.factors, published["quintile_factor"], rtol=CLOSE)
    mean = published["mean_propensity_quintile_adjusted"]
    assert weighted(weights * fifths.row_factors, score) == pytest.approx(mean, rel=CLOSE)
    plain, design = representativity(found.chances), representativity(found.chances, weights)
    assert plain == pytest.approx(published["R_indicator_unweighted"], rel=CLOSE)
    assert design == pytest.approx(published["R_indicator_design_weighted"], rel=CLOSE)


def test_the_published_weighted_coefficients_are_the_unweighted_ones(reference: Path) -> None:
    table, published = table_of(reference, "apistrat_nonresponse"), expected(reference, CASE)
    weights, answered = table["pw"], table["resp"] == 1
    columns = predictors_of(table)
    assert published["coef_weighted_logit"] == published["coef_unweighted_logit"]

    def score(coefficients: Any) -> np.ndarray:
        """How far the weighted score equations are from 0, as a share of what they sum."""
        left = columns.T @ (weights * (answered - expit(columns @ coefficients)))
        return np.abs(left) / (np.abs(columns).T @ weights)

    # The weighted likelihood is concave, so the root of these equations is its only maximum.
    assert score(published["coef_weighted_logit"]).max() > 1e-4
    assert score(answer_chances(answered, columns, weights).coefficients).max() < 1e-12
