"""This room is for the InstEval evaluations: 73,421 answers against independent computations."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest
import statsmodels.api as sm

from scoring.bundle import Bundle
from scoring.engine import estimate
from scoring.plan import Item, Variable
from tests.bundles import FIVE, bits_of, survey_bundle, survey_plan

pytestmark = pytest.mark.reference
ADJUSTERS = ("service", "lectage")


@pytest.fixture(scope="module")
def answers(reference: Path) -> pa.Table:
    """The published answers as they are."""
    return pyarrow.csv.read_csv(reference / "evaluations" / "insteval.csv.gz")


@pytest.fixture(scope="module")
def bundle_of(
    answers: pa.Table, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Bundle]:
    """Build the bundle in which one column names the providers."""

    def build(provider: str) -> Bundle:
        plan = survey_plan([Item("y", FIVE)], [Variable("y", "mean", ("y",))], ADJUSTERS)
        columns = {
            "contract": answers[provider].cast(pa.string()),
            "psu": answers["student"].cast(pa.string()),
            "item:y": answers["y"].cast(pa.int16()).combine_chunks(),
            **{f"adjuster:{name}": answers[name].cast(pa.float64()) for name in ADJUSTERS},
        }
        return survey_bundle(tmp_path_factory.mktemp(provider) / "bundle", plan, columns)

    return build


def points(answers: pa.Table) -> np.ndarray:
    """The answers in points: 1 is 0, 5 is 100."""
    return np.asarray(pc.multiply(pc.subtract(answers["y"], 1), 25).to_numpy(), float)


@pytest.mark.parametrize(("provider", "providers"), [("dept", 14), ("lecturer", 1128)])
def test_means_and_standard_errors_equal_a_direct_computation(
    answers: pa.Table, bundle_of: Callable[[str], Bundle], provider: str, providers: int
) -> None:
    estimates = estimate(bundle_of(provider))
    owner = np.array(answers[provider].cast(pa.string()).to_pylist())
    student, y = answers["student"].to_numpy(), points(answers)
    assert len(estimates.contracts) == providers
    for row in estimates.contracts:
        mine = owner == row.contract
        mean = y[mine].sum() / mine.sum()
        totals: dict[int, float] = {}
        for who, value in zip(student[mine], y[mine], strict=True):
            totals[who] = totals.get(who, 0.0) + (value - mean)
        m = len(totals)
        assert row.raw[0] == pytest.approx(mean, abs=1e-9)
        assert (row.answers, row.psus) == (mine.sum(), m)
        variance = 0.0
        if m > 1:
            variance = m / (m - 1) * sum(t * t for t in totals.values()) / mine.sum() ** 2
        assert row.covariance_raw[0, 0] ** 0.5 == pytest.approx(variance**0.5, abs=1e-9)


def test_standard_errors_equal_the_cluster_sandwich_of_statsmodels(
    answers: pa.Table, bundle_of: Callable[[str], Bundle]
) -> None:
    estimates = estimate(bundle_of("dept"))
    owner = np.array(answers["dept"].cast(pa.string()).to_pylist())
    student, y = answers["student"].to_numpy(), points(answers)
    for row in estimates.contracts:
        mine = owner == row.contract
        fit = sm.OLS(y[mine], np.ones(mine.sum())).fit(
            cov_type="cluster", cov_kwds={"groups": student[mine], "use_correction": False}
        )
        m = row.psus
        expected = fit.bse[0] * (m / (m - 1)) ** 0.5
        assert row.covariance_raw[0, 0] ** 0.5 == pytest.approx(expected, abs=1e-9)


def test_adjusted_means_and_slopes_equal_a_regression_with_provider_effects(
    answers: pa.Table, bundle_of: Callable[[str], Bundle]
) -> None:
    estimates = estimate(bundle_of("dept"))
    codes = [row.contract for row in estimates.contracts]
    owner = np.array(answers["dept"].cast(pa.string()).to_pylist())
    x = np.column_stack([answers[name].to_numpy().astype(float) for name in ADJUSTERS])
    effects = (owner[:, None] == np.array(codes)[None, :]).astype(float)
    fit, *_ = np.linalg.lstsq(np.hstack([effects, x - x.mean(axis=0)]), points(answers))
    assert [row.adjusted[0] for row in estimates.contracts] == pytest.approx(fit[:14], abs=1e-9)
    assert estimates.beta is not None
    assert estimates.beta[0] == pytest.approx(fit[14:], abs=1e-9)


def test_departments_covary_through_the_students_they_share(
    answers: pa.Table, bundle_of: Callable[[str], Bundle]
) -> None:
    estimates = estimate(bundle_of("dept"))
    covariance, shared = estimates.shared_covariance(np.ones((14, 1)))
    owner = np.array(answers["dept"].cast(pa.string()).to_pylist())
    student, y = answers["student"].to_numpy(), points(answers)
    x = np.column_stack([answers[name].to_numpy().astype(float) for name in ADJUSTERS])
    assert estimates.beta is not None
    effects, totals = {}, {}
    for j in (0, 1):
        row = estimates.contracts[j]
        mine = owner == row.contract
        e = y[mine] - row.adjusted[0] - (x[mine] - x.mean(axis=0)) @ estimates.beta[0]
        sums = np.bincount(student[mine], e, student.max() + 1) / mine.sum()
        effects[j] = np.bincount(student[mine], minlength=student.max() + 1) > 0
        totals[j] = sums * (row.psus / (row.psus - 1)) ** 0.5
    assert shared[0, 1] == (effects[0] & effects[1]).sum()
    assert covariance[0, 1] == pytest.approx(totals[0] @ totals[1], abs=1e-9)
    assert covariance.diagonal().max() == 0


def test_two_processes_give_the_bits_of_one(bundle_of: Callable[[str], Bundle]) -> None:
    bundle = bundle_of("dept")
    assert bits_of(estimate(bundle, workers=1)) == bits_of(estimate(bundle, workers=2))


def test_a_provider_far_below_the_minimum_still_has_its_figures(
    bundle_of: Callable[[str], Bundle],
) -> None:
    smallest = min(estimate(bundle_of("lecturer")).contracts, key=lambda row: row.answers)
    assert smallest.answers < 30
    assert Decimal(0) <= Decimal(str(smallest.raw[0])) <= Decimal(100)
