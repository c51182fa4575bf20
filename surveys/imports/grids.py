"""Reading any list of people as rows: .xlsx, .xls, or text in any usual Chinese encoding."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveys.imports.encodings import encoding_of
from surveys.imports.problems import refuse
from surveys.imports.sheets import Line, open_workbook, plain_number, sheet_lines

WORKBOOKS = (".xlsx", ".xlsm")
OLD_WORKBOOKS = (".xls",)
TEXTS = (".csv", ".txt")
ACCEPTED = ".xlsx .xls .csv .txt"
MOST_OLD_BYTES = 64 * 1024 * 1024
DELIMITERS = ",\t;，"
LONGEST_CELL = 100_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A file and the names of its sheets; a text has one without a name."""

    path: Path
    name: str
    sheets: tuple[str, ...]

    def lines(self, sheet: str, most_rows: int) -> Iterator[Line]:
        """Yield the rows of a sheet that hold anything, with their numbers in the file."""
        ending = Path(self.name).suffix.lower()
        if ending in WORKBOOKS:
            yield from sheet_lines(open_workbook(self.path, self.name), sheet, most_rows)
        elif ending in OLD_WORKBOOKS:
            yield from _old_lines(self.path, self.name, sheet, most_rows)
        else:
            yield from _text_lines(self.path, self.name, most_rows)


def open_grid(path: Path, name: str) -> Grid:
    """Find out what a file holds; ``name`` is what the person who sent it calls it."""
    ending = Path(name).suffix.lower()
    if ending in WORKBOOKS:
        return Grid(path, name, tuple(open_workbook(path, name).sheets))
    if ending in OLD_WORKBOOKS:
        with _old_book(path, name) as book:
            return Grid(path, name, tuple(book.sheet_names()))
    if ending in TEXTS:
        return Grid(path, name, ("",))
    raise refuse("unknown_kind", name, found=ending or name, allowed=ACCEPTED)


@contextmanager
def _old_book(path: Path, name: str) -> Iterator[Any]:
    """Open a workbook of the old kind; its reader raises many things at what is damaged."""
    import struct

    from xlrd import XLRDError, open_workbook
    from xlrd.compdoc import CompDocError

    if path.stat().st_size > MOST_OLD_BYTES:
        raise refuse("unpacks_too_large", name, found=path.stat().st_size, allowed=MOST_OLD_BYTES)
    try:
        # What the reader has to say about odd files goes nowhere: it may quote cells.
        with open_workbook(
            str(path), on_demand=True, ragged_rows=True, logfile=io.StringIO()
        ) as book:
            yield book
    except (
        XLRDError,
        CompDocError,
        struct.error,
        AssertionError,
        IndexError,
        KeyError,
        ValueError,
        OSError,
        MemoryError,
    ) as error:
        raise refuse("file_truncated", name, found=type(error).__name__) from error


def _old_lines(path: Path, name: str, sheet: str, most_rows: int) -> Iterator[Line]:
    from xlrd import XL_CELL_NUMBER

    with _old_book(path, name) as book:
        found = book.sheet_by_name(sheet)
        for place in range(found.nrows):
            if place >= most_rows:
                raise refuse("too_many_rows", name, row=place + 1, allowed=most_rows)
            row = found.row(place)
            numeric = frozenset(n for n, cell in enumerate(row) if cell.ctype == XL_CELL_NUMBER)
            cells = [
                plain_number(repr(cell.value)) if n in numeric else str(cell.value).strip()
                for n, cell in enumerate(row)
            ]
            if any(cells):
                yield Line(place + 1, cells, numeric)


def _text_lines(path: Path, name: str, most_rows: int) -> Iterator[Line]:
    encoding = encoding_of(path)
    with path.open("r", encoding=encoding, newline="") as stream:
        first = stream.readline(LONGEST_CELL).removeprefix("\ufeff")
        delimiter = max(DELIMITERS, key=first.count)
        stream.seek(0)
        csv.field_size_limit(LONGEST_CELL)
        try:
            # One line of the file may hold several lines of text, so rows are counted here.
            for number, cells in enumerate(csv.reader(stream, delimiter=delimiter), start=1):
                if number > most_rows:
                    raise refuse("too_many_rows", name, row=number, allowed=most_rows)
                kept = [cell.removeprefix("\ufeff").strip() for cell in cells]
                if any(kept):
                    yield Line(number, kept)
        except csv.Error as error:
            raise refuse("unreadable_rows", name, found=str(error)) from error
