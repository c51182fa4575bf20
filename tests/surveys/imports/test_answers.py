"""This room is for whole imports: a bundle that can be read, or a refusal that leaves nothing."""

import gzip
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from scoring.bundle import read_bundle
from surveys.imports.answers import extent, import_answers
from surveys.imports.problems import AnswersRefused


def problems_of(answers: Path, mapping: Path, output: Path) -> list[tuple[str, str]]:
    """Return what an import refuses, having made sure that nothing was left behind."""
    before = sorted(path.name for path in output.parent.iterdir())
    with pytest.raises(AnswersRefused) as refused:
        import_answers(answers, mapping, output)
    assert sorted(path.name for path in output.parent.iterdir()) == before
    return [(problem.code, problem.file) for problem in refused.value.problems]


def test_answers_become_a_bundle_that_reads_back(
    mapping_file: Path,
    answers_file: Callable[..., Path],
    good_rows: list[str],
    tmp_path: Path,
) -> None:
    counted: list[int] = []
    bundle = import_answers(
        answers_file(good_rows), mapping_file, tmp_path / "bundle", counted.append
    )

    again = read_bundle(tmp_path / "bundle")
    assert again.digest == bundle.digest
    assert extent(bundle) == (80, 2)
    assert sum(counted) == 80
    assert again.contracts()["name"].to_pylist() == ["乙服务中心", "甲服务中心"]
    assert again.absent_reason("frame.parquet") == "no_frame"
    assert again.plan.is_demo


def test_the_form_of_the_file_does_not_change_the_bundle(
    mapping_file: Path,
    answers_file: Callable[..., Path],
    good_rows: list[str],
    tmp_path: Path,
) -> None:
    files = [
        answers_file(good_rows, encoding, f"{encoding}.csv")
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030")
    ]
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(files[0].read_bytes()))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in files[0].read_text("utf-8").splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    book.save(tmp_path / "book.xlsx")

    digests = {
        import_answers(path, mapping_file, tmp_path / f"bundle-{path.name}").digest
        for path in [*files, packed, tmp_path / "book.xlsx"]
    }

    assert len(digests) == 1


def test_a_provider_that_is_named_but_has_no_answers_is_kept(
    mapping_file: Path,
    answers_file: Callable[..., Path],
    good_rows: list[str],
    tmp_path: Path,
) -> None:
    text = mapping_file.read_text("utf-8").replace('"甲" =', '"丙" = "丙服务中心", "甲" =')
    mapping_file.write_text(text, "utf-8")

    bundle = import_answers(answers_file(good_rows), mapping_file, tmp_path / "bundle")

    assert "丙" in bundle.contracts()["contract"].to_pylist()
    found = {row for part in bundle.response_parts() for row in pq.read_table(part)["contract"]}
    assert "丙" not in {str(code) for code in found}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('psu = "村"', 'psu = "乡"', "missing_column"),
        ('"一般" = 50, ', "", "label_outside_scale"),
        ('scale = "five"', 'scale = "seven"', "unknown_scale"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_is_refused(
    mapping_file: Path,
    answers_file: Callable[..., Path],
    good_rows: list[str],
    tmp_path: Path,
    old: str,
    new: str,
    code: str,
) -> None:
    mapping_file.write_text(mapping_file.read_text("utf-8").replace(old, new), "utf-8")
    answers = answers_file(good_rows)

    assert problems_of(answers, mapping_file, tmp_path / "bundle")[0][0] == code


PLAN = """
[plan]
satisfaction = "A"
[[plan.indicators]]
code = "A1"
dimension = "A"
weight = {a}
items = ["Q12"]
[[plan.indicators]]
code = "B1"
dimension = "B"
weight = {b}
items = ["Q12"]
"""


@pytest.mark.parametrize(("a", "b"), [("60", "39.9"), ("50", "50"), ("40", "60")])
def test_weights_that_do_not_sum_or_let_another_group_lead_are_refused(
    mapping_file: Path,
    answers_file: Callable[..., Path],
    good_rows: list[str],
    tmp_path: Path,
    a: str,
    b: str,
) -> None:
    mapping_file.write_text(mapping_file.read_text("utf-8") + PLAN.format(a=a, b=b), "utf-8")

    found = problems_of(answers_file(good_rows), mapping_file, tmp_path / "bundle")

    assert found
    assert {file for _, file in found} == {"mapping.toml"}


def test_nothing_is_overwritten_and_nothing_half_read_is_kept(
    mapping_file: Path,
    answers_file: Callable[..., Path],
    good_rows: list[str],
    tmp_path: Path,
) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    assert problems_of(answers_file(good_rows), mapping_file, taken)[0][0] == "output_exists"

    twice = answers_file([*good_rows, good_rows[0]], name="twice.csv")
    assert problems_of(twice, mapping_file, tmp_path / "b")[0] == (
        "duplicate_response",
        "twice.csv",
    )
    empty = answers_file([], name="empty.csv")
    assert problems_of(empty, mapping_file, tmp_path / "b")[0] == ("no_rows", "empty.csv")
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(gzip.compress(twice.read_bytes())[:-20])
    assert problems_of(cut, mapping_file, tmp_path / "b")[0][0] == "file_truncated"
