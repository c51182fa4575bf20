"""The report as an Excel workbook that WPS Office opens too: numbers, texts and the pictures."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from evaluator.wording.texts import N_, translate
from reports.documents.content import Report, Table
from scoring.result_tables import result_tables
from scoring.scorebook import ScoreBook

# A workbook is the same bytes each time: it does not say when it was written.
MADE_AT = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def workbook_of(
    report: Report,
    book: ScoreBook,
    heading: Sequence[str],
    rows: Sequence[Sequence[str | float | int | None]],
) -> bytes:
    """Return the workbook: the report's tables as printed, the data as numbers, facts and notes."""
    import xlsxwriter

    stream = BytesIO()
    workbook = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"title": report.title, "created": MADE_AT})
    styles = {
        "head": workbook.add_format(
            {"bold": True, "text_wrap": True, "bottom": 2, "valign": "top"}
        ),
        "text": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "note": workbook.add_format({"italic": True}),
    }
    for table in report.tables:
        _printed_sheet(workbook, styles, report, table)
    name = translate(N_("Data"), report.locale)
    _number_sheet(workbook, styles, name, heading, rows)
    pairs = result_tables(book)["comparisons"]
    columns = [column.to_pylist() for column in pairs.columns]
    name = translate(N_("Pairs"), report.locale)
    _number_sheet(workbook, styles, name, pairs.column_names, list(zip(*columns, strict=True)))
    _fact_sheet(workbook, styles, report)
    _picture_sheet(workbook, report)
    workbook.close()
    return stream.getvalue()


def _printed_sheet(workbook: Any, styles: dict[str, Any], report: Report, table: Table) -> None:
    sheet = workbook.add_worksheet(_sheet_name(table.title))
    sheet.write_string(0, 0, f"{report.demo} {report.title} · {table.title}".strip())
    sheet.write_string(1, 0, f"{report.state} {table.note}", styles["note"])
    for column, (text, width) in enumerate(zip(table.headings, table.widths, strict=True)):
        sheet.write_string(2, column, text, styles["head"])
        sheet.set_column(column, column, 9 * width)
    for row, cells in enumerate(table.rows, start=3):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, styles["text"])
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _number_sheet(
    workbook: Any,
    styles: dict[str, Any],
    name: str,
    heading: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    sheet = workbook.add_worksheet(_sheet_name(name))
    for column, text in enumerate(heading):
        sheet.write_string(0, column, text, styles["head"])
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif cell is not None:
                sheet.write_number(row, column, cell)
    sheet.freeze_panes(1, 1)


def _fact_sheet(workbook: Any, styles: dict[str, Any], report: Report) -> None:
    sheet = workbook.add_worksheet(_sheet_name(report.words["facts"]))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    lines = [*report.facts, *(("", text) for text in (*report.summary, *report.notes))]
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name, styles["head"] if name else styles["text"])
        sheet.write_string(row, 1, value, styles["text"])


def _picture_sheet(workbook: Any, report: Report) -> None:
    """Show the first picture; the single pages lie beside the workbook as files."""
    if not report.pictures:
        return
    picture = report.pictures[0]
    sheet = workbook.add_worksheet(_sheet_name(report.words["pictures"]))
    sheet.write_string(0, 0, picture.title)
    sheet.insert_image(
        2, 0, picture.file, {"image_data": BytesIO(picture.png), "description": picture.alt}
    )


def _sheet_name(text: str) -> str:
    """Return a text that Excel takes as a name: 31 characters, none of its signs."""
    return "".join(" " if character in "[]:*?/\\'" else character for character in text)[:31]
