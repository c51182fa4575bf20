"""SPSS files with Chinese labels; reasons why there is no answer are user-missing values."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from evaluator.errors import Invalid
from surveys.exports.columns import NUMBER, TEXT, WHOLE, Column, said

MOST_ROWS = 500_000  # the format is written in one piece from memory
LOWEST_REASON, HIGHEST_REASON = -9, -1
LONGEST_LABEL = 120  # of a value; the format holds 120 bytes


def write_spss(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], language: str
) -> int:
    """Write a table with labels and return how many rows it has."""
    import pandas as pd
    import pyreadstat

    read = list(rows)
    if len(read) > MOST_ROWS:
        raise Invalid("export_too_long", found=len(read), allowed=MOST_ROWS)
    frame = pd.DataFrame(
        {column.name: _values(column, [row[n] for row in read]) for n, column in enumerate(columns)}
    )
    coded = [column for column in columns if column.labels and column.type in (WHOLE, NUMBER)]
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={column.name: _cut(said(column.label, language), 256) for column in columns},
        variable_value_labels={
            column.name: {
                float(code): _cut(said(words, language), LONGEST_LABEL)
                for code, words in column.labels.items()
            }
            for column in coded
        },
        missing_ranges={
            column.name: [{"lo": LOWEST_REASON, "hi": HIGHEST_REASON}]
            for column in coded
            if any(code < 0 for code in column.labels)
        },
        row_compress=True,
    )
    return len(read)


def _values(column: Column, values: Sequence[Any]) -> list[Any]:
    """Return a column's values as the format knows them: numbers, or texts without gaps."""
    if column.type in (WHOLE, NUMBER):
        return [float("nan") if value is None else float(value) for value in values]
    if column.type == TEXT:
        return ["" if value is None else str(value) for value in values]
    return ["" if value is None else value.isoformat() for value in values]


def _cut(text: str, most: int) -> str:
    """Return a text that fits so many bytes, cut between characters."""
    return text.encode()[:most].decode(errors="ignore")
