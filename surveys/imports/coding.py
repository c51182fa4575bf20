"""Turning the text cells of a block into codes, numbers and names, noting what does not fit."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.bundle_schema import ADJUSTER_PREFIX, ITEM_PREFIX, RESPONSES, responses_schema
from surveys.imports.mappings import AnswerMapping, MappedAdjuster, MappedItem
from surveys.imports.problems import Findings, Problem
from surveys.imports.tables import Block

# What a cell becomes, or the code of the problem it is.
Reading = tuple[Any, str | None]


@dataclass(slots=True)
class Coder:
    """Codes one block after the other; knows which response ids were seen and in which row."""

    mapping: AnswerMapping
    findings: Findings
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def schema(self) -> pa.Schema:
        """The schema of the coded responses."""
        items = [item.code for item in self.mapping.items]
        return responses_schema(items, [row.code for row in self.mapping.adjusters])

    def code(self, block: Block) -> pa.Table:
        """Return the responses of a block in the columns of a bundle."""
        count = block.table.num_rows
        roles = self.mapping.columns
        columns: dict[str, pa.Array] = {
            "response": self._responses(block),
            "contract": self._named(block, roles["provider"], self._provider),
            "stratum": self._optional(block, "stratum", "all"),
            "psu": self._psu(block),
            "interviewer": self._optional(block, "interviewer", None),
            "mode": self._optional(block, "mode", None),
            "status": pa.array(["accepted"] * count, pa.string()),
            "base_weight": self._weights(block, count),
        }
        for item in self.mapping.items:
            columns[ITEM_PREFIX + item.code] = self._item(block, item)
        for adjuster in self.mapping.adjusters:
            columns[ADJUSTER_PREFIX + adjuster.code] = self._adjuster(block, adjuster)
        for name in RESPONSES.names:
            columns.setdefault(name, pa.nulls(count, RESPONSES.field(name).type))
        cells = [columns[field.name].cast(field.type) for field in self.schema]
        return pa.table(cells, schema=self.schema)

    def _provider(self, text: str) -> Reading:
        known = self.mapping.providers.names
        if not text:
            return None, "blank_not_allowed"
        if known and text not in known:
            return None, "unknown_provider"
        return text, None

    def _named(self, block: Block, column: str, read: Callable[[str], Reading]) -> pa.Array:
        allowed = list(self.mapping.providers.names) or None
        return self._read(block, column, read, pa.string(), allowed)

    def _optional(self, block: Block, role: str, default: str | None) -> pa.Array:
        column = self.mapping.columns.get(role)
        if column is None:
            return pa.array([default] * block.table.num_rows, pa.string())
        return self._read(block, column, lambda text: (text or default, None), pa.string())

    def _psu(self, block: Block) -> pa.Array:
        """Each response is its own unit where the mapping names no cluster."""
        column = self.mapping.columns.get("psu")
        if column is None:
            return pa.array([f"row-{row:09d}" for row in block.rows.tolist()], pa.string())
        return self._read(block, column, _required, pa.string())

    def _weights(self, block: Block, count: int) -> pa.Array:
        column = self.mapping.columns.get("weight")
        if column is None:
            return pa.array(np.ones(count))
        return self._read(block, column, _weight, pa.float64(), "> 0")

    def _item(self, block: Block, item: MappedItem) -> pa.Array:
        codes: dict[str, int | None] = dict(self.mapping.no_answer)
        codes.update({answer.label: answer.code for answer in item.answers})

        def read(text: str) -> Reading:
            if text in codes:
                return codes[text], None
            return None, "label_outside_scale"

        return self._read(block, item.column, read, pa.int16(), list(codes)[1:])

    def _adjuster(self, block: Block, adjuster: MappedAdjuster) -> pa.Array:
        blanks = {label for label, code in self.mapping.no_answer.items() if code is None}

        def read(text: str) -> Reading:
            if text in adjuster.levels:
                return adjuster.levels[text], None
            if text in blanks:
                return None, None
            if adjuster.levels:
                return None, "label_outside_levels"
            return _number(text)

        allowed = list(adjuster.levels) or None
        return self._read(block, adjuster.column, read, pa.float64(), allowed)

    def _responses(self, block: Block) -> pa.Array:
        column = self.mapping.columns.get("response")
        if column is None:
            return pa.array([f"row-{row:09d}" for row in block.rows.tolist()], pa.string())
        cells = self._read(block, column, _required, pa.string())
        for text, row in zip(cells.to_pylist(), block.rows.tolist(), strict=True):
            if text is not None and self.seen.setdefault(text, row) != row:
                self.findings.add(
                    "duplicate_response",
                    row=row,
                    column=column,
                    found=text,
                    allowed=self.seen[text],
                )
        return cells

    def _read(
        self,
        block: Block,
        column: str,
        read: Callable[[str], Reading],
        kind: pa.DataType,
        allowed: Any = None,
    ) -> pa.Array:
        """Read each distinct text once and spread the results over the rows."""
        cells = block.table[column].combine_chunks().dictionary_encode()
        texts = [_tidy(text) for text in cells.dictionary.to_pylist()]
        readings = [read(text) for text in texts]
        places = cells.indices.to_numpy(zero_copy_only=False)
        for index, (_, problem) in enumerate(readings):
            if problem is not None:
                rows = block.rows[places == index]
                self._note(problem, rows, column, texts[index], allowed)
        values = pa.array([value for value, _ in readings], kind)
        return values.take(cells.indices)

    def _note(
        self, code: str, rows: NDArray[np.int64], column: str, found: str, allowed: Any
    ) -> None:
        for row in rows[:50].tolist():
            place = Problem(code, self.findings.file, int(row), column, found, allowed)
            self.findings.note(place)
        self.findings.count += max(0, len(rows) - 50)


def _tidy(text: str | None) -> str:
    """Take away the blanks around a cell, ideographic and no-break ones included."""
    return (text or "").strip()


def _required(text: str) -> Reading:
    return (text, None) if text else (None, "blank_not_allowed")


def _number(text: str) -> Reading:
    try:
        value = float(text)
    except ValueError:
        return None, "not_a_number"
    return (value, None) if math.isfinite(value) else (None, "not_a_number")


def _weight(text: str) -> Reading:
    value, problem = _number(text)
    if problem is None and value <= 0:
        return None, "weight_not_positive"
    return value, problem
