"""The columns of a bundle's tables: one place says what each part holds."""

import pyarrow as pa

SCHEMA = "gongping-bundle/1"
ENGINE = "0.1.0"  # version of the arithmetic; raised by any change that can move a score

# Answer codes below zero say why there is no answer; none of them is ever scored.
DO_NOT_KNOW = -1
NOT_MET = -2
REFUSED = -3

ITEM_PREFIX = "item:"
ADJUSTER_PREFIX = "adjuster:"

CONTRACTS = pa.schema(
    [
        ("contract", pa.string()),
        ("contractor", pa.string()),
        ("name", pa.string()),
        ("area", pa.string()),
        ("served_population", pa.int64()),
    ]
)

FRAME = pa.schema(
    [
        ("contract", pa.string()),
        ("stratum", pa.string()),
        ("population", pa.int64()),
        ("drawn", pa.int64()),
    ]
)

SAMPLE = pa.schema(
    [
        ("case", pa.string()),
        ("contract", pa.string()),
        ("stratum", pa.string()),
        ("psu", pa.string()),
        ("inclusion_probability", pa.float64()),
        ("size_measure", pa.float64()),
        ("disposition", pa.string()),
        ("replaced_by", pa.string()),
        # N and n of the first stage (blank where units were drawn at once) and of the last.
        ("psus_population", pa.int64()),
        ("psus_drawn", pa.int64()),
        ("units_population", pa.int64()),
        ("units_drawn", pa.int64()),
    ]
)

# One row a submitted response; the item and adjuster columns follow (int16 and float64, nullable).
RESPONSES = pa.schema(
    [
        ("response", pa.string()),
        ("contract", pa.string()),
        ("stratum", pa.string()),
        ("psu", pa.string()),
        ("interviewer", pa.string()),
        ("mode", pa.string()),
        ("is_proxy", pa.bool_()),
        ("presence", pa.string()),
        ("status", pa.string()),  # accepted / excluded
        ("reason", pa.string()),
        ("person_key", pa.string()),
        ("base_weight", pa.float64()),
        ("duration_seconds", pa.int32()),
        ("flags", pa.string()),
    ]
)

# One row a contract x input of the plan. ``value`` is what the rule takes; a sampled measure
# carries ``successes`` of ``sampled``; a panel or survey of few carries ``variance``.
MEASURES = pa.schema(
    [
        ("contract", pa.string()),
        ("input", pa.string()),
        ("status", pa.string()),  # present / not_applicable
        ("value", pa.float64()),
        ("successes", pa.int64()),
        ("sampled", pa.int64()),
        ("variance", pa.float64()),
        ("reason", pa.string()),
        ("evidence", pa.string()),
    ]
)

MARGINS = pa.schema(
    [
        ("contract", pa.string()),
        ("variable", pa.string()),
        ("category", pa.string()),
        ("population", pa.float64()),
    ]
)

FRAME_LIST = pa.schema(
    [
        ("position", pa.int64()),
        ("case", pa.string()),
        ("contract", pa.string()),
        ("stratum", pa.string()),
        ("psu", pa.string()),
    ]
)

# Parts of a bundle by file name; a part that is absent carries a reason code in the manifest.
TABLES = {
    "contracts.parquet": CONTRACTS,
    "frame.parquet": FRAME,
    "sample.parquet": SAMPLE,
    "measures.parquet": MEASURES,
    "margins.parquet": MARGINS,
    "frame_list.parquet": FRAME_LIST,
}
REQUIRED = ("plan.json", "contracts.parquet", "responses", "measures.parquet")
OPTIONAL = (
    "frame.parquet",
    "sample.parquet",
    "margins.parquet",
    "frame_list.parquet",
    "draws.json",
    "questionnaires",
    "findings.json",
    "audit.jsonl",
)


def responses_schema(items: list[str], adjusters: list[str]) -> pa.Schema:
    """Return the schema of a responses part with its item and adjuster columns, in given order."""
    columns = [pa.field(ITEM_PREFIX + code, pa.int16()) for code in items]
    columns += [pa.field(ADJUSTER_PREFIX + code, pa.float64()) for code in adjusters]
    return pa.schema([*RESPONSES, *columns])
