"""What plain numpy needs for the sums alone: no weights of record, no exactness, no variance."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from benchmarks._surveys import ADJUSTERS, INDICATORS, ITEMS, PER_INDICATOR


def plain_products(folder: Path) -> np.ndarray:
    """Return the sums of u u' of each contract, u = [1, adjusters, indicator means]."""
    items = [f"item:i{k:02d}" for k in range(ITEMS)]
    adjusters = [f"adjuster:x{q}" for q in range(ADJUSTERS)]
    names = ["contract", "base_weight", *adjusters, *items]
    sums: dict[str, np.ndarray] = {}
    for path in sorted((folder / "responses").glob("*.parquet")):
        with pq.ParquetFile(path, read_dictionary=["contract"]) as source:
            for group in range(source.num_row_groups):
                _add(source.read_row_group(group, columns=names), items, adjusters, sums)
    return np.stack([sums[code] for code in sorted(sums)])


def _add(table, items: list[str], adjusters: list[str], sums: dict[str, np.ndarray]) -> None:
    codes = table["contract"].combine_chunks()
    answers = np.column_stack([table[name].to_numpy() for name in items]).astype(np.float64)
    blocks = answers.reshape(-1, INDICATORS, PER_INDICATOR)
    told = ~np.isnan(blocks)
    means = np.nansum(blocks, axis=2) / np.maximum(told.sum(axis=2), 1)
    columns = [np.ones(len(answers)), *(table[name].to_numpy() for name in adjusters)]
    u = np.column_stack([*columns, means])
    w = table["base_weight"].to_numpy()
    index = codes.indices.to_numpy()
    starts = np.flatnonzero(np.append(True, index[1:] != index[:-1]))
    for start, end in zip(starts, [*starts[1:], len(index)], strict=True):
        rows = u[start:end]
        code = codes.dictionary[int(index[start])].as_py()
        product = (rows * w[start:end, None]).T @ rows
        sums[code] = sums[code] + product if code in sums else product
