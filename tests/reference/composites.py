"""How the composite reference cases are read: trees of indicators, tables and what they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.indicators.aggregation import Recipe, aggregate
from scoring.indicators.means import Scores
from scoring.indicators.preparation import denominate, impute
from scoring.indicators.tables import Table, table_of
from scoring.robustness.places import places
from scoring.weighting.dominance import Node
from tests.reference.reading import rows_of

Row = Mapping[str, str]
Values = Sequence[float | None]


def number(text: str) -> float | None:
    """A number, or None where the field is blank."""
    return float(text) if text else None


def table_from(rows: Sequence[Row], codes: Sequence[str]) -> Table:
    """The columns of these codes."""
    return table_of({code: [number(row[code]) for row in rows] for code in codes})


def columns_of(path: Path, *codes: str) -> dict[str, list[Any]]:
    """The columns of a file, or those named: numbers, words, and None for blanks."""
    rows = rows_of(path)
    return {code: plain([row[code] for row in rows]) for code in codes or rows[0]}


def plain(texts: list[str]) -> list[Any]:
    """The column as numbers where all its cells are numbers or blank, else as words."""
    try:
        return [number(text) for text in texts]
    except ValueError:
        return [text or None for text in texts]


def cells_of(table: Table) -> dict[str, list[float | None]]:
    """The columns of a table of ours in the form of the files."""
    return {code: cells(table, code) for code in table.codes}


def cells(table: Table, code: str) -> list[float | None]:
    """One column, None where nothing is there."""
    values, present = table.column(code)
    return [float(v) if there else None for v, there in zip(values, present, strict=True)]


def whole_places(values: Values) -> list[int | None]:
    """Places as whole numbers, which are compared exactly."""
    return [None if place is None else int(place) for place in places(values)]


def with_places(found: Mapping[str, Scores], index: str) -> dict[str, Any]:
    """All aggregates and the places of the index."""
    tree: dict[str, Any] = {code: scores.plain() for code, scores in found.items()}
    return tree | {"Rank": whole_places(tree[index])}


@dataclass(frozen=True)
class Study:
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

    @property
    def divided(self) -> Table:
        """The values for their size, where the case names one."""
        used = {code: self.meta[code].get("Denominator") for code in self.leaves}
        named = {code: name for code, name in used.items() if name}
        return denominate(self.raw, table_from(self.rows, sorted(set(named.values()))), named)

    @property
    def prepared(self) -> Table:
        """Divided and filled, as each case states."""
        if self.folder.name == "contractors_a":
            return impute(self.raw, "median")
        return impute(self.divided, "mean", [row["EurAsia_group"] for row in self.rows])

    def stage(self, name: str) -> Table:
        """The indicators of a published stage."""
        return table_from(rows_of(self.folder / f"{name}.csv"), self.leaves)

    def members(self, group: str) -> list[str]:
        """Indicators of a group."""
        return [code for code in self.leaves if self.meta[code]["Parent"] == group]


def study(folder: Path, name: str) -> Study:
    """Read a study."""
    place = folder / "composite" / name
    meta = {row["iCode"]: row for row in rows_of(place / "iMeta.csv")}
    rows = sorted(rows_of(place / "iData.csv"), key=lambda row: row["uCode"])
    nodes = {code: row for code, row in meta.items() if row["Type"] in ("Indicator", "Aggregate")}
    top = next(code for code, row in nodes.items() if not row["Parent"])
    return Study(place, rows, meta, _node(nodes, top))


def _node(nodes: Mapping[str, Row], code: str) -> Node:
    children = tuple(_node(nodes, kid) for kid, row in nodes.items() if row["Parent"] == code)
    return Node(code, float(nodes[code]["Weight"] or 1), children)


def index_scores(table: Table, index: Node, aggregation: str) -> Scores:
    """The index under one of the four aggregations; mixed is geometric at the last level only."""
    names = {"arith": "arithmetic", "geom": "geometric", "harm": "harmonic"}
    means = {index.code: "geometric"} if aggregation == "mixed" else {}
    recipe = Recipe(names.get(aggregation, "arithmetic"), means=means)
    return aggregate(table, index, recipe)[index.code]
