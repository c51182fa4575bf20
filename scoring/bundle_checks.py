"""Refusing a bundle whose rows do not fit its plan: the file, row and column are named."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.bundle_schema import (
    ADJUSTER_PREFIX,
    DO_NOT_KNOW,
    ITEM_PREFIX,
    NOT_MET,
    REFUSED,
    RESPONSES,
    TABLES,
)
from scoring.errors import BundleError
from scoring.indicators.inputs import inputs_of
from scoring.plan import Plan
from scoring.survey.coding import points_by_code

STATUSES = ("accepted", "excluded")
MEASURE_STATUSES = ("present", "not_applicable")
UNIQUE_BY = {
    "measures.parquet": ("contract", "input"),
    "frame.parquet": ("contract", "stratum"),
    "margins.parquet": ("contract", "variable", "category"),
}
SHOWN = 20  # an error lists no more of what would be allowed than this


def open_parquet(path: Path, where: str) -> pq.ParquetFile:
    """Open a Parquet file; raises :class:`BundleError` ``bundle_unreadable`` if it is broken."""
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise BundleError("bundle_unreadable", file=where, found=str(error)) from error


def read_table(path: Path, where: str) -> pa.Table:
    """Read a whole small table; raises ``bundle_unreadable`` if it is broken."""
    with open_parquet(path, where) as source:
        try:
            return source.read()
        except (pa.ArrowInvalid, OSError) as error:
            raise BundleError("bundle_unreadable", file=where, found=str(error)) from error


def check_columns(found: pa.Schema, wanted: pa.Schema, where: str) -> None:
    """Raise ``missing_column`` or ``wrong_column_type`` where ``found`` lacks what is wanted."""
    for field in wanted:
        position = found.get_field_index(field.name)
        if position < 0:
            raise BundleError(
                "missing_column", file=where, column=field.name, found=None, allowed=str(field.type)
            )
        if found.field(position).type != field.type:
            raise BundleError(
                "wrong_column_type",
                file=where,
                column=field.name,
                found=str(found.field(position).type),
                allowed=str(field.type),
            )


def survey_schema(plan: Plan) -> pa.Schema:
    """Return the columns that the plan needs in every responses part."""
    items = [pa.field(ITEM_PREFIX + item.code, pa.int16()) for item in plan.items]
    adjusters = [pa.field(ADJUSTER_PREFIX + row.code, pa.float64()) for row in plan.adjusters]
    return pa.schema([*RESPONSES, *items, *adjusters])


def refuse(code: str, where: str, column: str, row: int, found: Any, allowed: Any) -> None:
    """Raise a :class:`BundleError` that names file, row (from 1) and column."""
    raise BundleError(code, file=where, row=row, column=column, found=found, allowed=allowed)


def check_members(
    column: pa.ChunkedArray, allowed: Sequence[str], code: str, where: str, name: str, first: int
) -> None:
    """Raise ``code`` at the first value of ``column`` that is not among ``allowed``."""
    known = pc.is_in(column, value_set=pa.array(allowed, pa.string()))
    position = pc.index(known, False).as_py()
    if position >= 0:
        refuse(code, where, name, first + position, column[position].as_py(), list(allowed[:SHOWN]))


def check_tables(folder: Path, plan: Plan, contracts: Sequence[str]) -> None:
    """Check columns and contract codes of every table that is there, and the measures' inputs."""
    for name, schema in TABLES.items():
        path = folder / name
        if not path.is_file():
            continue
        table = read_table(path, name)
        check_columns(table.schema, schema, name)
        if name != "contracts.parquet":
            check_members(table["contract"], contracts, "unknown_contract", name, "contract", 1)
        if name in UNIQUE_BY:
            _check_unique_rows(table, name)
        if name in ("frame.parquet", "margins.parquet"):
            _check_populations(table, name)
    measures = read_table(folder / "measures.parquet", "measures.parquet")
    inputs = sorted(measure_inputs(plan))
    check_members(
        measures["input"], inputs, "unknown_measure_input", "measures.parquet", "input", 1
    )
    check_members(
        measures["status"], MEASURE_STATUSES, "unknown_status", "measures.parquet", "status", 1
    )


def measure_inputs(plan: Plan) -> set[str]:
    """Return the inputs of the plan that are not variables of the survey."""
    variables = {variable.code for variable in plan.variables}
    parts = [part for indicator in plan.indicators for part in indicator.parts]
    measured = (part for part in parts if part.input not in variables)
    return {code for part in measured for code in inputs_of(part)}


def _check_unique_rows(table: pa.Table, where: str) -> None:
    """Raise ``duplicate_row`` where the columns that name a row occur twice in the same way."""
    names = UNIQUE_BY[where]
    seen: set[tuple[str | None, ...]] = set()
    for row, key in enumerate(zip(*(table[n].to_pylist() for n in names), strict=True), start=1):
        if key in seen:
            refuse("duplicate_row", where, names[-1], row, list(key), "one row each")
        seen.add(key)


def _check_populations(table: pa.Table, where: str) -> None:
    """Raise ``population_negative`` at a known total that is blank, negative or not finite."""
    values = _floats(table, "population")
    bad = ~(np.isfinite(values) & (values >= 0))
    _check_where(bad, "population_negative", table, where, "population", 1, "0 or more")


def contract_codes(folder: Path) -> list[str]:
    """Return the codes of the contracts in order; raises on blank or repeated ones."""
    where = "contracts.parquet"
    table = read_table(folder / where, where)
    check_columns(table.schema, TABLES[where], where)
    codes: list[str] = table["contract"].to_pylist()
    seen: set[str] = set()
    for row, code in enumerate(codes, start=1):
        if not code or code in seen:
            refuse("duplicate_contract", where, "contract", row, code, "one row each")
        seen.add(code)
    return sorted(codes)


def check_responses(parts: Sequence[Path], plan: Plan, contracts: Sequence[str]) -> None:
    """Check every response against the plan, a row group at a time.

    Raises :class:`BundleError`: ``missing_column``, ``wrong_column_type``, ``missing_value``,
    ``unknown_contract``, ``unknown_status``, ``weight_not_positive``, ``code_outside_scale``,
    ``adjuster_not_finite`` or ``duplicate_response``.
    """
    identifiers: list[pa.Array] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path in parts:
            where = f"responses/{path.name}"
            with open_parquet(path, where) as source:
                check_columns(source.schema_arrow, survey_schema(plan), where)
                groups = _group_starts(source)
            check = partial(_check_group, path, plan, contracts, where)
            # In order, so that the first fault of a file is the one that is told.
            for found in pool.map(check, *zip(*groups, strict=True)):
                identifiers += found
    _check_unique(pa.chunked_array(identifiers, pa.string()))


def _group_starts(source: pq.ParquetFile) -> list[tuple[int, int]]:
    """Return the number of each row group and its first row, from 1."""
    sizes = [source.metadata.row_group(n).num_rows for n in range(source.num_row_groups)]
    return [(n, 1 + sum(sizes[:n])) for n in range(len(sizes))] or [(-1, 1)]


def _check_group(
    path: Path, plan: Plan, contracts: Sequence[str], where: str, group: int, first: int
) -> list[pa.Array]:
    """Check one row group and return the identifiers of its responses."""
    if group < 0:
        return []
    names = ["response", "contract", "stratum", "psu", "status", "base_weight"]
    names += survey_schema(plan).names[len(RESPONSES) :]
    with open_parquet(path, where) as source:
        try:
            table = source.read_row_group(group, columns=names)
        except (pa.ArrowInvalid, OSError) as error:
            raise BundleError("bundle_unreadable", file=where, found=str(error)) from error
    _check_rows(table, plan, contracts, where, first)
    return list(table["response"].chunks)


def _check_rows(
    table: pa.Table, plan: Plan, contracts: Sequence[str], where: str, first: int
) -> None:
    check_members(table["contract"], contracts, "unknown_contract", where, "contract", first)
    check_members(table["status"], STATUSES, "unknown_status", where, "status", first)
    for name in ("response", "stratum", "psu"):
        if table[name].null_count:
            row = first + int(pc.index(pc.is_null(table[name]), True).as_py())
            refuse("missing_value", where, name, row, None, "a code")
    weights = _floats(table, "base_weight")
    _check_where(
        ~(np.isfinite(weights) & (weights > 0)),
        "weight_not_positive",
        table,
        where,
        "base_weight",
        first,
        "a finite number above 0",
    )
    for adjuster in plan.adjusters:
        name = ADJUSTER_PREFIX + adjuster.code
        values = _floats(table, name)
        known = table[name].is_valid().to_numpy()
        _check_where(
            known & ~np.isfinite(values),
            "adjuster_not_finite",
            table,
            where,
            name,
            first,
            "a finite number or blank",
        )
    for item in plan.items:
        if item.scores:
            _check_item(table, item.code, sorted(points_by_code(item)), where, first)


def _check_item(table: pa.Table, code: str, scale: list[int], where: str, first: int) -> None:
    name = ITEM_PREFIX + code
    allowed = [*scale, DO_NOT_KNOW, NOT_MET, REFUSED]
    present = pc.fill_null(pc.unique(table[name]), REFUSED).to_numpy()
    if np.isin(present, allowed).all():
        return
    answers = pc.fill_null(table[name], REFUSED).to_numpy()
    bad = ~np.isin(answers, allowed)
    _check_where(bad, "code_outside_scale", table, where, name, first, sorted(allowed))


def _floats(table: pa.Table, name: str) -> np.ndarray[Any, Any]:
    """Return a numeric column as floats, NaN where it is blank (never leaves this room)."""
    column = table[name].cast(pa.float64(), safe=False)
    return np.asarray(pc.fill_null(column, float("nan")).to_numpy())


def _check_where(
    bad: np.ndarray[Any, Any],
    code: str,
    table: pa.Table,
    where: str,
    column: str,
    first: int,
    allowed: Any,
) -> None:
    if bad.any():
        position = int(np.argmax(bad))
        found = table[column][position].as_py()
        # Not a number has no JSON; the word says as much.
        refuse(code, where, column, first + position, "nan" if found != found else found, allowed)


def _check_unique(identifiers: pa.ChunkedArray) -> None:
    if pc.count_distinct(identifiers).as_py() == len(identifiers):
        return
    counts = pc.value_counts(identifiers)
    repeated = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), 1))
    found = sorted(repeated.to_pylist())
    raise BundleError(
        "duplicate_response",
        file="responses",
        column="response",
        found=found[:SHOWN],
        count=len(found),
        allowed="one row each",
    )
