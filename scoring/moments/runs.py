"""Runs of equal keys in sorted rows: where they start and end, and their sums."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[Any, Any]


def ranked(strings: pa.Array) -> Array:
    """Return the position (n,) of each string among the distinct strings in byte order."""
    encoded = strings.dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    position = np.empty(len(order), np.int64)
    position[order] = np.arange(len(order))
    return np.asarray(position[encoded.indices.to_numpy()])


def run_starts(*keys: Array) -> Array:
    """Return where a new run of equal keys starts in sorted rows; empty for no rows."""
    changed = np.zeros(len(keys[0]), np.bool_)
    changed[:1] = True
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changed)


def run_ends(starts: Array, length: int) -> Array:
    """Return where the runs that begin at ``starts`` end, in ``length`` rows."""
    return np.append(starts, length)[1:] if len(starts) else starts


def sum_runs(rows: Array, starts: Array) -> Array:
    """Return the sums of ``rows`` over the runs that begin at ``starts``, along the first axis.

    Whole numbers are summed in 64 bits, however narrow they are kept.
    """
    kind = np.result_type(rows.dtype, np.int64) if rows.dtype.kind in "iu" else rows.dtype
    if not len(starts):
        return rows[:0].astype(kind)
    return np.asarray(np.add.reduceat(rows, starts, axis=0, dtype=kind))
