"""This room is for design variance: clusters, strata, lone units, and the clients asked."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from scoring.engine import estimate
from scoring.moments.estimates import ContractEstimates
from scoring.moments.variance import design_of
from tests.bundles import plain_plan, survey_bundle


def one(path: Path, columns: dict[str, Any], **parts: Any) -> ContractEstimates:
    """Estimate one contract by one item."""
    columns = {"contract": ["k1"] * len(columns["item:a"]), **columns}
    (row,) = estimate(survey_bundle(path, plain_plan("a"), columns, **parts)).contracts
    return row


def test_single_respondents_have_the_textbook_standard_error(tmp_path: Path) -> None:
    row = one(tmp_path / "b", {"item:a": [1, 2, 4, 5, 5]})
    points = np.array([0, 25, 75, 100, 100])
    assert row.covariance[0, 0] == pytest.approx(points.var(ddof=1) / 5)
    assert row.degrees_of_freedom == 4


def test_the_village_is_what_counts_where_villages_were_drawn(tmp_path: Path) -> None:
    row = one(tmp_path / "b", {"item:a": [1, 1, 3, 3, 5, 5], "psu": list("aabbcc")})
    means = np.array([0, 50, 100])
    assert row.covariance[0, 0] == pytest.approx(means.var(ddof=1) / 3)
    assert (row.psus, row.degrees_of_freedom) == (3, 2)


def test_differences_between_strata_are_no_sampling_error(tmp_path: Path) -> None:
    row = one(tmp_path / "b", {"item:a": [1, 1, 5, 5], "stratum": list("aabb")})
    assert row.covariance[0, 0] == 0
    assert row.degrees_of_freedom == 2


def test_a_lone_unit_joins_its_neighbour_and_is_flagged(tmp_path: Path) -> None:
    answers = {"item:a": [1, 2, 5], "stratum": list("aab")}
    row = one(tmp_path / "b", answers)
    together = one(tmp_path / "c", {"item:a": [1, 2, 5]})
    assert row.covariance == pytest.approx(together.covariance)
    assert row.flags == ("lone_psu_collapsed",)
    assert row.degrees_of_freedom == 2


@pytest.mark.parametrize(
    ("strata", "sizes", "collapsed"),
    [
        ("aabb", [2, 2], 0),
        ("abb", [3], 1),
        ("abc", [3], 2),
        ("aabcc", [3, 2], 1),
        ("aabc", [4], 2),
        ("a", [1], 0),
    ],
)
def test_no_stratum_is_left_with_one_unit_where_there_is_another(
    strata: str, sizes: list[int], collapsed: int
) -> None:
    codes = np.array([ord(code) for code in strata])
    design = design_of(np.zeros(len(strata), np.int64), codes, 1)
    assert design.sizes.tolist() == sizes
    assert design.collapsed.tolist() == [collapsed]
    assert design.units.tolist() == [len(strata)]


def test_lone_units_never_join_another_contract() -> None:
    design = design_of(np.array([0, 1, 1]), np.array([0, 0, 0]), 2)
    assert design.sizes.tolist() == [1, 2]
    assert design.contract.tolist() == [0, 1]


def test_a_contract_with_one_unit_has_a_mean_and_no_variance(tmp_path: Path) -> None:
    row = one(tmp_path / "b", {"item:a": [1, 5], "psu": ["v", "v"]})
    assert row.raw.tolist() == [50.0]
    assert row.reasons == {"v": "single_psu"}
    assert row.covariance[0, 0] == 0


def frame(population: int, stratum: str | None = None) -> pa.Table:
    """The clients of one contract."""
    return pa.table(
        {"contract": ["k1"], "stratum": [stratum], "population": [population], "drawn": [5]}
    )


def test_this_years_clients_are_known_better_the_more_were_asked(tmp_path: Path) -> None:
    answers = {"item:a": [1, 2, 4, 5]}
    row = one(tmp_path / "b", answers, frame=frame(16))
    assert row.covariance_clients == pytest.approx(row.covariance * (1 - 4 / 16))
    census = one(tmp_path / "c", answers, frame=frame(4))
    assert census.covariance_clients[0, 0] == 0
    assert census.covariance == pytest.approx(row.covariance)


def test_without_a_frame_nothing_is_said_of_this_years_clients(tmp_path: Path) -> None:
    answers = {"item:a": [1, 2, 4, 5]}
    bare = one(tmp_path / "b", answers)
    assert (bare.clients_reason, bare.covariance_clients[0, 0]) == ("no_frame", 0)
    other = one(tmp_path / "c", answers, frame=frame(9, "elsewhere"))
    assert (other.clients_reason, other.covariance_clients[0, 0]) == ("stratum_not_in_frame", 0)
