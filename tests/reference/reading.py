"""How the reference folder is read: expected trees, tables and columns."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.reference.comparing import Make

Table = dict[str, Any]


def read_json(path: Path) -> Any:
    """The contents of a JSON file."""
    return json.loads(path.read_text("utf-8"))


def content(folder: Path, name: str) -> Any:
    """All that the file of a profiling case holds."""
    return read_json(folder / "profiling" / f"{name}.json")


def result(folder: Path, name: str) -> Any:
    """The published figures of a profiling case."""
    return content(folder, name)["result"]


def published(name: str) -> Make:
    """Return what reads the published figures of a profiling case."""
    return lambda folder: result(folder, name)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file, packed or plain; a blank is an empty text."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def table_of(folder: Path, name: str) -> Table:
    """Columns of a profiling table: numbers with nan for blanks, or words."""
    packed = folder / "profiling" / f"{name}.csv.gz"
    rows = rows_of(packed if packed.exists() else packed.with_suffix(""))
    return {key: column([row[key] for row in rows]) for key in rows[0]}


def column(texts: list[str]) -> Any:
    """The column as numbers where all its cells are numbers or blank."""
    try:
        return np.array([float(text) if text else np.nan for text in texts])
    except ValueError:
        return np.array(texts)


def league(folder: Path, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Estimates and standard errors of one league of the rank cases."""
    places = result(folder, "rank_exact")[name]
    return np.array(places["estimate"]), np.array(places["se"])
