"""CSV: nothing is taken for a formula, nothing is lost, numbers stay numbers."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.exports.columns import DATE, NUMBER, TEXT, WHOLE, Column
from surveys.exports.plain_text import as_written, harmless, write_csv

SIGNS = "=+-@＝＋－＠\t\r\n,;，；' 1a满"
FORMULA = re.compile("(^|[\n\r\t,;，；])[=+\\-@＝＋－＠\t\r]")


@given(st.text(st.sampled_from(SIGNS)) | st.text())
def test_n14_a_text_reads_back_as_it_was_written(text: str) -> None:
    assert as_written(harmless(text)) == text


@given(st.text(st.sampled_from(SIGNS)))
def test_n14_no_cell_and_no_part_of_one_begins_like_a_formula(text: str) -> None:
    assert FORMULA.search(harmless(text)) is None


@pytest.mark.parametrize("text", ["满意", "1.5", "a=b", "x - y", ""])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_n14_headers_and_cells_are_harmless_and_numbers_stay_numbers(tmp_path: Path) -> None:
    columns = [
        Column("=name", {}),
        Column("whole", {}, WHOLE),
        Column("number", {}, NUMBER),
        Column("text", {}, TEXT),
        Column("day", {}, DATE),
    ]
    row = ("@SUM(A1)", -3, -0.25, "好\n=1+1,+2；－3", date(2026, 11, 23))
    path = tmp_path / "table.csv"
    assert write_csv(path, columns, iter([row, (None,) * 5])) == 2
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as source:
        header, first, blank = list(csv.reader(source))
    assert header[0] == "'=name"
    assert first[1:3] == ["-3", "-0.25"]
    assert [as_written(cell) for cell in (first[0], first[3])] == [row[0], row[3]]
    assert FORMULA.search(first[3]) is None
    assert first[4] == "2026-11-23"
    assert blank == [""] * 5
