"""JSON, one object a row, written as it is read."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from surveys.exports.columns import Column, names_of


def write_json(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], _language: str
) -> int:
    """Write a list of objects and return how many there are."""
    names = names_of(columns)
    count = 0
    with path.open("w", encoding="utf-8") as out:
        out.write("[")
        for count, row in enumerate(rows, start=1):
            out.write(",\n" if count > 1 else "\n")
            record = dict(zip(names, row, strict=True))
            json.dump(record, out, ensure_ascii=False, default=_day)
        out.write("\n]\n")
    return count


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a table")
