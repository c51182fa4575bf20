"""Tasks: some row groups of one file each, and how their columns are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.plan import Plan

Array = np.ndarray[Any, Any]
NO_DIGESTS: Mapping[str, str] = MappingProxyType({})
# Texts read as codes and a list.
CODED = ["contract", "stratum", "psu", "status", "presence", "interviewer", "mode"]


@dataclass(frozen=True, slots=True)
class Task:
    """A share of the work, fixed by the files alone: some row groups of one Parquet file.

    ``digest`` is what the bundle says the file's hash is; empty where nobody asks.
    """

    path: Path
    row_groups: tuple[int, ...]
    rows: int
    digest: str = ""


def tasks_of(
    paths: Sequence[Path], rows_per_task: int, digests: Mapping[str, str] = NO_DIGESTS
) -> list[Task]:
    """Divide the row groups of the files, in order, into tasks of about so many rows.

    ``digests`` gives the hash of each file by its name.
    """
    tasks: list[Task] = []
    for path in paths:
        metadata = pq.read_metadata(path)
        digest = digests.get(path.name, "")
        groups: list[int] = []
        rows = 0
        for group in range(metadata.num_row_groups):
            groups.append(group)
            rows += metadata.row_group(group).num_rows
            if rows >= rows_per_task:
                tasks.append(Task(path, tuple(groups), rows, digest))
                groups, rows = [], 0
        if groups:
            tasks.append(Task(path, tuple(groups), rows, digest))
    return tasks


def read_rows(task: Task, names: list[str]) -> pa.Table:
    with pq.ParquetFile(task.path, read_dictionary=CODED) as source:
        table = source.read_row_groups(list(task.row_groups), list(dict.fromkeys(names)), False)
    return table.unify_dictionaries().combine_chunks()


def coded_texts(table: pa.Table, name: str) -> tuple[Array, pa.Array]:
    """Return a text column as codes (n,) and the list of texts that they number from 0.

    A blank has the code that follows the last.
    """
    column = table[name].combine_chunks()
    last = pa.scalar(len(column.dictionary), column.type.index_type)
    return np.asarray(pc.fill_null(column.indices, last).to_numpy()), column.dictionary


def _is_among(table: pa.Table, name: str, texts: Sequence[str]) -> Array:
    codes, distinct = coded_texts(table, name)
    found = pc.is_in(distinct, value_set=pa.array(texts, pa.string()))
    return np.append(np.asarray(found.to_numpy(zero_copy_only=False), np.bool_), False)[codes]


def accepted_rows(table: pa.Table, plan: Plan) -> pa.Table:
    """Return the rows that are scored."""
    is_counted = _is_among(table, "status", ["accepted"])
    is_counted &= ~_is_among(table, "presence", plan.excluded_presence)
    return table if is_counted.all() else table.filter(pa.array(is_counted)).combine_chunks()


def contract_index(table: pa.Table, contracts: tuple[str, ...]) -> Array:
    codes, distinct = coded_texts(table, "contract")
    places = pc.index_in(distinct, value_set=pa.array(contracts, pa.string()))
    return np.asarray(places.to_numpy()).astype(np.int64)[codes]


def numbers_of(column: pa.Array | pa.ChunkedArray) -> tuple[Array, Array]:
    known = np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False))
    return np.asarray(pc.fill_null(column, 0.0).to_numpy()), known
