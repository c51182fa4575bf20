"""This room is for case mix: who is compared on what, and what cannot be adjusted for."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import estimate
from scoring.moments.estimates import SurveyEstimates
from tests.bundles import plain_plan, survey_bundle


def adjusted(path: Path, columns: dict[str, Any], *names: str) -> SurveyEstimates:
    """Estimate one item with the named adjusters."""
    return estimate(survey_bundle(path, plain_plan("a", adjusters=names), columns))


def two_contracts(ages: list[float | None]) -> dict[str, Any]:
    """Eight answers of two contracts."""
    return {
        "contract": ["k1"] * 4 + ["k2"] * 4,
        "item:a": [1, 2, 3, 4, 2, 3, 4, 5],
        "adjuster:age": ages,
    }


def test_contracts_that_differ_only_by_their_clients_become_equal(tmp_path: Path) -> None:
    # A point of age is worth 25 points everywhere; the second contract's clients are one older.
    columns = two_contracts([1.0, 2.0, 3.0, 4.0, 2.0, 3.0, 4.0, 5.0])
    estimates = adjusted(tmp_path / "b", columns, "age")
    first, second = estimates.contracts
    assert (first.raw[0], second.raw[0]) == (37.5, 62.5)
    assert first.adjusted[0] == pytest.approx(50)
    assert second.adjusted[0] == pytest.approx(50)
    assert estimates.beta == pytest.approx(np.array([[25.0]]))
    assert estimates.overall == pytest.approx(np.array([3.0]))
    assert first.official[0] == first.adjusted[0]


def test_an_adjuster_that_does_not_vary_is_dropped_with_a_note(tmp_path: Path) -> None:
    columns = two_contracts([1.0] * 8) | {"adjuster:twice": [2.0] * 8}
    estimates = adjusted(tmp_path / "b", columns, "age", "twice")
    assert [note["adjuster"] for note in estimates.notes] == ["age", "twice"]
    for row in estimates.contracts:
        assert row.adjusted == pytest.approx(row.raw)


def test_an_adjuster_that_follows_from_another_is_dropped(tmp_path: Path) -> None:
    ages = [1.0, 2.0, 3.0, 4.0, 2.0, 3.0, 4.0, 6.0]
    columns = two_contracts(list(ages)) | {"adjuster:twice": [2 * age for age in ages]}
    estimates = adjusted(tmp_path / "b", columns, "age", "twice")
    assert [note["adjuster"] for note in estimates.notes] == ["twice"]


def test_a_missing_adjuster_counts_as_the_mean_of_its_contract(tmp_path: Path) -> None:
    given_ages = [1.0, 3.0, 2.0, None, 2.0, 3.0, 4.0, 5.0]
    filled = [1.0, 3.0, 2.0, 2.0, 2.0, 3.0, 4.0, 5.0]
    missing = adjusted(tmp_path / "b", two_contracts(given_ages), "age")
    whole = adjusted(tmp_path / "c", two_contracts(filled), "age")
    for a, b in zip(missing.contracts, whole.contracts, strict=True):
        assert a.adjusted == pytest.approx(b.adjusted, abs=1e-12)
        assert a.covariance_adjusted == pytest.approx(b.covariance_adjusted, abs=1e-12)
    assert missing.contracts[0].missing_adjusters == {"age": 1}
    assert missing.contracts[0].flags == ("adjuster_missing",)


def test_an_adjuster_that_a_contract_never_has_moves_nothing_there(tmp_path: Path) -> None:
    columns = two_contracts([None, None, None, None, 2.0, 3.0, 4.0, 6.0])
    first, second = adjusted(tmp_path / "b", columns, "age").contracts
    assert first.adjusted == pytest.approx(first.raw)
    assert second.adjusted == pytest.approx(second.raw)
    assert "adjuster_unseen" in first.flags


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(-500, 500), st.sampled_from([0.5, 2.0, 10.0]))
def test_the_origin_and_unit_of_an_adjuster_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, seed: int, shift: int, factor: float
) -> None:
    rng = np.random.default_rng(seed)
    ages = rng.integers(60, 95, 30).astype(float)
    columns: dict[str, Any] = {
        "contract": rng.choice(["k1", "k2", "k3"], 30).tolist(),
        "item:a": rng.integers(1, 6, 30).tolist(),
    }
    place = tmp_path_factory.mktemp("shift")
    plain = adjusted(place / "a", columns | {"adjuster:age": ages.tolist()}, "age")
    turned = ((ages + shift) * factor).tolist()
    moved = adjusted(place / "b", columns | {"adjuster:age": turned}, "age")
    for a, b in zip(plain.contracts, moved.contracts, strict=True):
        assert a.adjusted == pytest.approx(b.adjusted, abs=1e-9)
        assert a.covariance_adjusted == pytest.approx(b.covariance_adjusted, abs=1e-8)


def test_uncertain_slopes_are_judged_by_how_contracts_disagree(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    owner = np.repeat([0, 1, 2], 12)
    x, answers = rng.integers(0, 9, 36).astype(float), rng.integers(1, 6, 36)
    columns = {
        "contract": [f"k{j}" for j in owner],
        "item:a": answers.tolist(),
        "adjuster:age": x.tolist(),
    }
    estimates = adjusted(tmp_path / "b", columns, "age")
    y = 25.0 * (answers - 1)
    means = [(x[owner == j].mean(), y[owner == j].mean()) for j in range(3)]
    within_x = x - np.array([means[j][0] for j in owner])
    within_y = y - np.array([means[j][1] for j in owner])
    square = within_x @ within_x
    beta = within_x @ within_y / square
    scores = np.bincount(owner, within_x * (within_y - beta * within_x)) / square
    assert estimates.beta_standard_error is not None
    assert estimates.beta_standard_error[0, 0] ** 2 == pytest.approx(3 / 2 * scores @ scores)


def test_a_single_contract_gains_nothing_from_adjusting_it_to_its_own_clients(
    tmp_path: Path,
) -> None:
    # Nobody else sets the average: the adjusted mean is the raw one, and as uncertain.
    ages = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    answers = {"item:a": [1, 1, 2, 2, 3, 3, 4, 4], "adjuster:age": ages}
    (row,) = adjusted(tmp_path / "b", {"contract": ["k1"] * 8} | answers, "age").contracts

    assert row.adjusted == pytest.approx(row.raw)
    assert row.covariance_adjusted == pytest.approx(row.covariance_raw, rel=1e-9)


def test_the_average_client_widens_intervals_and_leaves_differences_alone(tmp_path: Path) -> None:
    # Answers follow age to the last point, so that nothing but the average is uncertain.
    estimates = adjusted(
        tmp_path / "b", two_contracts([1.0, 2.0, 3.0, 4.0, 2.0, 3.0, 4.0, 5.0]), "age"
    )
    factor = estimates.slope_covariance(np.ones((2, 1)))
    assert factor is not None
    together = factor @ factor.T
    first, second = (row.covariance_adjusted[0, 0] for row in estimates.contracts)

    # 25 points a year, ages of variance 5/3 in each of two samples of four.
    assert first == pytest.approx(25**2 * 2 * (5 / 3 * 4 / 8**2))
    assert first + second - 2 * together[0, 1] == pytest.approx(0, abs=1e-9)
