"""This room is for the promise that neither workers nor order nor division of rows can show."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from decimal import Decimal
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.bundle import Bundle
from scoring.engine import estimate
from scoring.errors import MethodError
from scoring.plan import Item, Plan, Variable, Weighting
from tests.bundles import FIVE, bits_of, divide_responses, survey_bundle, survey_plan

YES_NO = {"0": 0, "1": 100}


def rich_plan() -> Plan:
    """All three methods, two adjusters and a margin."""
    yes_no = {code: Decimal(points) for code, points in YES_NO.items()}
    items = [Item(code, FIVE) for code in ("a", "b", "c")] + [
        Item(code, yes_no) for code in ("p", "q")
    ]
    variables = [
        Variable("mean", "mean", ("a", "b", "c")),
        Variable("any", "at_least", ("p", "q"), {"count": 1}),
        Variable("solved", "among", ("p", "a"), {"codes": [1]}),
    ]
    return survey_plan(items, variables, ("age", "share"), Weighting(margins=("mode",)))


def random_columns(seed: int, size: int) -> dict[str, Any]:
    """Draw responses of three contracts that share sampling units and miss some answers."""
    rng = np.random.default_rng(seed)
    contract = rng.choice(["k1", "k2", "k3"], size)
    ages = rng.integers(60, 95, size).astype(float).tolist()
    shares = (rng.integers(0, 100, size) / 100).tolist()
    gaps = rng.random((2, size)) < 0.1
    return {
        "contract": contract.tolist(),
        "stratum": rng.choice(["s1", "s2", "s3"], size, p=[0.6, 0.3, 0.1]).tolist(),
        "psu": rng.choice([f"v{n}" for n in range(max(size // 3, 2))], size).tolist(),
        "mode": rng.choice(["phone", "visit"], size).tolist(),
        "status": rng.choice(["accepted", "excluded"], size, p=[0.9, 0.1]).tolist(),
        "presence": rng.choice(["alone", "staff"], size, p=[0.95, 0.05]).tolist(),
        "base_weight": rng.choice([1.0, 1.7, 2.3], size).tolist(),
        "adjuster:age": [None if gap else age for gap, age in zip(gaps[0], ages, strict=True)],
        "adjuster:share": [None if gap else s for gap, s in zip(gaps[1], shares, strict=True)],
        **{
            f"item:{code}": rng.choice([-3, -2, -1, 1, 2, 3, 4, 5], size).tolist() for code in "abc"
        },
        **{f"item:{code}": rng.choice([-1, 0, 1], size).tolist() for code in "pq"},
    }


def margins() -> Any:
    """Half of each contract's clients are reached by phone."""
    rows = [(code, mode) for code in ("k1", "k2", "k3") for mode in ("phone", "visit")]
    return pa.table(
        {
            "contract": [code for code, _ in rows],
            "variable": ["mode"] * len(rows),
            "category": [mode for _, mode in rows],
            "population": [50.0] * len(rows),
        }
    )


def rich_bundle(path: Path, seed: int, size: int = 240) -> Bundle:
    """A small bundle in which everything happens at once."""
    columns = random_columns(seed, size)
    return survey_bundle(
        path, rich_plan(), columns, margins=margins(), codes=["k1", "k2", "k3", "k4"]
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 300))
def test_order_and_division_of_the_responses_cannot_show(
    tmp_path_factory: pytest.TempPathFactory, seed: int, parts: int, group: int
) -> None:
    bundle = rich_bundle(tmp_path_factory.mktemp("division") / "b", seed % 5)
    before = bits_of(estimate(bundle))
    order = np.random.default_rng(seed).permutation(240).tolist()
    divide_responses(bundle, order, parts, group)
    assert bits_of(estimate(bundle)) == before


def test_an_executor_and_two_threads_give_the_bits_of_one(tmp_path: Path) -> None:
    bundle = rich_bundle(tmp_path / "b", 1)
    divide_responses(bundle, list(range(240)), parts=4, group=20)
    alone = bits_of(estimate(bundle))
    with ThreadPoolExecutor(3) as executor:
        assert bits_of(estimate(bundle, executor=executor)) == alone
    assert bits_of(estimate(bundle, workers=2)) == alone


def test_the_death_of_a_process_is_named(tmp_path: Path) -> None:
    bundle = rich_bundle(tmp_path / "b", 1)
    divide_responses(bundle, list(range(240)), parts=40, group=20)

    def kill(done: int, total: int) -> None:
        for child in active_children():
            child.kill()

    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        pytest.raises(MethodError, match="worker_died"),
    ):
        estimate(bundle, executor=pool, progress=kill)


def test_exact_sums_and_float_sums_agree_closely(tmp_path: Path) -> None:
    bundle = rich_bundle(tmp_path / "b", 2)
    exact, plain = estimate(bundle), estimate(bundle, exact=False)
    assert exact.is_exact
    assert plain.notes == ({"code": "float_arithmetic"},)
    for a, b in zip(exact.contracts, plain.contracts, strict=True):
        # Weights of record are rounded to 1/1024, so the figures differ by that order alone.
        assert a.adjusted == pytest.approx(b.adjusted, abs=0.2)
        assert a.covariance_adjusted == pytest.approx(b.covariance_adjusted, rel=0.02, abs=0.01)


def test_adjusters_off_the_grid_are_summed_in_floats_with_a_note(tmp_path: Path) -> None:
    columns = random_columns(3, 240)
    columns["adjuster:share"] = [row and row / 7 for row in columns["adjuster:share"]]
    codes = ["k1", "k2", "k3"]
    bundle = survey_bundle(tmp_path / "b", rich_plan(), columns, margins=margins(), codes=codes)
    estimates = estimate(bundle)
    assert not estimates.is_exact
    assert {"code": "float_arithmetic"} in estimates.notes


def test_progress_counts_every_task_of_both_passes(tmp_path: Path) -> None:
    bundle = rich_bundle(tmp_path / "b", 4)
    divide_responses(bundle, list(range(240)), parts=3, group=300)
    seen: list[tuple[int, int]] = []
    estimate(bundle, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(done, 6) for done in range(1, 7)]


def test_a_contract_without_responses_has_reasons_and_no_numbers(tmp_path: Path) -> None:
    last = estimate(rich_bundle(tmp_path / "b", 5)).contracts[-1]
    assert last.contract == "k4"
    assert (last.submitted, last.answers, last.psus) == (0, 0, 0)
    assert set(last.reasons.values()) == {"no_answers"}
    assert not last.covariance.any()


def test_a_bundle_without_any_response_is_all_reasons(tmp_path: Path) -> None:
    columns = {name: column[:0] for name, column in random_columns(0, 5).items()}
    bundle = survey_bundle(tmp_path / "b", rich_plan(), columns, codes=["k1", "k2"])
    estimates = estimate(bundle)
    assert [set(row.reasons.values()) for row in estimates.contracts] == [{"no_answers"}] * 2


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 60))
def test_no_figure_is_ever_not_a_number(
    tmp_path_factory: pytest.TempPathFactory, seed: int, size: int
) -> None:
    columns = random_columns(seed, size)
    plan = rich_plan()
    plain = survey_plan(plan.items, plan.variables, ("age", "share"))
    bundle = survey_bundle(tmp_path_factory.mktemp("nan") / "b", plain, columns)
    for row in estimate(bundle).contracts:
        for array in (row.raw, row.adjusted, row.covariance_raw, row.covariance_adjusted):
            assert np.isfinite(array).all()
        assert (np.linalg.eigvalsh(row.covariance) > -1e-6).all()
