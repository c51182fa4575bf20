"""The survey that the benches score: its shape is fixed, only its length varies."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring.bundle_files import (
    ROWS_PER_GROUP,
    ROWS_PER_PART,
    write_manifest,
    write_tables,
    write_texts,
)
from scoring.bundle_schema import ADJUSTER_PREFIX, ITEM_PREFIX, MEASURES, responses_schema
from scoring.plan import (
    Adjuster,
    Band,
    Dimension,
    Group,
    Indicator,
    Item,
    Part,
    Plan,
    Variable,
)

CONTRACTS, STRATA, PER_PSU = 1_000, 2, 5
INTERVIEWERS = 5  # a contract; each sampling unit is visited by one of them
ITEMS, INDICATORS, ADJUSTERS = 20, 5, 10
PER_INDICATOR = ITEMS // INDICATORS
SKIPPED = 0.03
SCALE = {str(code): Decimal(25 * (code - 1)) for code in range(1, 6)}
WEIGHTS = (40, 20, 15, 15, 10)


def plan_of_the_bench() -> Plan:
    """20 items in 5 indicators, 10 adjusters; satisfaction alone is judged."""
    items = tuple(Item(f"i{k:02d}", SCALE) for k in range(ITEMS))
    blocks = [items[start : start + PER_INDICATOR] for start in range(0, ITEMS, PER_INDICATOR)]
    variables = tuple(
        Variable(f"v{g}", "mean", tuple(item.code for item in block))
        for g, block in enumerate(blocks)
    )
    leaves = tuple(
        Indicator(f"A1{g}", {"en": f"A1{g}"}, (Part("SAT", Decimal(w), "BQ", f"v{g}"),))
        for g, w in enumerate(WEIGHTS)
    )
    group = Group("A1", {"en": "satisfaction"}, leaves)
    return Plan(
        evaluation="bench",
        title={"en": "Bench"},
        dimensions=(Dimension("A", {"en": "satisfaction"}, (group,), is_satisfaction=True),),
        items=items,
        variables=variables,
        bands=(Band("good", Decimal(80)), Band("fair", Decimal(60)), Band("poor", Decimal(0))),
        adjusters=tuple(Adjuster(f"x{q}") for q in range(ADJUSTERS)),
    )


def rows_of(plan: Plan, responses: int, seed: int) -> Iterator[pa.Table]:
    """Yield the responses a part at a time, sorted by contract, stratum and sampling unit."""
    rng = np.random.default_rng(seed)
    quality = rng.normal(0.0, 0.5, CONTRACTS)
    for start in range(0, responses, ROWS_PER_PART):
        row = np.arange(start, min(start + ROWS_PER_PART, responses))
        contract = row * CONTRACTS // responses
        own = row - (contract * responses + CONTRACTS - 1) // CONTRACTS
        stratum = own * STRATA * CONTRACTS // responses
        yield _part(plan, rng, row, contract, stratum, quality[contract])


def _part(
    plan: Plan,
    rng: np.random.Generator,
    row: np.ndarray,
    contract: np.ndarray,
    stratum: np.ndarray,
    level: np.ndarray,
) -> pa.Table:
    size = len(row)
    adjusters = [rng.integers(60, 96, size).astype(float)]
    adjusters += [rng.integers(0, 2, size).astype(float) for _ in range(ADJUSTERS - 1)]
    mood = rng.normal(0.0, 0.8, size) + level + 0.02 * (adjusters[0] - 78)
    columns: dict[str, pa.Array] = {
        "response": _coded("r", row),
        "contract": _coded("c", contract),
        "stratum": _coded("s", stratum),
        "psu": _coded("p", row // PER_PSU),
        "interviewer": _coded("w", contract * INTERVIEWERS + row // PER_PSU % INTERVIEWERS),
        "mode": pa.array(["visit"]).take(pa.array(np.zeros(size, np.int32))),
        "presence": pa.array(["alone"]).take(pa.array(np.zeros(size, np.int32))),
        "status": pa.array(["accepted"]).take(pa.array(np.zeros(size, np.int32))),
        "base_weight": pa.array(np.where(stratum == 0, 40.0, 55.0)),
    }
    for item in plan.items:
        answer = np.clip(np.rint(3.4 + mood + rng.normal(0, 1, size)), 1, 5).astype(np.int16)
        columns[ITEM_PREFIX + item.code] = pa.array(answer, mask=rng.random(size) < SKIPPED)
    for adjuster, values in zip(plan.adjusters, adjusters, strict=True):
        columns[ADJUSTER_PREFIX + adjuster.code] = pa.array(values)
    schema = responses_schema(
        [item.code for item in plan.items], [adjuster.code for adjuster in plan.adjusters]
    )
    blank = {field.name: pa.nulls(size, field.type) for field in schema}
    return pa.table({**blank, **columns}, schema=schema)


def _coded(letter: str, numbers: np.ndarray) -> pa.Array:
    return pa.array(np.char.add(letter, np.char.zfill(numbers.astype("U8"), 8)), pa.string())


def write_survey(folder: Path, responses: int, seed: int = 1) -> Path:
    """Write a bundle of so many responses part by part, and return its folder."""
    plan = plan_of_the_bench()
    (folder / "responses").mkdir(parents=True)
    codes = _coded("c", np.arange(CONTRACTS))
    blank = pa.array([""] * CONTRACTS)
    contracts = pa.table(
        {
            "contract": codes,
            "contractor": codes,
            "name": codes,
            "area": blank,
            "served_population": pa.array([1_000] * CONTRACTS),
        }
    )
    write_tables(
        folder, {"contracts.parquet": contracts, "measures.parquet": MEASURES.empty_table()}
    )
    for number, table in enumerate(rows_of(plan, responses, seed)):
        path = folder / "responses" / f"part-{number:05d}.parquet"
        pq.write_table(table, path, compression="zstd", row_group_size=ROWS_PER_GROUP)
    write_texts(folder, plan, {}, None, None)
    write_manifest(folder, {}, seed, look=1)
    return folder
