"""CSV that spreadsheets read as Chinese and never as formulas; what is put before can be taken off.

A text that a spreadsheet could take for a formula gets an apostrophe before it: at its start, and
after each separator or line break within it, wherever one of ``= + - @``, their full-width twins, a
tab or an apostrophe follows. ``as_written`` takes these apostrophes off again, so nothing is lost.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from surveys.exports.columns import DATE, TEXT, Column, names_of

BYTE_ORDER_MARK = "\ufeff"
_DANGEROUS = "=+\\-@＝＋－＠\t\r'"
_BEFORE = "(^|[\n\r\t,;，；])"
_OPEN = re.compile(f"{_BEFORE}(?=[{_DANGEROUS}])")
_MARKED = re.compile(f"{_BEFORE}'")
_ANY = re.compile(f"[{_DANGEROUS}]")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> harmless("=1+1")
    "'=1+1"
    """
    return _OPEN.sub(r"\1'", text) if _ANY.search(text) else text


def as_written(text: str) -> str:
    """Return the text that ``harmless`` was given.

    >>> as_written("'=1+1")
    '=1+1'
    """
    return _MARKED.sub(r"\1", text)


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    """Write a table row by row and return how many rows it has; memory stays as it is."""
    texts = [place for place, column in enumerate(columns) if column.type in (TEXT, DATE)]
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(BYTE_ORDER_MARK)
        writer = csv.writer(out)
        writer.writerow([harmless(name) for name in names_of(columns)])
        counted = _Counted(rows)
        writer.writerows(_harmless_rows(counted, texts))
    return counted.rows


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._source = rows
        self.rows = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._source:
            self.rows += 1
            yield row


def _harmless_rows(rows: Iterable[Sequence[Any]], texts: Sequence[int]) -> Iterator[Sequence[Any]]:
    for row in rows:
        cells = list(row)
        for place in texts:
            value = cells[place]
            if isinstance(value, str) and _ANY.search(value):
                cells[place] = harmless(value)
        yield cells
