"""This room is for what ties contracts to each other: shared sampling units and common slopes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import estimate
from scoring.moments.estimates import SurveyEstimates
from scoring.moments.variance import slope_terms
from scoring.plan import Item, Variable
from tests.bundles import FIVE, plain_plan, survey_bundle, survey_plan


def students(path: Path, seed: int, adjusters: tuple[str, ...] = ()) -> SurveyEstimates:
    """Forty answers of twelve students on three contracts, two items."""
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {
        "contract": rng.choice(["k1", "k2", "k3"], 40).tolist(),
        "psu": [f"s{n}" for n in rng.integers(0, 12, 40)],
        "item:a": rng.integers(1, 6, 40).tolist(),
        "item:b": rng.integers(1, 6, 40).tolist(),
        **{f"adjuster:{name}": rng.integers(0, 9, 40).astype(float) for name in adjusters},
    }
    variables = [Variable("a", "mean", ("a",)), Variable("b", "mean", ("b",))]
    plan = survey_plan([Item("a", FIVE), Item("b", FIVE)], variables, adjusters)
    return estimate(survey_bundle(path, plan, columns))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_shared_units_and_own_variances_make_one_covariance(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    estimates = students(tmp_path_factory.mktemp("shared") / "b", seed)
    gradients = np.random.default_rng(seed).normal(size=(len(estimates.contracts), 2))
    shared, counts = estimates.shared_covariance(gradients)
    own = [g @ row.covariance @ g for g, row in zip(gradients, estimates.contracts, strict=True)]
    whole = shared.toarray() + np.diag(own)
    assert shared.toarray() == pytest.approx(shared.toarray().T)
    assert np.linalg.eigvalsh(whole).min() > -1e-9 * max(own)
    assert (counts.toarray() == counts.toarray().T).all()
    assert counts.toarray().max() <= 12


def test_a_pair_of_contracts_judged_by_the_same_people_covaries(tmp_path: Path) -> None:
    columns = {
        "contract": ["k1", "k1", "k1", "k2", "k2", "k2"],
        "psu": ["s1", "s2", "s3", "s1", "s2", "s3"],
        "item:a": [1, 3, 5, 2, 3, 4],
    }
    estimates = estimate(survey_bundle(tmp_path / "b", plain_plan("a"), columns))
    covariance, counts = estimates.shared_covariance(np.ones((2, 1)))
    # Judges differ by (-50, 0, 50) and (-25, 0, 25): their covariance over three.
    assert covariance[0, 1] == pytest.approx(np.cov([0, 50, 100], [25, 50, 75])[0, 1] / 3)
    assert counts[0, 1] == 3
    assert covariance.diagonal().tolist() == [0, 0]


def test_a_unit_drawn_in_two_strata_of_a_contract_is_met_once_by_another_contract(
    tmp_path: Path,
) -> None:
    rows = [
        (contract, stratum, f"v{village}", 1 + village % 5)
        for village in range(10)
        for contract, stratum in (("k1", "x"), ("k1", "y"), ("k2", "x"))
    ]
    names = ("contract", "stratum", "psu", "item:a")
    columns = {name: [row[n] for row in rows] for n, name in enumerate(names)}
    estimates = estimate(survey_bundle(tmp_path / "b", plain_plan("a"), columns))
    covariance, counts = estimates.shared_covariance(np.ones((2, 1)))
    first, second = (row.covariance[0, 0] for row in estimates.contracts)

    # Half of the first contract is the second one, so this is the largest covariance there can be.
    assert covariance[0, 1] == pytest.approx(second / 2)
    assert first + second - 2 * covariance[0, 1] >= -1e-9
    assert counts[0, 1] == 10
    assert estimates.contracts[0].flags == ("psu_in_several_strata",)
    assert estimates.contracts[1].flags == ()


def test_contracts_without_common_units_do_not_covary(tmp_path: Path) -> None:
    columns = {"contract": ["k1", "k1", "k2", "k2"], "item:a": [1, 3, 2, 5]}
    estimates = estimate(survey_bundle(tmp_path / "b", plain_plan("a"), columns))
    covariance, counts = estimates.shared_covariance(np.ones((2, 1)))
    assert (covariance.nnz, counts.nnz) == (0, 0)
    assert estimates.slope_covariance(np.ones((2, 1))) is None


def test_common_slopes_tie_all_contracts(tmp_path: Path) -> None:
    estimates = students(tmp_path / "b", 3, ("age",))
    gradients = np.ones((3, 2))
    factor = estimates.slope_covariance(gradients)
    assert factor is not None
    together = factor @ factor.T
    pulled = slope_terms(estimates.mix)
    for j, row in enumerate(estimates.contracts):
        assert together[j, j] == pytest.approx(gradients[j] @ pulled[j] @ gradients[j])
        assert np.linalg.eigvalsh(row.covariance_adjusted - pulled[j]).min() > -1e-9
