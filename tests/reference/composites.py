"""How the composite reference cases are read: tables, trees and the counted comparison."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.indicators.aggregation import Recipe, aggregate
from scoring.indicators.means import Scores
from scoring.indicators.places import places
from scoring.indicators.tables import Table, table_of
from scoring.weighting.dominance import Node

TOLERANCE = 1e-9
Row = Mapping[str, str]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def number(text: str) -> float | None:
    """A number, or None where the field is blank."""
    return float(text) if text else None


def table_from(rows: Sequence[Row], codes: Sequence[str]) -> Table:
    """The columns of these codes."""
    return table_of({code: [number(row[code]) for row in rows] for code in codes})


@dataclass(frozen=True)
class Case:
    """A folder with iData and iMeta: units sorted by code, the tree, and what goes with a leaf."""

    folder: Path
    rows: list[dict[str, str]]
    meta: dict[str, dict[str, str]]
    index: Node

    @property
    def leaves(self) -> list[str]:
        """Codes of the indicators."""
        return [code for code, row in self.meta.items() if row["Type"] == "Indicator"]

    @property
    def directions(self) -> dict[str, int]:
        """Direction of each indicator."""
        return {code: int(float(self.meta[code]["Direction"])) for code in self.leaves}

    @property
    def raw(self) -> Table:
        """The values as collected."""
        return table_from(self.rows, self.leaves)

    def stage(self, name: str) -> Table:
        """The indicators of an expected stage."""
        return table_from(rows_of(self.folder / f"{name}.csv"), self.leaves)


def case_of(folder: Path) -> Case:
    """Read a case."""
    meta = {row["iCode"]: row for row in rows_of(folder / "iMeta.csv")}
    rows = sorted(rows_of(folder / "iData.csv"), key=lambda row: row["uCode"])
    nodes = {code: row for code, row in meta.items() if row["Type"] in ("Indicator", "Aggregate")}
    top = next(code for code, row in nodes.items() if not row["Parent"])
    return Case(folder, rows, meta, _node(nodes, top))


def _node(nodes: Mapping[str, Row], code: str) -> Node:
    children = tuple(_node(nodes, kid) for kid, row in nodes.items() if row["Parent"] == code)
    return Node(code, float(nodes[code]["Weight"] or 1), children)


@dataclass
class Tally:
    """How many numbers were compared, and the largest deviation: relative, or as it is."""

    count: int = 0
    largest: float = 0.0
    blanks: int = 0
    tolerance: float = TOLERANCE
    is_relative: bool = True

    def add(self, found: float | None, expected: float | None, where: str = "") -> None:
        """Compare one number, or one blank."""
        if expected is None or found is None:
            assert found is expected, f"{where}: {found} against {expected}"
            self.blanks += 1
            return
        deviation = abs(found - expected) / ((self.is_relative and abs(expected)) or 1.0)
        self.count += 1
        self.largest = max(self.largest, deviation)
        assert deviation <= self.tolerance, f"{where}: {found} against {expected}"

    def add_table(self, found: Table, path: Path) -> None:
        """Compare every cell with an expected table, units in the same order."""
        rows = rows_of(path)
        assert len(rows) == len(found.values)
        for code in found.codes:
            values, present = found.column(code)
            for row, value, there in zip(rows, values, present, strict=True):
                self.add(float(value) if there else None, number(row[code]), f"{code} {row}"[:60])

    def add_scores(self, found: Mapping[str, Scores], path: Path, index: str) -> None:
        """Compare every aggregate, and the places where the file has them."""
        rows = rows_of(path)
        for code, scores in found.items():
            for row, value in zip(rows, scores.plain(), strict=True):
                self.add(value, number(row[code]), f"{code} {row['uCode']}")
        if "Rank" in rows[0]:
            expected = tuple(number(row["Rank"]) for row in rows)
            assert places(found[index].plain()) == expected
            self.count += len(rows)


def mixed(index: Node, is_last_geometric: bool, rest: str) -> Recipe:
    """The recipe of a variant: one mean throughout, or geometric at the last level only."""
    return Recipe(rest, means={index.code: "geometric"} if is_last_geometric else {})


def index_scores(table: Table, index: Node, aggregation: str) -> Scores:
    """The index under one of the four aggregations of the reference."""
    names = {"arith": "arithmetic", "geom": "geometric", "harm": "harmonic"}
    recipe = mixed(index, aggregation == "mixed", names.get(aggregation, "arithmetic"))
    return aggregate(table, index, recipe)[index.code]
