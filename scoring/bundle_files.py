"""Writing the files of a bundle: equal contents in any order give equal bytes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.bundle_archives import MANIFEST
from scoring.bundle_checks import survey_schema
from scoring.bundle_schema import (
    ADJUSTER_PREFIX,
    ENGINE,
    ITEM_PREFIX,
    OPTIONAL,
    RESPONSES,
    SCHEMA,
    TABLES,
    responses_schema,
)
from scoring.canonical import file_hash, pretty_json
from scoring.errors import BundleError
from scoring.plan import Plan

ROWS_PER_GROUP = 65_536
ROWS_PER_PART = 16 * ROWS_PER_GROUP
SORTING = ("contract", "stratum", "psu", "response")
NEEDED = ("response", "contract", "psu", "status", "base_weight")


def write_tables(folder: Path, tables: Mapping[str, pa.Table | None]) -> None:
    """Write the tables that are given, in a total order of their rows."""
    for name, table in tables.items():
        if table is not None:
            fitted = _fit(table, TABLES[name], name, needed=(TABLES[name].names[0],))
            order = [(column, "ascending") for column in _order_of(fitted.schema)]
            _write_parquet(fitted.sort_by(order), folder / name)


def _order_of(schema: pa.Schema) -> list[str]:
    """Return a total order of a table's rows: the contract first, else the columns as they come."""
    return sorted(schema.names, key=lambda name: name not in ("position", "contract"))


def _write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", row_group_size=ROWS_PER_GROUP)


def _fit(table: pa.Table, schema: pa.Schema, where: str, needed: Sequence[str]) -> pa.Table:
    """Bring a table to its columns and types; columns that are not needed may be missing."""
    columns = []
    for name in table.column_names:
        if schema.get_field_index(name) < 0:
            raise BundleError(
                "unexpected_column", file=where, column=name, found=name, allowed=schema.names
            )
    for field in schema:
        if field.name in table.column_names:
            columns.append(_cast(table[field.name], field, where))
        elif field.name in needed:
            raise BundleError(
                "missing_column", file=where, column=field.name, found=None, allowed=str(field.type)
            )
        else:
            columns.append(pa.nulls(table.num_rows, field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _cast(column: pa.ChunkedArray, field: pa.Field, where: str) -> pa.ChunkedArray:
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise BundleError(
            "wrong_column_type",
            file=where,
            column=field.name,
            found=f"{column.type}: {error}",
            allowed=str(field.type),
        ) from error


def write_responses(folder: Path, plan: Plan, responses: pa.Table | Iterable[pa.Table]) -> None:
    """Write the responses, sorted, as parts of 16 row groups."""
    tables = [responses] if isinstance(responses, pa.Table) else list(responses)
    given = [name for table in tables for name in table.column_names]
    items = [item.code for item in plan.items]
    items += sorted(_coded(given, ITEM_PREFIX) - set(items))
    adjusters = [adjuster.code for adjuster in plan.adjusters]
    adjusters += sorted(_coded(given, ADJUSTER_PREFIX) - set(adjusters))
    schema = responses_schema(items, adjusters)
    needed = (*NEEDED, *survey_schema(plan).names[len(RESPONSES) :])
    rows = [_fit(table, schema, "responses", needed) for table in tables]
    whole = _placed(pa.concat_tables([*rows, schema.empty_table()]))
    whole = whole.sort_by([(name, "ascending") for name in SORTING])
    folder.mkdir()
    for number, start in enumerate(range(0, max(whole.num_rows, 1), ROWS_PER_PART)):
        part = whole.slice(start, ROWS_PER_PART)
        _write_parquet(part, folder / f"part-{number:05d}.parquet")


def _placed(table: pa.Table) -> pa.Table:
    """Give every response a stratum and a sampling unit: its own where the design names none."""
    for name, otherwise in (("stratum", pa.scalar("")), ("psu", table["response"])):
        position = table.schema.get_field_index(name)
        filled = pc.coalesce(table[name], otherwise)
        table = table.set_column(position, table.schema.field(position), filled)
    return table


def _coded(names: Iterable[str], prefix: str) -> set[str]:
    return {name.removeprefix(prefix) for name in names if name.startswith(prefix)}


def write_texts(
    folder: Path,
    plan: Plan,
    questionnaires: Mapping[str, Any],
    findings: Sequence[Mapping[str, Any]] | None,
    audit: bytes | None,
) -> None:
    """Write what is text: plan, questionnaires, veto findings and the audit extract."""
    (folder / "plan.json").write_text(pretty_json(plan), "utf-8")
    for code, questionnaire in questionnaires.items():
        if not re.fullmatch(r"[\w-]+", code):
            raise BundleError("bad_name", file="questionnaires", found=code, allowed="[\\w-]+")
        (folder / "questionnaires").mkdir(exist_ok=True)
        text = pretty_json(questionnaire)
        (folder / "questionnaires" / f"{code}.json").write_text(text, "utf-8")
    if findings is not None:
        (folder / "findings.json").write_text(pretty_json(list(findings)), "utf-8")
    if audit is not None:
        (folder / "audit.jsonl").write_bytes(audit)


def write_manifest(folder: Path, absent: Mapping[str, str], seed: int | None, look: int) -> None:
    """Write the manifest: schema, engine, seed, hashes of all files, reasons of absent parts.

    The look is named from the second one on.
    """
    missing = [part for part in OPTIONAL if not (folder / part).exists()]
    manifest = {
        "schema": SCHEMA,
        "engine": ENGINE,
        "seed": seed,
        **({"look": look} if look > 1 else {}),
        "files": {name: file_hash(folder / name) for name in files_in(folder)},
        "absent": {part: absent.get(part, "not_provided") for part in missing},
    }
    (folder / MANIFEST).write_text(pretty_json(manifest), "utf-8")


def files_in(folder: Path) -> list[str]:
    """Return the relative paths of all files below a folder, links included, sorted."""
    found = (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in found)
