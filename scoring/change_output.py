"""What a comparison of two waves leaves on disk: the change book and one flat table."""

import shutil
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from scoring.canonical import pretty_json
from scoring.changes import ChangeBook
from scoring.errors import BundleError
from scoring.plain_cells import harmless_table

FILE, TABLE = "changes.json", "changes.csv"
NUMBERS = (
    "first",
    "second",
    "difference",
    "standard_error",
    "degrees_of_freedom",
    "interval_low",
    "interval_high",
    "covariance",
    "p_plain",
    "p_holm",
    "p_published",
    "p_risen",
)


def write_changes(book: ChangeBook, output: Path) -> Path:
    """Write the changes as a new folder, whole or not at all.

    Raises :class:`BundleError` ``output_exists`` where something stands at ``output`` already.
    """
    if output.exists() or output.is_symlink():
        raise BundleError("output_exists", file=output.name, found="exists", allowed="a new path")
    output.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
    try:
        folder = scratch / "changes"
        folder.mkdir()
        (folder / FILE).write_text(pretty_json(book), encoding="utf-8")
        pacsv.write_csv(harmless_table(change_table(book)), folder / TABLE)
        folder.rename(output)
    finally:
        shutil.rmtree(scratch)
    return output


def change_table(book: ChangeBook) -> pa.Table:
    """Return one row a contract; blanks have their reason."""
    rows = book.contracts
    columns = {"contract": pa.array([row.contract for row in rows], pa.string())}
    for name in NUMBERS:
        columns[name] = pa.array([getattr(row, name) for row in rows], pa.float64())
    columns["expected"] = pa.array([row.expected.value for row in rows], pa.float64())
    columns["panel"] = pa.array([row.panel for row in rows], pa.int64())
    columns["has_improved"] = pa.array([row.has_improved for row in rows], pa.bool_())
    columns["reason"] = pa.array([row.reason for row in rows], pa.string())
    return pa.table(columns)
