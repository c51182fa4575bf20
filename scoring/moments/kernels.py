"""Reading a few row groups and summing them: pure functions that any worker can run."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.bundle_schema import (
    ADJUSTER_PREFIX,
    ITEM_PREFIX,
)
from scoring.moments.counting import counted, missing_answers, successes
from scoring.moments.item_sums import ItemSet, item_sets
from scoring.moments.links import Links, link_sums
from scoring.moments.products import value_squares
from scoring.moments.runs import run_starts, sum_runs
from scoring.moments.state import Counts, Layout, Moments
from scoring.moments.sums import unit_sums
from scoring.moments.tasks import (
    CODED,
    Task,
    accepted_rows,
    coded_texts,
    contract_index,
    numbers_of,
    read_rows,
)
from scoring.plan import Plan
from scoring.survey.adjusters import AdjusterGrid, Reach, reach_of
from scoring.survey.coding import BLANK, Coded, VariableCoding, code_variables

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What weighting needs to know of the accepted rows of a task, in their order.

    Neighbours that are alike stand for one: ``counts`` (n,) says how many rows each stands for,
    ``contract`` (n,) indices, ``base`` (n,) weights, ``categories`` one list (n,) a margin;
    ``reaches`` one a adjuster.
    """

    contract: Array
    base: Array
    counts: Array
    categories: tuple[pa.Array, ...]
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """What every worker is told: the plan, the order of contracts, the adjusters' grids.

    Two recipes are the same only if they are one object: what is made from one is kept for it.
    """

    plan: Plan
    contracts: tuple[str, ...]
    grids: tuple[AdjusterGrid, ...]
    has_missing: bool
    exact: bool

    @property
    def layout(self) -> Layout:
        """Where each sum stands."""
        return Layout(len(self.plan.variables), len(self.grids), self.has_missing)


def read_facts(task: Task, plan: Plan, contracts: tuple[str, ...]) -> RowFacts:
    """Return base weights, margin categories and adjuster bounds of a task's accepted rows."""
    adjusters = [ADJUSTER_PREFIX + adjuster.code for adjuster in plan.adjusters]
    margins = [_margin_column(name, plan) for name in plan.weighting.margins]
    names = ["contract", "status", "presence", "base_weight", *adjusters, *margins]
    table = accepted_rows(read_rows(task, names), plan)
    contract = contract_index(table, contracts)
    base = table["base_weight"].to_numpy()
    texts = [pc.fill_null(_text_of(table[name]), "").combine_chunks() for name in margins]
    codes = [text.dictionary_encode().indices.to_numpy() for text in texts]
    starts = run_starts(contract, base, *codes)
    return RowFacts(
        contract=contract[starts],
        base=base[starts],
        counts=np.diff(np.append(starts, table.num_rows)),
        categories=tuple(text.take(pa.array(starts)) for text in texts),
        reaches=tuple(_reach_of(table[name]) for name in adjusters),
    )


def _reach_of(column: pa.ChunkedArray) -> Reach:
    """Return the reach of an adjuster; distinct values suffice, and there are few."""
    return reach_of(*numbers_of(pc.unique(column)))


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


@lru_cache(maxsize=4)
def _made_from(recipe: Recipe) -> tuple[tuple[VariableCoding, ...], tuple[ItemSet, ...]]:
    """Return tables of points for all answer codes; too large to travel, too slow to make often."""
    exact = recipe.exact
    return code_variables(recipe.plan, exact=exact), item_sets(recipe.plan, exact=exact)


def accumulate(task: Task, recipe: Recipe, weights: Array) -> Moments:
    """Return the moments of a task's accepted rows.

    ``weights`` (n,) belong to the accepted rows in their order: int64 multiples of 1/1024 in exact
    mode, floats else.
    """
    plan = recipe.plan
    items = [ITEM_PREFIX + item.code for item in plan.items]
    adjusters = [ADJUSTER_PREFIX + adjuster.code for adjuster in plan.adjusters]
    whole = read_rows(task, [*CODED, *items, *adjusters])
    submitted = contract_index(whole, recipe.contracts)
    table = accepted_rows(whole, plan)
    contract = contract_index(table, recipe.contracts)
    answers = {
        item.code: pc.fill_null(table[ITEM_PREFIX + item.code], BLANK).to_numpy()
        for item in plan.items
    }
    codings, sets = _made_from(recipe)
    coded = [coding.apply(answers) for coding in codings]
    extended, missing = _extended(table, recipe)
    full = [coding.full if coding.is_binary else None for coding in codings]
    jobs = len(recipe.contracts)
    counts = Counts(
        submitted=np.bincount(submitted, minlength=jobs),
        accepted=np.bincount(contract, minlength=jobs),
        answers=counted(contract, [row.known for row in coded], jobs),
        successes=counted(contract, successes(coded, full), jobs),
        missing=missing_answers(contract, list(answers.values()), jobs),
        missing_adjusters=counted(contract, missing, jobs),
    )
    links = link_sums(table, plan, sets, contract, weights, answers, codings, coded, jobs)
    return _summed(table, recipe, contract, weights, coded, extended, counts, links)


def accumulate_runs(task: Task, recipe: Recipe, weights: Array, counts: Array) -> Moments:
    """Return the moments of a task from the weights (r,) of its runs of ``counts`` (r,) rows."""
    return accumulate(task, recipe, np.repeat(weights, counts))


def _extended(table: pa.Table, recipe: Recipe) -> tuple[Array, list[Array]]:
    """Return x (n, E), adjusters before missing flags, and the flags as a list of (n,)."""
    columns, missing = [], []
    for grid in recipe.grids:
        values, known = numbers_of(table[ADJUSTER_PREFIX + grid.code])
        placed = grid.whole(values) if recipe.exact else grid.shifted(values)
        columns.append(np.where(known, placed, 0))
        missing.append(~known)
    kind = np.int64 if recipe.exact else np.float64
    extended = np.zeros((table.num_rows, recipe.layout.extended), kind)
    for position, column in enumerate([*columns, *(missing if recipe.has_missing else [])]):
        extended[:, position] = column
    return extended, missing


def _summed(
    table: pa.Table,
    recipe: Recipe,
    contract: Array,
    weights: Array,
    coded: Sequence[Coded],
    extended: Array,
    counts: Counts,
    links: Links,
) -> Moments:
    stratum, strata = coded_texts(table, "stratum")
    psu, units = coded_texts(table, "psu")
    order = _grouping(contract, stratum, psu)
    values = [(row.known, row.values) for row in coded]
    if order is not None:
        contract, stratum, psu = contract[order], stratum[order], psu[order]
        weights, extended = weights[order], extended[order]
        values = [(known[order], value[order]) for known, value in values]
    starts = run_starts(contract, stratum, psu)
    owners = run_starts(contract)
    totals, products = unit_sums(starts, contract[starts], weights, extended, values)
    squares = np.zeros(len(recipe.contracts), weights.dtype)
    squares[contract[owners]] = sum_runs(weights * weights, owners)
    return Moments(
        contract=contract[starts],
        stratum=strata.take(pa.array(stratum[starts])),
        psu=units.take(pa.array(psu[starts])),
        responses=np.diff(np.append(starts, table.num_rows)),
        totals=totals,
        owner=contract[owners],
        products=products,
        value_squares=value_squares(owners, weights, values),
        squares=squares,
        counts=counts,
        links=links,
    )


def _grouping(*keys: Array) -> Array | None:
    """Return an order that brings equal keys together; None where they stand together."""
    starts = run_starts(*keys)
    runs = [key[starts] for key in keys]
    by_run = np.lexsort(runs[::-1])
    repeated = len(run_starts(*(run[by_run] for run in runs))) < len(starts)
    owners = runs[0][run_starts(runs[0])]
    if not repeated and len(np.unique(owners)) == len(owners):
        return None
    return np.lexsort(keys[::-1])
