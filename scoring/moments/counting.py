"""Counting answers by contract: given, at full marks, and missing by kind."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scoring.bundle_schema import DO_NOT_KNOW, NOT_MET, REFUSED
from scoring.survey.coding import BLANK, Coded

Array = np.ndarray[Any, Any]
MISSING_CODES = (DO_NOT_KNOW, NOT_MET, REFUSED, BLANK)
MISSING_NAMES = ("do_not_know", "not_met", "refused", "blank")


def counted(contract: Array, flags: Sequence[Array], contracts: int) -> Array:
    """Return how many rows have each flag (n,), by contract: (J, flags)."""
    counts = [np.bincount(contract[flag], minlength=contracts) for flag in flags]
    return np.stack(counts, axis=1) if counts else np.zeros((contracts, 0), np.int64)


def successes(coded: Sequence[Coded], full: Sequence[float | None]) -> list[Array]:
    """Return where each variable has ``full`` marks; nowhere if it is not yes or no."""
    return [
        row.known & (row.values == best) if best is not None else np.zeros(len(row.known), np.bool_)
        for row, best in zip(coded, full, strict=True)
    ]


def missing_answers(contract: Array, answers: Sequence[Array], contracts: int) -> Array:
    """Return how many answers to each item are missing, by contract and kind: (J, items, 4)."""
    counts = np.zeros((contracts, len(answers), len(MISSING_CODES)), np.int64)
    for item, codes in enumerate(answers):
        rows = np.flatnonzero(codes < 0)
        owners, reasons = contract[rows], codes[rows]
        for kind, code in enumerate(MISSING_CODES):
            found = owners[reasons == code]
            if len(found):
                counts[:, item, kind] = np.bincount(found, minlength=contracts)
    return counts
