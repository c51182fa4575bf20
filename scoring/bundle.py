"""The bundle: everything an outsider needs to compute an evaluation again, as files with hashes."""

import json
import shutil
import tempfile
import typing
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from scoring.bundle_archives import MANIFEST, unpack
from scoring.bundle_checks import check_responses, check_tables, contract_codes, read_table
from scoring.bundle_files import (
    files_in,
    write_manifest,
    write_responses,
    write_tables,
    write_texts,
)
from scoring.bundle_schema import REQUIRED, SCHEMA
from scoring.canonical import file_hash, hash_of, pretty_json
from scoring.errors import BundleError
from scoring.plan import Plan

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Bundle:
    """A checked bundle on disk; its digest is the hash of the manifest, hence of every file."""

    path: Path
    manifest: Mapping[str, Any]
    plan: Plan
    digest: str

    def contracts(self) -> pa.Table:
        """Return the contracts, sorted by code."""
        return self._table("contracts.parquet").sort_by("contract")

    def measures(self) -> pa.Table:
        """Return the values that do not come from the survey."""
        return self._table("measures.parquet")

    def frame(self) -> pa.Table | None:
        """Return population and drawn counts per contract and stratum; None without a frame."""
        return self._optional("frame.parquet")

    def sample(self) -> pa.Table | None:
        """Return the drawn cases with their dispositions; None where there are none."""
        return self._optional("sample.parquet")

    def margins(self) -> pa.Table | None:
        """Return the known population margins; None where there are none."""
        return self._optional("margins.parquet")

    def findings(self) -> tuple[Any, ...]:
        """Return the veto findings; empty where the part is absent (see ``absent_reason``)."""
        path = self.path / "findings.json"
        found = _json(path, "findings.json") if path.is_file() else []
        if not isinstance(found, list):
            raise BundleError("wrong_type", file="findings.json", found=found, allowed="list")
        return tuple(found)

    def response_parts(self) -> tuple[Path, ...]:
        """Return the Parquet files of the responses, in order."""
        return tuple(sorted((self.path / "responses").glob("part-*.parquet")))

    @property
    def look(self) -> int:
        """Which of the plan's looks at the lines this is, from 1."""
        return int(self.manifest.get("look", 1))

    def absent_reason(self, part: str) -> str | None:
        """Return why a part is absent; None where it is there."""
        reason = self.manifest["absent"].get(part)
        return None if reason is None else str(reason)

    def _table(self, name: str) -> pa.Table:
        return read_table(self.path / name, name)

    def _optional(self, name: str) -> pa.Table | None:
        return self._table(name) if (self.path / name).is_file() else None


def write_bundle(
    path: Path,
    *,
    plan: Plan,
    contracts: pa.Table,
    responses: pa.Table | Iterable[pa.Table],
    measures: pa.Table,
    frame: pa.Table | None = None,
    sample: pa.Table | None = None,
    margins: pa.Table | None = None,
    frame_list: pa.Table | None = None,
    draws: Sequence[Mapping[str, Any]] | None = None,
    questionnaires: Mapping[str, Any] = NOTHING,
    findings: Sequence[Mapping[str, Any]] | None = None,
    audit: bytes | None = None,
    absent: Mapping[str, str] = NOTHING,
    seed: int | None = None,
    look: int = 1,
) -> Bundle:
    """Write a bundle as a new folder, whole or not at all, and return it checked.

    Columns that no computation needs may be left out and are blank then. An optional part that is
    not given is recorded with its reason (``not_provided`` unless ``absent`` says otherwise).
    ``look`` says which of the plan's looks this is: interviews added after a bridging renewal make
    a new bundle with the next one.
    Raises :class:`BundleError` ``output_exists``, or whatever :func:`read_bundle` would refuse.
    """
    tables = {
        "contracts.parquet": contracts,
        "measures.parquet": measures,
        "frame.parquet": frame,
        "sample.parquet": sample,
        "margins.parquet": margins,
        "frame_list.parquet": frame_list,
    }
    with _whole_or_not_at_all(Path(path)) as folder:
        write_tables(folder, tables)
        write_responses(folder / "responses", plan, responses)
        write_texts(folder, plan, questionnaires, findings, audit)
        if draws is not None:
            (folder / "draws.json").write_text(pretty_json(list(draws)), "utf-8")
        write_manifest(folder, absent, seed, look)
        _read_folder(folder)
    return _opened(Path(path))


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[Path]:
    """Give a scratch folder beside ``path`` that takes its name only if all went well."""
    if path.exists() or path.is_symlink():
        raise BundleError("output_exists", file=path.name, found="exists", allowed="a new path")
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        folder = scratch / "bundle"
        folder.mkdir()
        yield folder
        folder.rename(path)
    finally:
        shutil.rmtree(scratch)


def read_bundle(path: Path) -> Bundle:
    """Read a bundle from its folder or zip and check schema, hashes and rows.

    A zip is unpacked into a temporary folder, which goes when the bundle goes.

    Raises
    ------
    BundleError
        Naming file, row and column: ``bundle_missing_file``, ``bundle_altered``,
        ``bundle_unexpected_file``, ``bundle_unknown_schema``, ``bundle_unreadable``,
        ``unsafe_path``, ``missing_column``, ``duplicate_response``, ``unknown_contract``,
        ``code_outside_scale``, ``weight_not_positive``, ``unknown_measure_input`` and others.
    PlanError
        Where the plan cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        raise BundleError("bundle_missing_file", file=path.name, found=None, allowed=MANIFEST)
    folder, scratch = unpack(path)
    try:
        bundle = _read_folder(folder)
    except BaseException:
        shutil.rmtree(scratch)
        raise
    weakref.finalize(bundle, shutil.rmtree, scratch)
    return bundle


def _read_folder(folder: Path) -> Bundle:
    manifest = _manifest(folder)
    _check_files(folder, manifest["files"])
    bundle = _opened(folder)
    contracts = contract_codes(folder)
    check_tables(folder, bundle.plan, contracts)
    check_responses(bundle.response_parts(), bundle.plan, contracts)
    for path in sorted(folder.rglob("*.json")):
        _json(path, path.relative_to(folder).as_posix())
    return bundle


def _opened(folder: Path) -> Bundle:
    """Return a folder that was checked before as a bundle."""
    manifest = _manifest(folder)
    plan = Plan.from_plain(_json(folder / "plan.json", "plan.json"))
    return Bundle(folder, manifest, plan, hash_of(manifest))


def _manifest(folder: Path) -> dict[str, Any]:
    if not (folder / MANIFEST).is_file():
        raise BundleError("bundle_missing_file", file=MANIFEST, found=None, allowed=MANIFEST)
    manifest = _json(folder / MANIFEST, MANIFEST)
    found = manifest.get("schema") if isinstance(manifest, dict) else None
    if found != SCHEMA:
        raise BundleError("bundle_unknown_schema", file=MANIFEST, found=found, allowed=SCHEMA)
    look = manifest.get("look", 1)
    if isinstance(look, bool) or not isinstance(look, int) or look < 1:
        raise BundleError("bundle_unreadable", file=MANIFEST, found=look, allowed="a look from 1")
    for key in ("files", "absent"):
        if not isinstance(manifest.get(key), dict):
            raise BundleError("bundle_unreadable", file=MANIFEST, found=key, allowed="object")
    return typing.cast(dict[str, Any], manifest)


def _json(path: Path, where: str) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BundleError("bundle_unreadable", file=where, found=str(error)) from error


def _check_files(folder: Path, hashes: Mapping[str, str]) -> None:
    """Raise unless exactly the files of the manifest are there, none of them altered."""
    found = set(files_in(folder)) - {MANIFEST}
    for name in sorted(found - set(hashes)):
        raise BundleError("bundle_unexpected_file", file=name, found=name, allowed=sorted(hashes))
    for name in sorted(hashes):
        if name not in found:
            raise BundleError("bundle_missing_file", file=name, found=None, allowed=name)
        actual = file_hash(folder / name)
        if actual != hashes[name]:
            raise BundleError("bundle_altered", file=name, found=actual, allowed=hashes[name])
    for part in REQUIRED:
        if not any(name == part or name.startswith(f"{part}/part-") for name in found):
            raise BundleError("bundle_missing_file", file=part, found=None, allowed=part)
