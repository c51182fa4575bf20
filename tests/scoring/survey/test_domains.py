"""Tests of domain means: order, covariances and rows outside."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.survey.designs import Stage, sample_design
from scoring.survey.domains import domain_means
from scoring.survey.totals import weighted_mean

UNITS = np.array([0, 0, 1, 1, 2, 2, 3, 3])
DESIGN = sample_design([Stage(UNITS)], np.array([1.0, 2, 1, 2, 1, 2, 1, 2]))
VALUES = np.array([1.0, 4, 2, 8, 5, 7, 3, 6])
KIND = np.array(["b", "a"] * 4)


def test_each_domain_is_the_mean_of_its_rows() -> None:
    means = domain_means(DESIGN, VALUES, [KIND])
    assert means.labels == (("a",), ("b",))
    for place, label in enumerate("ab"):
        alone = weighted_mean(DESIGN, VALUES, label == KIND)
        assert means.values[place, 0] == pytest.approx(alone.values[0])
        assert means.standard_errors[place, 0] == pytest.approx(alone.standard_errors[0])


def test_domains_that_share_units_move_together() -> None:
    means = domain_means(DESIGN, VALUES, [KIND])
    difference = means.difference(0, 1)
    apart = (means.standard_errors**2).sum()
    assert difference.values == pytest.approx(means.values[0] - means.values[1])
    assert difference.covariance[0, 0] == pytest.approx(apart - 2 * means.estimate.covariance[0, 1])


def test_combinations_are_sorted_by_the_last_classification_and_only_those_that_occur() -> None:
    region = np.array(["n", "n", "n", "n", "s", "s", "s", "s"])
    within = ~((KIND == "a") & (region == "s"))
    means = domain_means(DESIGN, VALUES, [KIND, region], within)
    assert means.labels == (("a", "n"), ("b", "n"), ("b", "s"))


def test_classifications_must_fit_the_rows() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        domain_means(DESIGN, VALUES, [KIND[:3]])
    with pytest.raises(MethodError, match="wrong_shape"):
        domain_means(DESIGN, VALUES, [])
