"""Any list reads alike, whatever program wrote it; what is made to harm is refused at once."""

import io
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from surveys.imports.grids import open_grid
from surveys.imports.problems import AnswersRefused
from surveys.imports.sheets import Line

ROWS = [["姓名", "电话", "村(居)"], ["虚拟甲", "13900000001", "一村𠮷"], ["虚拟乙", "", "二村"]]
SECONDS, BYTES = 1.0, 150 * 1024 * 1024


def _text(encoding: str, delimiter: str = ",") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in ROWS).encode(encoding)


def _workbook(rows: list[list[object]], **sheets: list[list[object]]) -> bytes:
    book, packed = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for name, content in sheets.items():
        further = book.create_sheet(name)
        for row in content:
            further.append(row)
    book.save(packed)
    return packed.getvalue()


def _lines(tmp_path: Path, data: bytes, name: str, most: int = 1000) -> list[Line]:
    path = tmp_path / "upload"
    path.write_bytes(data)
    grid = open_grid(path, name)
    return list(grid.lines(grid.sheets[0], most))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_n31_a_list_reads_alike_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    lines = _lines(tmp_path, _text(encoding), "名单.csv")
    assert [line.cells for line in lines] == ROWS
    assert [line.number for line in lines] == [1, 2, 3]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_n31_the_sign_between_cells_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = _lines(tmp_path, _text("gb18030", delimiter), "名单.txt")
    assert [line.cells for line in lines] == ROWS


def test_n31_unknown_bytes_are_reported_with_their_row(tmp_path: Path) -> None:
    with pytest.raises(AnswersRefused) as refusal:
        _lines(tmp_path, _text("utf-8") + b"\r\n\xff\xfe\xff", "名单.csv")
    assert (refusal.value.problems[0].code, refusal.value.problems[0].row) == ("undecodable", 4)


def test_n31_a_workbook_reads_like_the_text_and_says_what_were_numbers(tmp_path: Path) -> None:
    data = _workbook([ROWS[0], ["虚拟甲", 13900000001, "一村𠮷"], ["虚拟乙", None, "二村"]])
    lines = _lines(tmp_path, data, "名单.xlsx")
    assert [line.cells + [""] * (3 - len(line.cells)) for line in lines] == ROWS
    assert [line.numeric for line in lines] == [frozenset(), frozenset({1}), frozenset()]


def test_all_sheets_are_named_and_blank_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(_workbook([["标题"], [None], ["甲"]], 说明=[["x"]]))
    grid = open_grid(path, "名单.xlsx")
    assert grid.sheets == ("Sheet", "说明")
    assert [line.number for line in grid.lines("Sheet", 10)] == [1, 3]


def _zip(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return packed.getvalue()


def _changed(data: bytes, part: str, new: bytes) -> bytes:
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, new if name.endswith(part) else source.read(name))
    return changed.getvalue()


def _with_sheet(content: bytes) -> bytes:
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return _changed(_workbook([["a"]]), "sheet1.xml", head + content + b"</sheetData></worksheet>")


def _lying(data: bytes) -> bytes:
    """Say of the sheet that it unpacks to a kilobyte."""
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length].endswith(b"sheet1.xml"):
            data = data[: at + 24] + struct.pack("<I", 1024) + data[at + 28 :]
        at += 4
    return data


ROW = b'<row r="%d"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
BOMBS = {
    "a sheet of 130 MB of blanks": lambda: _with_sheet(b" " * (130 << 20)),
    "a million rows": lambda: _with_sheet(
        b"".join(ROW % n for n in range(1, 150_000)) + ROW % 10**6
    ),
    "a cell in the last row": lambda: _with_sheet(ROW % 1 + ROW % 1_048_576),
    "ten thousand sheets": lambda: _zip(**{f"xl__s{n}_xml": b"<a/>" for n in range(10_000)}),
    "a zip within": lambda: _zip(inner_zip=_zip(x_xml=b"0" * (1 << 20))),
    "entities": lambda: _changed(
        _workbook([["a"]]),
        "sheet1.xml",
        b'<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>',
    ),
    "a header that lies": lambda: _lying(_with_sheet(b" " * (30 << 20))),
    "cut off": lambda: _workbook([["a"]])[:900],
    "an old workbook that is none": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
}


@pytest.mark.parametrize("kind", BOMBS)
def test_n29_what_is_made_to_harm_is_refused_at_once_and_with_little_memory(
    tmp_path: Path, kind: str
) -> None:
    data = BOMBS[kind]()
    name = "a.xls" if kind.startswith("an old") else "a.xlsx"
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(AnswersRefused) as refusal:
        _lines(tmp_path, data, name, most=100_000)
    took = time.process_time() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    codes = {"unpacks_too_large", "too_many_rows", "file_truncated"}
    assert refusal.value.problems[0].code in codes
    assert peak < BYTES
    assert took < SECONDS


def test_n29_a_wrong_dimension_is_not_believed(tmp_path: Path) -> None:
    sheet = b'<worksheet><dimension ref="A1:XFD1048576"/><sheetData>%s</sheetData></worksheet>'
    data = _changed(_workbook([["a"]]), "sheet1.xml", sheet % (ROW % 1))
    assert [line.cells for line in _lines(tmp_path, data, "a.xlsx")] == [["x"]]


def _old_workbook() -> bytes:
    """A workbook as the oldest Excel wrote it: records of a number, a length and content."""

    def record(number: int, content: bytes) -> bytes:
        return struct.pack("<HH", number, len(content)) + content

    def text(row: int, column: int, words: str) -> bytes:
        coded = words.encode("gbk")
        return record(4, struct.pack("<HH3xB", row, column, len(coded)) + coded)

    number = record(3, struct.pack("<HH3xd", 1, 1, 211281195001010016.0))
    start = record(9, struct.pack("<HH", 2, 16)) + record(0x42, struct.pack("<H", 936))
    return (
        start
        + text(0, 0, "姓名")
        + text(0, 1, "身份证号")
        + text(1, 0, "虚拟甲")
        + number
        + record(10, b"")
    )


def test_an_old_workbook_reads_and_says_what_were_numbers(tmp_path: Path) -> None:
    lines = _lines(tmp_path, _old_workbook(), "名单.xls")
    assert [line.cells[0] for line in lines] == ["姓名", "虚拟甲"]
    assert lines[1].numeric == {1}
    # Excel keeps fifteen digits: what it shows of eighteen is no identity number any more.
    assert lines[1].cells[1] != "211281195001010016"


def test_names_with_a_prefix_are_the_same_names(tmp_path: Path) -> None:
    sheet = b"""<x:worksheet xmlns:x="a"><x:sheetData><x:row r="2"><x:c r="B2" t="str"><x:v>y</x:v>
    </x:c></x:row></x:sheetData></x:worksheet>"""
    data = _changed(_workbook([["a"]]), "sheet1.xml", sheet)
    assert _lines(tmp_path, data, "a.xlsx") == [Line(2, ["", "y"])]


def test_an_unknown_kind_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(AnswersRefused) as refusal:
        _lines(tmp_path, b"%PDF", "a.pdf")
    assert refusal.value.problems[0].code == "unknown_kind"
