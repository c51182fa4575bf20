"""Excel workbooks with typed cells: a text is a text, whatever sign it begins with."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from evaluator.errors import Invalid
from surveys.exports.columns import Column, said

MOST_ROWS = 1_048_575
WIDEST = 40


def write_workbook(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], language: str
) -> int:
    """Write a table with its codebook on a second sheet and return how many rows it has."""
    # Row by row to disk: memory stays as it is.
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    with book:
        sheet = book.add_worksheet("data")
        heading = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.name, heading)
        count = 0
        for count, row in enumerate(rows, start=1):
            if count > MOST_ROWS:
                raise Invalid("export_too_long", found=count, allowed=MOST_ROWS)
            for place, value in enumerate(row):
                _write(sheet, count, place, value, day)
        _codebook(book, columns, language, heading)
    return count


def _write(sheet: Any, row: int, place: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    else:
        sheet.write_number(row, place, value)


def _codebook(book: Any, columns: Sequence[Column], language: str, heading: Any) -> None:
    sheet = book.add_worksheet("codebook")
    sheet.set_column(1, 3, WIDEST)
    for place, name in enumerate(("name", "label", "code", "meaning")):
        sheet.write_string(0, place, name, heading)
    row = 1
    for column in columns:
        sheet.write_string(row, 0, column.name)
        sheet.write_string(row, 1, said(column.label, language))
        for code, words in column.labels.items():
            sheet.write_number(row, 2, code)
            sheet.write_string(row, 3, said(words, language))
            row += 1
        row += 0 if column.labels else 1
