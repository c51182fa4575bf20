"""Adjusted means by regression agree with a plain fit and with its sandwich."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.adjusted_means import adjusted_means


def answers(seed: int, contracts: int = 5) -> tuple[np.ndarray, ...]:
    chance = np.random.default_rng(seed)
    codes = np.repeat(np.arange(contracts), chance.integers(4, 12, contracts))
    x = chance.normal(size=(codes.size, 2)) + codes[:, None] / 3
    y = 60 + 5 * codes + x @ [4.0, -2.0] + chance.normal(0, 8, codes.size)
    return y, codes, x, chance.uniform(0.5, 3, codes.size)


@given(seed=st.integers(0, 10_000))
def test_a_fit_with_a_column_for_each_contract_gives_the_same(seed: int) -> None:
    y, codes, x, w = answers(seed)
    found = adjusted_means(y, codes, x, w)
    centred = x - (w @ x) / w.sum()
    columns = np.hstack([codes[:, None] == np.arange(5), centred]).astype(float)
    fit = sm.WLS(y, columns, weights=w).fit()
    assert [*found.means, *found.slopes] == pytest.approx(fit.params, rel=1e-8, abs=1e-8)
    assert found.classical == pytest.approx(fit.cov_params(), rel=1e-7, abs=1e-9)
    robust = fit.get_robustcov_results("HC0").cov_params()
    assert found.robust == pytest.approx(robust, rel=1e-7, abs=1e-9)
    assert (found.residual**2, found.degrees) == pytest.approx((fit.mse_resid, fit.df_resid))


def test_a_missing_adjuster_counts_as_the_mean_of_its_contract() -> None:
    y, codes, x, w = answers(1)
    gap, filled = x.copy(), x.copy()
    gap[3, 0] = np.nan
    others = (codes == codes[3]) & (np.arange(codes.size) != 3)
    filled[3, 0] = w[others] @ x[others, 0] / w[others].sum()
    assert adjusted_means(y, codes, gap, w).means == pytest.approx(
        adjusted_means(y, codes, filled, w).means, rel=1e-12
    )


@given(seed=st.integers(0, 10_000))
def test_the_order_of_answers_and_one_common_weight_change_nothing(seed: int) -> None:
    y, codes, x, _ = answers(seed)
    order = np.random.default_rng(seed).permutation(y.size)
    one = adjusted_means(y, codes, x)
    other = adjusted_means(y[order], codes[order], x[order], np.full(y.size, 3.0))
    for name in ("means", "slopes", "known", "robust"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-9, abs=1e-10)


def test_distances_from_the_mean_of_all_sum_to_zero_in_points() -> None:
    y, codes, x, w = answers(2)
    found = adjusted_means(y, codes, x, w)
    z = found.against_all(found.robust[:5, :5])
    contrasts = np.eye(5) - 0.2
    errors = np.sqrt(np.diag(contrasts @ found.robust[:5, :5] @ contrasts.T))
    assert float(z @ errors) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("wrong_shape", {"contracts": np.zeros(3)}),
        ("wrong_shape", {"adjusters": np.zeros(4)}),
        ("not_finite", {"values": np.array([1.0, np.nan, 2.0, 3.0])}),
        ("too_few_answers", {"contracts": np.array([0, 0, 0, 1])}),
        ("too_few_answers", {"adjusters": np.array([[np.nan], [np.nan], [1.0], [2.0]])}),
        ("wrong_parameter", {"adjusters": np.array([[1.0], [1.0], [2.0], [2.0]])}),
        ("too_few_answers", {"adjusters": np.arange(8.0).reshape(4, 2) ** 2}),
        ("negative_value", {"weights": np.array([1.0, -1.0, 1.0, 1.0])}),
    ],
)
def test_what_cannot_be_fitted_is_named(code: str, change: dict[str, np.ndarray]) -> None:
    given_answers = {
        "values": np.array([50.0, 60.0, 70.0, 90.0]),
        "contracts": np.array([0, 0, 1, 1]),
        "adjusters": np.array([[0.0], [1.0], [0.0], [2.0]]),
    }
    with pytest.raises(MethodError, match=code):
        adjusted_means(**(given_answers | change))
