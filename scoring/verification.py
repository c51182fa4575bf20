"""Computing a run again from its bundle and saying, field by field, what is not the same."""

import csv
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.bundle import Bundle, read_bundle
from scoring.canonical import file_hash, pretty_json
from scoring.errors import ScoringError
from scoring.evaluate import evaluate
from scoring.output import MANIFEST, SCHEMA, environment, files_of, seal_holds, write_results
from scoring.scorebook import ScoreBook
from scoring.sensitivity.analysis import sensitivity
from scoring.sensitivity.results import FILE as SENSITIVITY

TOLERANCE = 1e-9
SHOWN = 20  # of one file no more differing fields than this are listed

Evaluate = Callable[[Bundle], ScoreBook]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not the same: the file, the place in it, what is stored, what came out."""

    file: str
    field: str
    stored: Any
    recomputed: Any


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found; ``identical_bytes`` where every file came out bit for bit."""

    differences: tuple[Difference, ...]
    identical_bytes: bool
    files: int
    other_environment: tuple[str, ...] = ()
    bundle: Bundle | None = None
    book: ScoreBook | None = None

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def verify_output(
    output: Path, bundle_path: Path | None = None, *, recompute: Evaluate = evaluate
) -> Verification:
    """Check all hashes of a run, compute it again from its bundle and compare.

    Integers, printed decimals, ranks, classes and reasons must be equal, other numbers within 1e-9.
    A file that was touched after it was written is a difference even where its numbers are near.

    Parameters
    ----------
    output
        The folder that :func:`scoring.output.write_output` wrote.
    bundle_path
        Where the bundle lies, if not where the manifest says.
    recompute
        What computes a score book from a bundle.
    """
    manifest, differences = _read_manifest(output)
    if manifest is None:
        return Verification(tuple(differences), False, 0)
    differences += _altered_files(output, manifest)
    try:
        bundle = read_bundle(bundle_path or output / manifest["bundle"]["path"])
        _note(differences, "bundle.hash", manifest["bundle"]["hash"], bundle.digest)
        book = recompute(bundle)
    except ScoringError as error:
        differences.append(_from_error(error))
        return Verification(tuple(differences), False, len(manifest["files"]))
    _note(differences, "plan_hash", manifest["plan_hash"], book.plan_hash)
    _note(differences, "engine", manifest["engine"], book.engine)
    _note(differences, "evaluation", manifest["evaluation"], book.evaluation)
    found, identical = _compare_results(output, book, bundle)
    differences += found
    return Verification(
        tuple(differences),
        identical and not differences,
        len(manifest["files"]) + 1,
        _changed_environment(manifest),
        bundle,
        book,
    )


def _read_manifest(output: Path) -> tuple[dict[str, Any] | None, list[Difference]]:
    try:
        text = (output / MANIFEST).read_text(encoding="utf-8")
        manifest = json.loads(text)
        schema = manifest["schema"]
    except OSError:
        return None, [Difference(MANIFEST, "", None, SCHEMA)]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        return None, [Difference(MANIFEST, "", f"unreadable: {error}", SCHEMA)]
    if schema != SCHEMA:
        return None, [Difference(MANIFEST, "schema", schema, SCHEMA)]
    if not seal_holds(manifest) or pretty_json(manifest) != text:
        sealed = Difference(MANIFEST, "seal", manifest.get("seal"), "altered after it was sealed")
        return (manifest if _is_whole(manifest) else None), [sealed]
    return manifest, []


def _is_whole(manifest: Mapping[str, Any]) -> bool:
    """Return whether enough of an altered manifest is left to go on with."""
    bundle, files = manifest.get("bundle"), manifest.get("files")
    keys = ("engine", "plan_hash", "evaluation", "environment")
    return (
        isinstance(bundle, dict)
        and {"hash", "path"} <= bundle.keys()
        and isinstance(files, dict)
        and all(key in manifest for key in keys)
    )


def _altered_files(output: Path, manifest: Mapping[str, Any]) -> list[Difference]:
    there = set(files_of(output))
    found = [
        Difference(name, "", "unexpected file", None) for name in there - set(manifest["files"])
    ]
    for name, stated in manifest["files"].items():
        actual = file_hash(output / name) if name in there else None
        if actual != stated:
            found.append(Difference(name, "sha256", actual, stated))
    return sorted(found, key=lambda row: row.file)


def _note(differences: list[Difference], field: str, stored: Any, recomputed: Any) -> None:
    if stored != recomputed:
        differences.append(Difference(MANIFEST, field, stored, recomputed))


def _from_error(error: ScoringError) -> Difference:
    """Return a bundle that cannot be read or scored as the difference that it is."""
    place = error.parameters.get("file", error.parameters.get("where", "bundle"))
    field = " ".join(
        f"{key} {error.parameters[key]}" for key in ("row", "column") if key in error.parameters
    )
    found = error.parameters.get("found")
    return Difference(
        f"bundle/{place}", field or error.code, found, error.parameters.get("allowed")
    )


def _changed_environment(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    stored, now = manifest["environment"], environment()
    return tuple(key for key in now if stored.get(key) != now[key])


def _compare_results(
    output: Path, book: ScoreBook, bundle: Bundle
) -> tuple[list[Difference], bool]:
    found: list[Difference] = []
    identical = True
    # What other choices would have given is worked out again only where it is claimed.
    other_choices = sensitivity(bundle) if (output / SENSITIVITY).is_file() else None
    with tempfile.TemporaryDirectory() as scratch:
        again = Path(scratch) / "again"
        write_results(book, bundle.plan, again, other_choices)
        for name in files_of(again):
            if not (output / name).is_file():
                identical = False
                found.append(Difference(name, "", None, "written by a run"))
            elif (output / name).read_bytes() != (again / name).read_bytes():
                identical = False
                found += compare_files(output / name, again / name, name)
    return found, identical


def compare_files(stored: Path, again: Path, name: str) -> list[Difference]:
    """Return the fields in which two result files differ, the first ones."""
    try:
        pairs = _fields(_content(stored), _content(again))
        return [Difference(name, *row) for _, row in zip(range(SHOWN), pairs, strict=False)]
    except (ValueError, OSError, RecursionError) as error:
        return [Difference(name, "", f"unreadable: {error}", None)]


def _content(path: Path) -> Any:
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    if path.suffix == ".parquet":
        try:
            return pq.read_table(path).to_pylist()
        except pa.ArrowException as error:
            raise ValueError(str(error)) from error
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True))
    return [{key: _number(cell) for key, cell in row.items()} for row in rows]


def _number(cell: Any) -> Any:
    """Return a cell of a plain table as the number it shows, if it shows one."""
    try:
        return float(cell)
    except (TypeError, ValueError):
        return cell


def _fields(stored: Any, again: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield (place, stored, recomputed) wherever two contents differ beyond the tolerance."""
    if isinstance(stored, dict) and isinstance(again, dict):
        for key in sorted(stored.keys() | again.keys()):
            inner = f"{place}.{key}" if place else str(key)
            yield from _fields(stored.get(key), again.get(key), inner)
    elif isinstance(stored, list) and isinstance(again, list):
        for index in range(max(len(stored), len(again))):
            one = stored[index] if index < len(stored) else None
            other = again[index] if index < len(again) else None
            yield from _fields(one, other, f"{place}[{_label(one, index)}]")
    elif not _agree(stored, again):
        yield place, stored, again


def _label(row: Any, index: int) -> str:
    """Name a row by what it is about, so that a reader finds it."""
    if isinstance(row, dict):
        for key in ("contract", "code", "input"):
            if isinstance(row.get(key), str):
                return str(row[key])
    return str(index)


def _agree(stored: Any, again: Any) -> bool:
    if isinstance(stored, float) and isinstance(again, float):
        return abs(stored - again) <= TOLERANCE
    return type(stored) is type(again) and bool(stored == again)
