"""Reading a few row groups and summing them: pure functions that any worker can run."""

from collections.abc import Sequence
from dataclasses import dataclass
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
)
from scoring.moments.products import cross_products, value_squares
from scoring.moments.state import Counts, Layout, Moments, run_starts, sum_runs
from scoring.plan import Plan
from scoring.survey.adjusters import AdjusterGrid, Reach, reach_of
from scoring.survey.coding import BLANK, Coded, code_variables

Array = np.ndarray[Any, Any]
MISSING_CODES = (DO_NOT_KNOW, NOT_MET, REFUSED, BLANK)
MISSING_NAMES = ("do_not_know", "not_met", "refused", "blank")


@dataclass(frozen=True, slots=True)
class Task:
    """A share of the work, fixed by the files alone: some row groups of one Parquet file."""

    path: Path
    row_groups: tuple[int, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What weighting needs to know of the accepted rows of a task, in their order.

    ``contract`` (n,) indices, ``base`` (n,) weights, ``categories`` one list (n,) a margin,
    ``reaches`` one a adjuster.
    """

    contract: Array
    base: Array
    categories: tuple[pa.Array, ...]
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What every worker is told: the plan, the order of contracts, the adjusters' grids."""

    plan: Plan
    contracts: tuple[str, ...]
    grids: tuple[AdjusterGrid, ...]
    has_missing: bool
    exact: bool

    @property
    def layout(self) -> Layout:
        """Where each sum stands."""
        return Layout(len(self.plan.variables), len(self.grids), self.has_missing)


def tasks_of(paths: Sequence[Path], rows_per_task: int) -> list[Task]:
    """Divide the row groups of the files, in order, into tasks of about so many rows."""
    tasks: list[Task] = []
    for path in paths:
        metadata = pq.read_metadata(path)
        groups: list[int] = []
        rows = 0
        for group in range(metadata.num_row_groups):
            groups.append(group)
            rows += metadata.row_group(group).num_rows
            if rows >= rows_per_task:
                tasks.append(Task(path, tuple(groups), rows))
                groups, rows = [], 0
        if groups:
            tasks.append(Task(path, tuple(groups), rows))
    return tasks


def read_facts(task: Task, plan: Plan, contracts: tuple[str, ...]) -> RowFacts:
    """Return base weights, margin categories and adjuster bounds of a task's accepted rows."""
    adjusters = [ADJUSTER_PREFIX + adjuster.code for adjuster in plan.adjusters]
    margins = [_margin_column(name, plan) for name in plan.weighting.margins]
    names = ["contract", "status", "presence", "base_weight", *adjusters, *margins]
    table = _read(task, names)
    table = table.filter(_is_accepted(table, plan))
    return RowFacts(
        contract=_contract_index(table, contracts),
        base=table["base_weight"].to_numpy(),
        categories=tuple(
            pc.fill_null(_text_of(table[name]), "").combine_chunks() for name in margins
        ),
        reaches=tuple(reach_of(*_values(table[name])) for name in adjusters),
    )


def _margin_column(name: str, plan: Plan) -> str:
    is_adjuster = any(adjuster.code == name for adjuster in plan.adjusters)
    return ADJUSTER_PREFIX + name if is_adjuster else name


def _text_of(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return categories as text; whole numbers without a decimal point."""
    if pa.types.is_floating(column.type):
        whole = pc.equal(pc.floor(column), column)
        if pc.all(whole).as_py():
            column = column.cast(pa.int64())
    return column.cast(pa.string())


def _read(task: Task, names: list[str]) -> pa.Table:
    with pq.ParquetFile(task.path) as source:
        table = source.read_row_groups(list(task.row_groups), list(dict.fromkeys(names)), False)
    return table.combine_chunks()


def _is_accepted(table: pa.Table, plan: Plan) -> pa.Array:
    excluded = pc.is_in(table["presence"], value_set=pa.array(plan.excluded_presence, pa.string()))
    return pc.and_(pc.equal(table["status"], "accepted"), pc.invert(excluded))


def _contract_index(table: pa.Table, contracts: tuple[str, ...]) -> Array:
    codes = pa.array(contracts, pa.string())
    return np.asarray(pc.index_in(table["contract"], value_set=codes).to_numpy()).astype(np.int64)


def _values(column: pa.ChunkedArray) -> tuple[Array, Array]:
    known = ~column.is_null().to_numpy()
    return np.asarray(pc.fill_null(column, 0.0).to_numpy()), known


def accumulate(task: Task, recipe: Recipe, weights: Array) -> Moments:
    """Return the moments of a task's accepted rows.

    ``weights`` (n,) belong to the accepted rows in their order: int64 multiples of 1/1024 in exact
    mode, floats else.
    """
    plan = recipe.plan
    items = [ITEM_PREFIX + item.code for item in plan.items]
    adjusters = [ADJUSTER_PREFIX + adjuster.code for adjuster in plan.adjusters]
    whole = _read(task, ["contract", "stratum", "psu", "status", "presence", *items, *adjusters])
    submitted = _contract_index(whole, recipe.contracts)
    table = whole.filter(_is_accepted(whole, plan))
    contract = _contract_index(table, recipe.contracts)
    answers = {
        item.code: pc.fill_null(table[ITEM_PREFIX + item.code], BLANK).to_numpy()
        for item in plan.items
    }
    codings = code_variables(plan, exact=recipe.exact)
    coded = [coding.apply(answers) for coding in codings]
    extended, missing = _extended(table, recipe)
    full = [coding.full if coding.is_binary else None for coding in codings]
    jobs = len(recipe.contracts)
    counts = Counts(
        submitted=np.bincount(submitted, minlength=jobs),
        accepted=np.bincount(contract, minlength=jobs),
        answers=_counted(contract, [row.known for row in coded], jobs),
        successes=_counted(contract, _successes(coded, full), jobs),
        missing=_missing_answers(contract, list(answers.values()), jobs),
        missing_adjusters=_counted(contract, missing, jobs),
    )
    return _summed(table, recipe, contract, weights, coded, extended, counts)


def _extended(table: pa.Table, recipe: Recipe) -> tuple[Array, list[Array]]:
    """Return x (n, E), adjusters before missing flags, and the flags as a list of (n,)."""
    columns, missing = [], []
    for grid in recipe.grids:
        values, known = _values(table[ADJUSTER_PREFIX + grid.code])
        placed = grid.whole(values) if recipe.exact else grid.shifted(values)
        columns.append(np.where(known, placed, 0))
        missing.append(~known)
    kind = np.int64 if recipe.exact else np.float64
    extended = np.zeros((table.num_rows, recipe.layout.extended), kind)
    for position, column in enumerate([*columns, *(missing if recipe.has_missing else [])]):
        extended[:, position] = column
    return extended, missing


def _counted(contract: Array, flags: Sequence[Array], contracts: int) -> Array:
    counts = [np.bincount(contract[flag], minlength=contracts) for flag in flags]
    return np.stack(counts, axis=1) if counts else np.zeros((contracts, 0), np.int64)


def _successes(coded: Sequence[Coded], full: Sequence[float | None]) -> list[Array]:
    return [
        row.known & (row.values == best) if best is not None else np.zeros(len(row.known), np.bool_)
        for row, best in zip(coded, full, strict=True)
    ]


def _missing_answers(contract: Array, answers: Sequence[Array], contracts: int) -> Array:
    counts = np.zeros((contracts, len(answers), len(MISSING_CODES)), np.int64)
    for item, codes in enumerate(answers):
        for kind, code in enumerate(MISSING_CODES):
            found = contract[codes == code]
            if len(found):
                counts[:, item, kind] = np.bincount(found, minlength=contracts)
    return counts


def _summed(
    table: pa.Table,
    recipe: Recipe,
    contract: Array,
    weights: Array,
    coded: Sequence[Coded],
    extended: Array,
    counts: Counts,
) -> Moments:
    stratum = table["stratum"].combine_chunks().dictionary_encode()
    psu = table["psu"].combine_chunks().dictionary_encode()
    keys = (contract, stratum.indices.to_numpy(), psu.indices.to_numpy())
    order = np.lexsort(keys[::-1])
    starts = run_starts(*(key[order] for key in keys))
    w, x = weights[order], extended[order]
    totals = np.zeros((len(starts), recipe.layout.width), weights.dtype)
    totals[:, 0] = sum_runs(w, starts)
    totals[:, 1 : 1 + x.shape[1]] = sum_runs(w[:, None] * x, starts)
    sorted_values = [(row.known[order], row.values[order]) for row in coded]
    for position, (known, values) in enumerate(sorted_values):
        used = w * known
        block = np.concatenate([used[:, None], (used * values)[:, None], used[:, None] * x], axis=1)
        totals[:, recipe.layout.block(position)] = sum_runs(block, starts)
    owners = run_starts(contract[order])
    first = pa.array(order[starts])
    squares = np.zeros(len(recipe.contracts), weights.dtype)
    np.add.at(squares, contract, weights * weights)
    return Moments(
        contract=contract[order][starts],
        stratum=table["stratum"].combine_chunks().take(first),
        psu=table["psu"].combine_chunks().take(first),
        responses=np.diff([*starts, table.num_rows]),
        totals=totals,
        owner=contract[order][owners],
        products=cross_products(owners, w, x, sorted_values),
        value_squares=value_squares(owners, w, sorted_values),
        squares=squares,
        counts=counts,
    )
