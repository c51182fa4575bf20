"""This room is for the files of a report: whole, self-contained, the same bytes each time."""

import csv
import json
import re
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pypdf
import pytest

from reports.documents.content import PICTURES
from reports.documents.report import read_results, report_differences, write_report
from scoring.bundle import Bundle
from scoring.errors import BundleError
from scoring.scorebook import REPORTS, ScoreBook
from scoring.verification import verify_output


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_report_is_written_whole_and_twice_the_same(county_output: Path, locale: str) -> None:
    first = contents(write_report(county_output, locale))
    second = contents(write_report(county_output, locale))

    assert set(first) == {
        "index.html",
        "report.pdf",
        "ranking.csv",
        "ranking.xlsx",
        "figures/pictures.json",
        "figures/ranking-01.png",
        "manifest.json",
    }
    assert first == second
    assert not [path for path in county_output.iterdir() if path.name.startswith(".")]


def test_the_page_needs_nothing_from_elsewhere_and_escapes_names(county_output: Path) -> None:
    page = (write_report(county_output, "en") / "index.html").read_text(encoding="utf-8")

    assert '<html lang="en">' in page
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    assert "<b>东</b>" not in page
    assert "&lt;b&gt;东" in page
    assert page.count("<h1") == 1
    assert all('alt="' in tag and 'alt=""' not in tag for tag in re.findall(r"<img[^>]*>", page))
    assert "Demonstration data" in page


def test_the_print_is_tagged_searchable_and_survives_any_name(county_output: Path) -> None:
    data = (write_report(county_output, "en") / "report.pdf").read_bytes()

    document = pypdf.PdfReader(BytesIO(data))
    text = "".join(page.extract_text() for page in document.pages)
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "城南喆堃服务中心" in text.replace("\n", "")
    assert "〓" in text
    assert "Demonstration data" in text
    metadata = document.xmp_metadata
    assert metadata is not None


def test_the_table_holds_numbers_and_no_formulas(county_output: Path) -> None:
    folder = write_report(county_output, "en")
    rows = list(csv.DictReader(StringIO((folder / "ranking.csv").read_bytes().decode("utf-8-sig"))))
    book, _ = read_results(county_output)

    assert len(rows) == 6
    assert "'=1+1" in {row["name"] for row in rows}
    known = {row.contract: row for row in book.contracts}
    for row in rows:
        total = known[row["contract"]].total
        assert row["total"] == ("" if total is None else repr(total))


def test_the_workbook_opens_with_texts_numbers_and_its_picture(county_output: Path) -> None:
    path = write_report(county_output, "en") / "ranking.xlsx"
    book = openpyxl.load_workbook(path)

    assert book.sheetnames[0] == "Ranking with intervals"
    assert {"Data", "Pairs", "Pictures"} <= set(book.sheetnames)
    cells = [cell for row in book["Data"].iter_rows(min_row=2) for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(isinstance(cell.value, float) for cell in cells)
    with zipfile.ZipFile(path) as package:
        assert any(name.endswith(".png") for name in package.namelist())


def test_one_altered_byte_in_any_file_is_noticed(
    county_output: Path, county: tuple[Bundle, ScoreBook]
) -> None:
    bundle, book = county
    folder = write_report(county_output, "en")
    assert report_differences(county_output, book, bundle.plan) == ()

    for name, data in contents(folder).items():
        position = len(data) // 2
        altered = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
        (folder / name).write_bytes(altered)
        found = report_differences(county_output, book, bundle.plan)
        assert name in {row.file.removeprefix("report/") for row in found}, name
        (folder / name).write_bytes(data)


def test_each_picture_tells_its_finding_to_pages_that_show_it_elsewhere(
    county_output: Path,
) -> None:
    told = json.loads((write_report(county_output, "en") / PICTURES).read_text(encoding="utf-8"))

    assert [row["file"] for row in told] == ["ranking-01.png"]
    assert "points with 95-percent intervals" in told[0]["alt"]


def test_two_languages_stand_side_by_side_and_both_are_compared(
    county_output: Path, county: tuple[Bundle, ScoreBook]
) -> None:
    bundle, book = county
    for locale, name in zip(("zh", "en"), REPORTS, strict=True):
        assert write_report(county_output, locale, name=name) == county_output / name
    assert report_differences(county_output, book, bundle.plan) == ()
    assert verify_output(county_output).is_same

    (county_output / "report-en" / "index.html").write_text("x")

    found = {row.file for row in report_differences(county_output, book, bundle.plan)}
    assert found == {"report-en/index.html"}


def test_a_missing_or_added_file_is_noticed(
    county_output: Path, county: tuple[Bundle, ScoreBook]
) -> None:
    bundle, book = county
    folder = write_report(county_output, "en")
    (folder / "report.pdf").unlink()
    (folder / "extra.txt").write_text("x")

    found = {row.file for row in report_differences(county_output, book, bundle.plan)}

    assert found == {"report/report.pdf", "report/extra.txt"}


def test_without_results_there_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(BundleError) as refused:
        write_report(tmp_path)
    assert refused.value.code == "output_missing_file"
    (tmp_path / "scorebook.json").write_text("{")
    with pytest.raises(BundleError) as refused:
        write_report(tmp_path)
    assert refused.value.code == "bundle_unreadable"
    assert [path.name for path in tmp_path.iterdir()] == ["scorebook.json"]
