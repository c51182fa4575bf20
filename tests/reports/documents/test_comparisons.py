"""Two runs side by side: every line says who moved, by how much, and why."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from reports.cli import compare
from reports.documents.comparisons import comparison_lines, run_of
from scoring.comparison import Comparison, Movement
from scoring.errors import BundleError


def moved(**changes: object) -> Movement:
    facts: dict[str, object] = {
        "contract": "K1",
        "name": "甲",
        "total_before": 82.314,
        "total_after": 79.021,
        "place_before": 1,
        "place_after": 2,
        "grade_before": "good",
        "grade_after": "fair",
        "class_before": "renew",
        "class_after": "rectify",
        "parts": {"data": -2.293, "weights": -1.0, "mapping": 0.0, "method": 0.0},
    }
    return Movement(**{**facts, **changes})  # type: ignore[arg-type]  # plain facts of a test


def test_a_line_names_points_causes_place_and_grade() -> None:
    found = Comparison(("data", "weights"), (moved(),), ())

    assert comparison_lines(found, "en") == [
        "甲: 82.31 → 79.02 points (−3.29): answers and measures −2.29, weights −1.00"
        "; place 1 → 2; grade Good → Fair"
    ]


def test_a_contract_in_one_run_only_is_told_with_its_reason() -> None:
    gone = moved(total_after=None, parts={}, reason="contract_only_before")
    found = Comparison((), (gone,), ("nothing_changed",))

    assert comparison_lines(found, "en") == [
        "甲: only in the first run.",
        "Both runs come from the same data under the same plan.",
    ]


def test_a_movement_that_rounds_to_nothing_carries_no_sign() -> None:
    still = moved(total_after=82.3139, place_after=1, grade_after="good", parts={"data": -1e-4})

    assert comparison_lines(Comparison((), (still,), ()), "en") == [
        "甲: 82.31 → 82.31 points (0.00)"
    ]


def test_the_command_compares_a_run_with_itself(county_output: Path) -> None:
    answer = CliRunner().invoke(compare, [str(county_output), str(county_output), "--json"])
    found = json.loads(answer.stdout)

    assert answer.exit_code == 0
    assert found["notes"] == ["nothing_changed"]
    totals = {row["movement"] for row in found["contracts"] if row["total_before"] is not None}
    assert totals == {0.0}


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="output_missing_file"):
        run_of(tmp_path)
