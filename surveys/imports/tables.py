"""Reading the rows of a CSV file or a workbook as text, block by block, with their row numbers."""

from collections.abc import Iterator, Sequence
from csv import reader as csv_lines
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from surveys.imports.encodings import WORKBOOK_DAMAGE, encoding_of, open_bytes
from surveys.imports.problems import AnswersRefused, Findings, refuse

BLOCK = 4 << 20
WORKBOOK_ROWS = 20_000
DELIMITERS = ",\t;"


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of the file: text columns, and the row number a spreadsheet would show."""

    table: pa.Table
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of answers and how it is to be read."""

    path: Path
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    @property
    def is_workbook(self) -> bool:
        """Whether the file is an Excel workbook."""
        return self.path.suffix.lower() in (".xlsx", ".xlsm")


def read_blocks(source: Source, columns: Sequence[str], findings: Findings) -> Iterator[Block]:
    """Yield the named columns of a file as text; wholly blank rows are left out.

    Rows with too many or too few cells are noted in ``findings``. Raises
    :class:`~surveys.imports.problems.AnswersRefused` where nothing can be read at all.
    """
    if not source.path.is_file():
        raise refuse("file_missing", str(source.path), allowed=".csv .csv.gz .xlsx")
    if source.is_workbook:
        yield from _workbook_blocks(source, columns)
    elif source.path.suffix.lower() == ".xls":
        raise refuse("unknown_kind", source.path.name, found=".xls", allowed=".csv .csv.gz .xlsx")
    else:
        yield from _csv_blocks(source, columns, findings)


def check_header(header: Sequence[str], columns: Sequence[str], file: str) -> None:
    """Refuse a header that lacks a needed column or has it twice, naming all that is wrong."""
    findings = Findings(file)
    for column in columns:
        found = header.count(column)
        if found == 0:
            findings.add("missing_column", row=1, column=column, allowed=list(header))
        elif found > 1:
            findings.add("column_twice", row=1, column=column, found=found, allowed=1)
    findings.refuse_if_any()


def _csv_blocks(source: Source, columns: Sequence[str], findings: Findings) -> Iterator[Block]:
    encoding = encoding_of(source.path, source.encoding)
    raw_header, delimiter = _csv_header(source, encoding)
    header = [name.strip() for name in raw_header]
    check_header(header, columns, source.path.name)
    wanted = [raw_header[header.index(column)] for column in columns]
    broken: list[int] = []

    def note(row: Any) -> str:
        broken.append(row.number)
        findings.add(
            "wrong_cell_count", row=row.number, found=row.actual_columns, allowed=len(header)
        )
        return "skip"

    position = 2  # the header is row 1
    with open_bytes(source.path) as stream:
        reader = _csv_reader(stream, encoding, delimiter, wanted, note)
        for batch in _batches(reader, source.path.name):
            rows, position = _row_numbers(position, batch.num_rows, broken)
            table = pa.Table.from_batches([batch]).rename_columns(list(columns))
            yield _without_blank_rows(table, rows)


def _csv_header(source: Source, encoding: str) -> tuple[list[str], str]:
    with open_bytes(source.path) as stream:
        start = stream.read(1 << 16).decode(encoding, "ignore").removeprefix("\ufeff")
    line = next((text for text in start.splitlines()), "")
    if not line.strip():
        raise refuse("no_header", source.path.name, row=1)
    delimiter = source.delimiter or max(DELIMITERS, key=line.count)
    header = next(csv_lines(StringIO(start, newline=""), delimiter=delimiter))
    return header, delimiter


def _csv_reader(stream: Any, encoding: str, delimiter: str, wanted: list[str], note: Any) -> Any:
    if encoding != "utf-8":
        stream = pa.transcoding_input_stream(pa.PythonFile(stream, "r"), encoding, "utf-8")
    return csv.open_csv(
        stream,
        read_options=csv.ReadOptions(use_threads=False, block_size=BLOCK),
        parse_options=csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        convert_options=csv.ConvertOptions(
            include_columns=wanted,
            column_types=dict.fromkeys(wanted, pa.string()),
            strings_can_be_null=False,
            null_values=[],
        ),
    )


def _batches(reader: Any, file: str) -> Iterator[pa.RecordBatch]:
    """Yield what the reader gives, and close it whatever happens: it reads ahead in a thread."""
    try:
        yield from iter(reader)
    except pa.ArrowInvalid as error:
        raise refuse("unreadable_rows", file, found=str(error)) from error
    finally:
        reader.close()


def _row_numbers(start: int, count: int, broken: list[int]) -> tuple[NDArray[np.int64], int]:
    """Number ``count`` rows from ``start`` on, passing over rows that were left out as broken."""
    skipped = [row for row in broken if row >= start]
    numbers = np.arange(start, start + count + len(skipped), dtype=np.int64)
    kept = numbers[~np.isin(numbers, skipped)][:count]
    return kept, int(kept[-1]) + 1 if count else start


def _without_blank_rows(table: pa.Table, rows: NDArray[np.int64]) -> Block:
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        filled |= np.asarray(pc.not_equal(pc.utf8_trim_whitespace(column), ""))
    if filled.all():
        return Block(table, rows)
    return Block(table.filter(pa.array(filled)), rows[filled])


def _workbook_blocks(source: Source, columns: Sequence[str]) -> Iterator[Block]:
    lines = _workbook_lines(source)
    first = next(lines, None)
    if first is None:
        raise refuse("no_header", source.path.name, row=1)
    header = [cell.strip() for cell in first]
    check_header(header, columns, source.path.name)
    places = [header.index(column) for column in columns]
    kept: list[list[str]] = []
    start = 2
    for line in lines:
        kept.append([line[place] if place < len(line) else "" for place in places])
        if len(kept) == WORKBOOK_ROWS:
            yield _workbook_block(kept, columns, start)
            start, kept = start + len(kept), []
    if kept:
        yield _workbook_block(kept, columns, start)


def _workbook_block(lines: list[list[str]], columns: Sequence[str], start: int) -> Block:
    table = pa.table(
        [pa.array([line[i] for line in lines], pa.string()) for i in range(len(columns))],
        names=list(columns),
    )
    return _without_blank_rows(table, np.arange(start, start + len(lines), dtype=np.int64))


def _workbook_lines(source: Source) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(source.path, read_only=True, data_only=True)
    except (*WORKBOOK_DAMAGE, InvalidFileException) as error:
        raise refuse("file_truncated", source.path.name, found=str(error)) from error
    try:
        if source.sheet is not None and source.sheet not in book.sheetnames:
            raise refuse(
                "missing_sheet", source.path.name, found=source.sheet, allowed=book.sheetnames
            )
        sheet = book[source.sheet] if source.sheet else book.worksheets[0]
        for line in sheet.iter_rows(values_only=True):
            yield [_cell_text(cell) for cell in line]
    except AnswersRefused:
        raise
    except WORKBOOK_DAMAGE as error:
        raise refuse("file_truncated", source.path.name, found=str(error)) from error
    finally:
        book.close()


def _cell_text(cell: Any) -> str:
    """Return a cell as the text a person sees: whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
