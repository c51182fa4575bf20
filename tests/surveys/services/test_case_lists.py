"""Lists of drawn households: any usual encoding, all rows or none, every fault at its place."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from evaluator.models.evaluations import Evaluation
from surveys.imports.problems import AnswersRefused
from surveys.imports.sheets import RATIO_COUNTS_FROM
from surveys.services.case_lists import read_case_list
from surveys.services.cases import DrawnCase

LIST = (
    "虚拟县抽样名单\n"
    "合同编号,编号,乡镇,村(居),入样概率,层总数,姓名,电话\n"
    "C1,A1,甲镇,一村,0.5,40,虚拟甲,000-1\n"
    ",,,,,,,\n"
    "C2,B1,乙镇,二村,0.25,80,,\n"
)


def _read(tmp_path: Path, evaluation: Evaluation, data: bytes, name: str) -> list[DrawnCase]:
    path = tmp_path / "upload"
    path.write_bytes(data)
    return read_case_list(path, name, evaluation.contracts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_list_reads_alike_in_every_usual_encoding(
    tmp_path: Path, evaluation: Evaluation, encoding: str
) -> None:
    first, second = _read(tmp_path, evaluation, LIST.encode(encoding), "名单.csv")
    assert (first.contract.code, first.label, first.stratum, first.psu) == (
        "C1",
        "A1",
        "甲镇",
        "一村",
    )
    assert (first.base_weight, first.inclusion_probability, first.stratum_population) == (
        2,
        0.5,
        40,
    )
    assert first.person == {"name": "虚拟甲", "phone": "000-1"}
    assert (second.base_weight, second.person) == (4, {})


def test_a_workbook_reads_like_the_text(tmp_path: Path, evaluation: Evaluation) -> None:
    book, packed = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for line in LIST.splitlines():
        sheet.append([cell or None for cell in line.split(",")])
    book.save(packed)
    found = _read(tmp_path, evaluation, packed.getvalue(), "名单.xlsx")
    assert found == _read(tmp_path, evaluation, LIST.encode(), "名单.csv")


@pytest.mark.parametrize(
    ("line", "row", "column", "code"),
    [
        ("C9,A1,甲镇,一村,0.5,40,,", 3, "合同编号", "unknown_contract_code"),
        ("C1,,甲镇,一村,0.5,40,,", 3, "编号", "blank_not_allowed"),
        ("C1,A1,甲镇,一村,2,40,,", 3, "入样概率", "number_not_possible"),
        ("C1,A1,甲镇,一村,nan,40,,", 3, "入样概率", "number_not_possible"),
        ("C1,A1,甲镇,一村,x,40,,", 3, "入样概率", "number_not_possible"),
        ("C1,A1,甲镇,一村,0.5,0,,", 3, "层总数", "number_not_possible"),
        (f"C1,{'长' * 61},甲镇,一村,0.5,40,,", 3, "编号", "cell_too_long"),
        ("C1,A1,甲,一,1,9,,\nC1,A1,甲,一,1,9,,", 4, "编号", "label_twice"),
    ],
)
def test_a_wrong_cell_is_named_with_file_row_column_and_what_is_allowed(
    tmp_path: Path, evaluation: Evaluation, line: str, row: int, column: str, code: str
) -> None:
    header = "\n".join(LIST.splitlines()[:2])
    with pytest.raises(AnswersRefused) as refusal:
        _read(tmp_path, evaluation, f"{header}\n{line}\n".encode(), "名单.csv")
    problem = refusal.value.problems[0]
    assert (problem.file, problem.row, problem.column, problem.code) == (
        "名单.csv",
        row,
        column,
        code,
    )


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "no_header"),
        ("合同编号,编号\n".encode(), "a.csv", "no_rows"),
        ("合同编号,户主\nC1,x\n".encode(), "a.csv", "missing_column"),
        ("合同编号,编号,编号\nC1,x,y\n".encode(), "a.csv", "column_twice"),
        (b"PK\x03\x04 cut off", "a.xlsx", "file_truncated"),
        (b"%PDF-1.7", "a.pdf", "unknown_kind"),
        ("合同编号,编号\nC1,".encode() + b"\xff\xff\n", "a.csv", "undecodable"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    tmp_path: Path, evaluation: Evaluation, data: bytes, name: str, code: str
) -> None:
    with pytest.raises(AnswersRefused) as refusal:
        _read(tmp_path, evaluation, data, name)
    assert code in {problem.code for problem in refusal.value.problems}


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path, evaluation: Evaluation
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (RATIO_COUNTS_FROM + 1))
    with pytest.raises(AnswersRefused) as refusal:
        _read(tmp_path, evaluation, packed.getvalue(), "a.xlsx")
    assert refusal.value.problems[0].code == "unpacks_too_large"


def _workbook(change: tuple[bytes, bytes] = (b"", b""), far: str = "") -> bytes:
    """Return a small list as a workbook, its sheet changed, or with a cell far away."""
    book, plain, changed = Workbook(), io.BytesIO(), io.BytesIO()
    assert book.active is not None
    book.active.append(["合同编号", "编号"])
    book.active.append(["C1", "A1"])
    if far:
        book.active[far] = "x"
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(*change, 1) if "sheet1" in name else part)
    return changed.getvalue()


def test_a_cell_in_the_last_corner_does_not_keep_the_reader_busy(
    tmp_path: Path, evaluation: Evaluation
) -> None:
    with pytest.raises(AnswersRefused) as refusal:
        _read(tmp_path, evaluation, _workbook(far="XFD1048576"), "a.xlsx")
    assert refusal.value.problems[0].code == "too_many_rows"


@pytest.mark.parametrize(
    "change",
    [
        (b"<sheetData>", b"<sheetData><row"),
        (b"<sheetData>", b'<sheetData><row r="1"><c r="A1" t="n"><v>&a;</v></c></row>'),
        (b"<sheetData>", b'<sheetData><row r="1"><c r="A1"><v>no number</v></c></row>'),
    ],
)
def test_a_workbook_that_is_made_to_harm_is_refused(
    tmp_path: Path, evaluation: Evaluation, change: tuple[bytes, bytes]
) -> None:
    with pytest.raises(AnswersRefused) as refusal:
        _read(tmp_path, evaluation, _workbook(change), "a.xlsx")
    assert refusal.value.problems[0].code == "file_truncated"
