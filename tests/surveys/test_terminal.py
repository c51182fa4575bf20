"""This room is for how commands speak when something is refused."""

import json

import click
import pytest

from scoring.errors import BundleError, MethodError
from surveys.imports.problems import Problem, refuse
from surveys.terminal import REFUSED, SYSTEM, counted, refusals_told, scoring_line, staged
from surveys.wording import problem_line


def test_a_refusal_ends_with_its_exit_code_and_its_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(click.exceptions.Exit) as ended, refusals_told("en", False):
        raise refuse("missing_column", "a.csv", row=1, column="村", allowed=["镇", "100%"])
    assert ended.value.exit_code == REFUSED
    assert "a.csv, row 1, column 村: This column is missing. The file has: 镇, 100%." in (
        capsys.readouterr().err
    )


def test_machines_are_told_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(click.exceptions.Exit), refusals_told("zh", True):
        raise BundleError("bundle_altered", file="plan.json", found="a", allowed="b")
    assert json.loads(capsys.readouterr().out)["error"] == "bundle_altered"


def test_a_full_disk_has_an_exit_code_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(click.exceptions.Exit) as ended, refusals_told("en", False):
        raise OSError("no space left")
    assert ended.value.exit_code == SYSTEM
    assert "no space left" in capsys.readouterr().err


def test_an_error_of_scoring_names_its_place() -> None:
    error = BundleError("code_outside_scale", file="r.parquet", row=3, column="Q", found=9)
    assert scoring_line(error, "en").startswith("r.parquet, row 3, column Q: Found the answer")
    assert "odd" in scoring_line(MethodError("odd"), "en")


def test_a_cell_with_signs_of_a_template_is_shown_as_it_is() -> None:
    problem = Problem("label_outside_scale", "a.csv", 2, "%(row)s", "50%(x)s", ["100%"])
    assert "50%(x)s" in problem_line(problem, "en")
    assert "%(row)s" in problem_line(problem, "en")


def test_progress_is_silent_away_from_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with counted("x", "rows", False) as advance:
        advance(3)
    with staged(True) as report:
        report("responses", 1, 2)
    assert capsys.readouterr().err == ""
