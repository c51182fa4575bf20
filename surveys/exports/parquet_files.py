"""Parquet, in row groups, so that a wave of any size is written in little memory."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from surveys.exports.columns import DATE, NUMBER, TEXT, WHOLE, Column

ROWS_A_GROUP = 50_000


def write_parquet(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], _language: str
) -> int:
    """Write a table, the labels beside its columns, and return how many rows it has."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {WHOLE: pa.int32(), NUMBER: pa.float64(), TEXT: pa.string(), DATE: pa.date32()}
    schema = pa.schema(
        [
            pa.field(column.name, types[column.type], metadata=_described(column))
            for column in columns
        ]
    )
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(rows):
            arrays = [
                pa.array([row[n] for row in group], types[column.type])
                for n, column in enumerate(columns)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(group)
    return count


def _groups(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    source = iter(rows)
    while group := list(islice(source, ROWS_A_GROUP)):
        yield group


def _described(column: Column) -> dict[str, str]:
    labels = {str(code): words for code, words in column.labels.items()}
    return {
        "label": json.dumps(dict(column.label), ensure_ascii=False),
        "labels": json.dumps(labels, ensure_ascii=False, default=dict),
    }
