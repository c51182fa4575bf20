"""More interviews tell contracts apart more reliably, by a known law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f_oneway

from scoring.errors import MethodError
from scoring.profiling.contract_reliability import (
    interviews_needed,
    mean_reliability,
    one_way_analysis,
    stepped_reliability,
)


def test_the_analysis_of_variance_is_that_of_scipy() -> None:
    generator = np.random.default_rng(2)
    groups = [generator.normal(mean, 5, size) for mean, size in ((70, 8), (75, 20), (72, 3))]
    found = one_way_analysis(
        [group.size for group in groups],
        [group.sum() for group in groups],
        [(group**2).sum() for group in groups],
    )
    assert found.f == pytest.approx(f_oneway(*groups).statistic, rel=1e-10)
    assert found.reliability == pytest.approx(1 - 1 / found.f)


def test_alike_contracts_have_no_reliability() -> None:
    found = one_way_analysis([2, 2], [10.0, 10.0], [52.0, 52.0])
    assert found.f == 0.0
    assert found.reliability == 0.0
    assert found.share < 0


@given(st.floats(0.05, 0.99), st.floats(0.1, 50), st.floats(1, 500))
def test_the_interviews_needed_reach_the_target(target: float, tau2: float, sigma2: float) -> None:
    exact, whole = interviews_needed([target], tau2, sigma2)
    assert mean_reliability(exact, tau2, sigma2)[0] == pytest.approx(target, rel=1e-9)
    assert mean_reliability(whole, tau2, sigma2)[0] >= target - 1e-8
    share = tau2 / (tau2 + sigma2)
    assert stepped_reliability(share, float(exact[0])) == pytest.approx(target, rel=1e-9)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(MethodError, match="too_few_contracts"):
        one_way_analysis([5], [10.0], [40.0])
    with pytest.raises(MethodError, match="wrong_parameter"):
        one_way_analysis([1, 1], [10.0, 12.0], [100.0, 144.0])
    with pytest.raises(MethodError, match="negative_value"):
        mean_reliability([0.0], 1.0, 1.0)
    with pytest.raises(MethodError, match="wrong_parameter"):
        mean_reliability([5.0], 1.0, 0.0)
    with pytest.raises(MethodError, match="level_out_of_range"):
        interviews_needed([1.0], 1.0, 1.0)
    with pytest.raises(MethodError, match="wrong_parameter"):
        interviews_needed([0.7], 0.0, 1.0)
    with pytest.raises(MethodError, match="wrong_parameter"):
        stepped_reliability(1.2, 10)
