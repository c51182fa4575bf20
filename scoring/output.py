"""What a scoring run leaves on disk: score book, plan, tables and the manifest that binds them."""

import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from scoring.canonical import file_hash, hash_of, pretty_json
from scoring.errors import BundleError
from scoring.plain_cells import harmless_table
from scoring.plan import Plan
from scoring.result_tables import result_tables
from scoring.scorebook import FILE as SCOREBOOK
from scoring.scorebook import REPORTS, ScoreBook
from scoring.sensitivity.results import FILE as SENSITIVITY
from scoring.sensitivity.results import Sensitivity

SCHEMA = "gongping-output/1"
MANIFEST = "manifest.json"
PLAN = "plan.json"
TABLES = "tables"


def write_output(
    book: ScoreBook,
    plan: Plan,
    bundle: Path,
    output: Path,
    other_choices: Sensitivity | None = None,
) -> Path:
    """Write the results of a run as a new folder, whole or not at all.

    Parameters
    ----------
    book, plan
        The score book, and the plan that its hash names.
    bundle
        Where the bundle lies; the manifest keeps the way there from ``output``.
    output
        A path at which nothing stands yet.
    other_choices
        What would have come out otherwise, where that was worked out.

    Returns
    -------
    Path
        The folder, ``output``.

    Raises
    ------
    BundleError
        ``output_exists`` where something stands there already.
    """
    if output.exists() or output.is_symlink():
        raise BundleError("output_exists", file=output.name, found="exists", allowed="a new path")
    output.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
    try:
        folder = scratch / "output"
        write_results(book, plan, folder, other_choices)
        text = manifest_text(book, folder, os.path.relpath(bundle.resolve(), output.resolve()))
        (folder / MANIFEST).write_text(text, encoding="utf-8")
        folder.rename(output)
    finally:
        shutil.rmtree(scratch)
    return output


def write_results(
    book: ScoreBook, plan: Plan, folder: Path, other_choices: Sensitivity | None = None
) -> None:
    """Write all files of a run but the manifest into ``folder``."""
    (folder / TABLES).mkdir(parents=True)
    (folder / SCOREBOOK).write_text(pretty_json(book), encoding="utf-8")
    (folder / PLAN).write_text(pretty_json(plan), encoding="utf-8")
    if other_choices is not None:
        (folder / SENSITIVITY).write_text(pretty_json(other_choices), encoding="utf-8")
    for name, table in result_tables(book).items():
        pq.write_table(table, folder / TABLES / f"{name}.parquet", compression="zstd")
        pacsv.write_csv(harmless_table(table), folder / TABLES / f"{name}.csv")


def manifest_text(book: ScoreBook, folder: Path, way_to_bundle: str) -> str:
    """Return the manifest of the files in ``folder``, sealed by the hash of its own content."""
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "evaluation": book.evaluation,
        "engine": book.engine,
        "bundle": {"hash": book.bundle_hash, "path": Path(way_to_bundle).as_posix()},
        "plan_hash": book.plan_hash,
        "files": {name: file_hash(folder / name) for name in files_of(folder)},
        "environment": environment(),
    }
    return pretty_json({**content, "seal": hash_of(content)})


def files_of(folder: Path) -> list[str]:
    """Return the files of a run, by name; neither manifest nor reports are among them."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    names = (path.as_posix() for path in paths if path.parts[0] not in REPORTS)
    return sorted(name for name in names if name != MANIFEST)


def seal_holds(manifest: Mapping[str, Any]) -> bool:
    """Return whether a manifest says of itself what it says."""
    content = {key: value for key, value in manifest.items() if key != "seal"}
    return bool(manifest.get("seal") == hash_of(content))


def environment() -> dict[str, str]:
    """Return what the last bits of a number may depend on: libraries, BLAS and processor."""
    import numpy as np
    import scipy

    build = np.show_config(mode="dicts")
    blas = build.get("Build Dependencies", {}).get("blas", {}) if isinstance(build, dict) else {}
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pyarrow": pa.__version__,
        "blas": f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip(),
        "cpu": _processor(),
    }


def _processor() -> str:
    """Return the processor's name where the system tells it, else its architecture."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return f"{line.partition(':')[2].strip()} ({platform.machine()})"
    return platform.machine()
