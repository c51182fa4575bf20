"""Reading an uploaded list as rows of text: CSV in any usual Chinese encoding, or a workbook."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveys.imports.encodings import WORKBOOK_DAMAGE, encoding_of
from surveys.imports.problems import refuse

MOST_ROWS = 100_000
# One cell in the last corner of a sheet makes a reader walk through all the blank ones before it.
MOST_LINES = MOST_ROWS + 1_000
MOST_COLUMNS = 200
# A workbook is a zip; what it unpacks to is looked at before anything is unpacked.
MOST_UNPACKED = 200 * 1024 * 1024
WORKBOOKS = (".xlsx", ".xlsm")
ACCEPTED = ".csv .txt .xlsx"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of a list and its rows that are not blank, with their numbers in the file."""

    columns: list[str]
    rows: list[tuple[int, list[str]]]


def read_sheet(path: Path, name: str) -> Sheet:
    """Read the list at ``path``, which the person who sent it calls ``name``.

    Raises :class:`~surveys.imports.problems.AnswersRefused` naming file and row.
    """
    ending = Path(name).suffix.lower()
    if ending in WORKBOOKS:
        lines = _workbook_lines(path, name)
    elif ending in (".csv", ".txt"):
        lines = _text_lines(path)
    else:
        raise refuse("unknown_kind", name, found=ending or name, allowed=ACCEPTED)
    return _sheet(lines, name)


def _sheet(lines: Iterator[list[str]], name: str) -> Sheet:
    columns: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        if number > MOST_LINES:
            raise refuse("too_many_rows", name, row=number, found=number, allowed=MOST_ROWS)
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        # Title rows above the header have one cell; the header has several.
        if not columns:
            if sum(bool(cell) for cell in cells) > 1:
                columns = cells
            continue
        if len(rows) == MOST_ROWS:
            raise refuse("too_many_rows", name, row=number, found=number, allowed=MOST_ROWS)
        rows.append((number, cells + [""] * (len(columns) - len(cells))))
    if not columns:
        raise refuse("no_header", name, row=1)
    if not rows:
        raise refuse("no_rows", name)
    return Sheet(columns, rows)


def _text_lines(path: Path) -> Iterator[list[str]]:
    encoding = encoding_of(path)
    text = path.read_bytes().decode(encoding).removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    try:
        # One line of the file may hold several lines of text, so rows are counted by the reader.
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise refuse("unreadable_rows", path.name, found=str(error)) from error


def _workbook_lines(path: Path, name: str) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _require_small(path, name)
    with path.open("rb") as stream:
        try:
            book = load_workbook(stream, read_only=True, data_only=True)
        except (*WORKBOOK_DAMAGE, InvalidFileException) as error:
            raise refuse("file_truncated", name, found=str(error)) from error
        try:
            lines = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS)
            for line in lines:
                yield [_cell_text(cell) for cell in line]
        except WORKBOOK_DAMAGE as error:
            raise refuse("file_truncated", name, found=str(error)) from error
        finally:
            book.close()


def _require_small(path: Path, name: str) -> None:
    """Refuse a workbook that would unpack to more than any list of households needs."""
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise refuse("file_truncated", name, found=str(error)) from error
    if unpacked > MOST_UNPACKED:
        raise refuse("unpacks_too_large", name, found=unpacked, allowed=MOST_UNPACKED)


def _cell_text(cell: Any) -> str:
    """Return a cell as a person sees it: whole numbers without a decimal point."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
