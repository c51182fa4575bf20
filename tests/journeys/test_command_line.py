"""This room is for the way from a foreign file to a verified report, by commands alone."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner, Result

from reports.cli import changes, report, score, verify
from surveys.cli import import_answers

EXAMPLES = Path(__file__).parents[2] / "examples"

MAPPING = """
[evaluation]
code = "care-2026"
title = { zh = "照料服务评价", en = "Care services" }
demo = true
[columns]
provider = "机构"
psu = "村"
[scales]
five = { "很满意" = 100, "满意" = 75, "一般" = 50, "不满意" = 25, "很不满意" = 0 }
[[items]]
code = "Q12"
column = "满意吗"
scale = "five"
"""


def run(command: Command, arguments: Sequence[object]) -> Result:
    """Run a command as a user would."""
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def said(command: Command, *arguments: object) -> dict[str, object]:
    """Return what a command answers to a machine; it must have succeeded."""
    result = run(command, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Return a small file of answers in GB18030 and its mapping."""
    words = ["很满意", "满意", "一般"]
    rows = [f"{'甲乙丙'[i % 3]},村{i % 11},{words[(i + i % 3) % 3]}" for i in range(180)]
    answers = tmp_path / "答卷.csv"
    answers.write_bytes("\r\n".join(["机构,村,满意吗", *rows]).encode("gb18030"))
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    return answers, mapping


def test_a_foreign_file_becomes_a_verified_report(files: tuple[Path, Path], tmp_path: Path) -> None:
    bundle, output = tmp_path / "bundle", tmp_path / "out"

    assert said(import_answers, files[0], "--mapping", files[1], "-o", bundle)["responses"] == 180
    assert said(score, bundle, "-o", output)["contracts"] == 3
    assert "index.html" in str(said(report, output)["files"])
    answer = said(verify, output)

    assert (answer["same"], answer["identical_bytes"]) == (True, True)
    assert "same" in run(verify, [output, "--lang", "en"]).stdout.lower()


def test_a_changed_digit_is_told_with_file_and_field(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    bundle, output = tmp_path / "bundle", tmp_path / "out"
    said(import_answers, files[0], "--mapping", files[1], "-o", bundle)
    said(score, bundle, "-o", output)
    said(report, output)
    path = output / "report" / "ranking.csv"
    text = path.read_text("utf-8")
    position = max(i for i, sign in enumerate(text) if sign.isdigit())
    digit = "1" if text[position] != "1" else "2"
    path.write_text(text[:position] + digit + text[position + 1 :], "utf-8")

    result = run(verify, [output, "--lang", "en"])

    assert result.exit_code == 1
    assert "report/ranking.csv" in result.stdout
    assert "Different" in result.stdout


def test_refusals_name_the_place_and_leave_nothing(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    answers, mapping = files
    broken = tmp_path / "broken.csv"
    text = answers.read_bytes().decode("gb18030").replace("一般", "还行")
    broken.write_bytes(text.encode("gb18030"))
    bundle = tmp_path / "bundle"

    result = run(import_answers, [broken, "--mapping", mapping, "-o", bundle, "--lang", "en"])

    assert result.exit_code == 3
    assert "broken.csv, row 3, column 满意吗: Found “还行”" in result.stderr
    assert "60 problems; the first 20 are listed." in result.stderr
    assert not bundle.exists()
    told = run(import_answers, [broken, "--mapping", mapping, "-o", bundle, "--json"])
    assert json.loads(told.stdout)["problems"][0]["row"] == 3


def test_an_altered_bundle_is_not_scored(files: tuple[Path, Path], tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    said(import_answers, files[0], "--mapping", files[1], "-o", bundle)
    text = (bundle / "plan.json").read_text("utf-8")
    (bundle / "plan.json").write_text(text.replace("60", "61", 1), "utf-8")

    result = run(score, [bundle, "-o", tmp_path / "out", "--lang", "en"])

    assert result.exit_code == 3
    assert "plan.json" in result.stderr
    assert not (tmp_path / "out").exists()
    shutil.rmtree(bundle)
    assert run(score, [bundle, "-o", tmp_path / "out"]).exit_code == 3
    assert run(report, [tmp_path / "out"]).exit_code == 3
    assert run(score, [bundle]).exit_code == 2


@pytest.mark.reference
@pytest.mark.slow
@pytest.mark.parametrize(("name", "providers"), [("departments", 14), ("lecturers", 1128)])
def test_real_ratings_go_all_the_way(
    reference: Path, tmp_path: Path, name: str, providers: int
) -> None:
    bundle, output = tmp_path / "bundle", tmp_path / "out"
    answers = reference / "evaluations" / "insteval.csv.gz"

    mapping = EXAMPLES / f"insteval-{name}.toml"
    imported = said(import_answers, answers, "--mapping", mapping, "-o", bundle)
    assert (imported["responses"], imported["providers"]) == (73421, providers)
    said(score, bundle, "-o", output)
    said(report, output)

    assert said(verify, output)["identical_bytes"] is True


def test_two_waves_are_compared_contract_by_contract(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    answers, mapping = files
    before, after = tmp_path / "before", tmp_path / "after"
    said(import_answers, answers, "--mapping", mapping, "-o", before)
    shutil.copytree(before, after)
    told = said(changes, before, after, "-o", tmp_path / "changes")

    assert (told["compared"], told["contracts"]) == (3, 3)
    rows = json.loads((tmp_path / "changes" / "changes.json").read_text("utf-8"))["contracts"]
    assert [row["difference"] for row in rows] == [0.0] * 3
    refused = run(changes, [before, after, "-o", tmp_path / "changes"])
    assert refused.exit_code == 3
