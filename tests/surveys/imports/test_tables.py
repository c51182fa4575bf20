"""This room is for reading rows from CSV files and workbooks with their true row numbers."""

from pathlib import Path

import openpyxl
import pytest

from surveys.imports.problems import AnswersRefused, Findings
from surveys.imports.tables import Source, check_header, read_blocks


def rows_of(
    source: Source, columns: list[str]
) -> tuple[list[tuple[int, tuple[str, ...]]], Findings]:
    """Return (row number, cells) of a file and what was found wrong."""
    findings = Findings(source.path.name)
    rows = []
    for block in read_blocks(source, columns, findings):
        cells = zip(*(column.to_pylist() for column in block.table.columns), strict=True)
        rows += list(zip(block.rows.tolist(), cells, strict=True))
    return rows, findings


def test_rows_carry_the_number_a_spreadsheet_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,2\n\n3,4,5\n6\n7,"x\ny"\n8,9\n')

    rows, findings = rows_of(Source(path), ["a", "b"])

    assert rows == [(2, ("1", "2")), (6, ("7", "x\ny")), (7, ("8", "9"))]
    assert [(p.code, p.row, p.found, p.allowed) for p in findings.kept] == [
        ("wrong_cell_count", 4, 3, 2),
        ("wrong_cell_count", 5, 1, 2),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_any_encoding_and_delimiter_gives_the_same_cells(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "a.csv"
    lines = [["机构", "回答", "备注"], ["城南", "很满意", "好"], ["城北", "一般", "中"]]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))

    rows, findings = rows_of(Source(path), ["回答", "机构"])

    assert rows == [(2, ("很满意", "城南")), (3, ("一般", "城北"))]
    assert findings.count == 0


def test_words_that_other_readers_take_for_gaps_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"a","b"\nNA,null\n"",x\n')

    assert rows_of(Source(path), ["a", "b"])[0] == [(2, ("NA", "null")), (3, ("", "x"))]


def test_a_workbook_gives_whole_numbers_without_a_point(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["机构", "分"], ["城南", 5], [None, None], ["城北", 4.0], ["城东", 3.5]):
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)

    rows, _ = rows_of(Source(path), ["机构", "分"])

    assert rows == [(2, ("城南", "5")), (4, ("城北", "4")), (5, ("城东", "3.5"))]
    with pytest.raises(AnswersRefused) as refused:
        rows_of(Source(path, sheet="答卷"), ["机构"])
    assert refused.value.problems[0].code == "missing_sheet"


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 cut off")
    old = tmp_path / "a.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0")

    for source, code in (
        (path, "file_truncated"),
        (old, "unknown_kind"),
        (tmp_path / "b.csv", "file_missing"),
    ):
        with pytest.raises(AnswersRefused) as refused:
            rows_of(Source(source), ["a"])
        assert refused.value.problems[0].code == code


def test_a_header_names_every_missing_and_every_doubled_column() -> None:
    with pytest.raises(AnswersRefused) as refused:
        check_header(["a", "a", "b"], ["a", "b", "c"], "x.csv")

    assert [(p.code, p.column) for p in refused.value.problems] == [
        ("column_twice", "a"),
        ("missing_column", "c"),
    ]


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("")

    with pytest.raises(AnswersRefused) as refused:
        rows_of(Source(path), ["a"])
    assert refused.value.problems[0].code == "no_header"
