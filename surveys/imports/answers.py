"""Importing a file of answers into a bundle: read, code, refuse or write, nothing in between."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from scoring.bundle import Bundle, write_bundle
from scoring.bundle_schema import CONTRACTS, MEASURES
from scoring.plan import Plan
from scoring.plan_checks import BLOCKING
from scoring.plan_checks import findings as plan_findings
from surveys.imports.coding import Coder
from surveys.imports.mappings import AnswerMapping, read_mapping
from surveys.imports.plans import build_plan
from surveys.imports.problems import Findings, refuse
from surveys.imports.tables import Source, read_blocks

Progress = Callable[[int], None]

# A foreign file says who answered, never who was asked: there is no frame to compare with.
ABSENT = {
    "frame.parquet": "no_frame",
    "sample.parquet": "no_frame",
    "margins.parquet": "no_frame",
    "frame_list.parquet": "no_frame",
    "findings.json": "imported_answers_only",
    "audit.jsonl": "imported_answers_only",
}


def import_answers(
    answers: Path, mapping_path: Path, output: Path, progress: Progress | None = None
) -> Bundle:
    """Write the bundle of a file of answers and return it.

    Raises ``AnswersRefused`` for whatever is wrong with the mapping, its plan or the answers, or
    ``BundleError``; nothing is left behind then.
    """
    if output.exists():
        raise refuse("output_exists", str(output))
    mapping = read_mapping(mapping_path)
    plan = build_plan(mapping)
    _refuse_unlockable(plan, mapping.file)
    responses = code_answers(answers, mapping, progress)
    return write_bundle(
        output,
        plan=plan,
        contracts=_contracts(responses, mapping),
        responses=responses,
        measures=MEASURES.empty_table(),
        questionnaires={"imported": _questionnaire(mapping)},
        absent=ABSENT,
    )


def _refuse_unlockable(plan: Plan, file: str) -> None:
    """Refuse a plan whose weights do not sum or that breaks another rule, naming each place."""
    findings = Findings(file)
    for found in plan_findings(plan):
        if found.severity == BLOCKING:
            place = f"plan.{found.where}"
            stated = found.found
            if isinstance(stated, Mapping):
                stated = [f"{key} {value}" for key, value in stated.items()]
            findings.add(found.code, column=place, found=stated, allowed=found.allowed)
    findings.refuse_if_any()


def code_answers(
    answers: Path, mapping: AnswerMapping, progress: Progress | None = None
) -> pa.Table:
    """Return the coded responses of a file; raises ``AnswersRefused`` listing what does not fit."""
    findings = Findings(answers.name)
    source = Source(answers, mapping.encoding, mapping.delimiter, mapping.sheet)
    coder = Coder(mapping, findings)
    tables = []
    for block in read_blocks(source, mapping.needed_columns, findings):
        tables.append(coder.code(block))
        if progress is not None:
            progress(block.table.num_rows)
    findings.refuse_if_any()
    responses = pa.concat_tables(tables) if tables else coder.schema.empty_table()
    if responses.num_rows == 0:
        raise refuse("no_rows", answers.name, found=0, allowed=">= 1")
    return responses


def _contracts(responses: pa.Table, mapping: AnswerMapping) -> pa.Table:
    """List every provider that answered or is named; scoring says which have too few answers."""
    providers = mapping.providers
    codes = sorted({*providers.names, *responses["contract"].unique().to_pylist()})
    rows = []
    for code in codes:
        name = providers.names.get(code) or providers.pattern.replace(
            "{}", code.zfill(providers.pad)
        )
        rows.append(
            {
                "contract": code,
                "contractor": code,
                "name": name,
                "area": providers.area,
                "served_population": None,
            }
        )
    return pa.Table.from_pylist(rows, CONTRACTS)


def _questionnaire(mapping: AnswerMapping) -> dict[str, object]:
    """Keep what the codes of a bundle meant in the file they came from."""
    return {
        "mapping": mapping.file,
        "items": [
            {
                "code": item.code,
                "column": item.column,
                "name": item.name,
                "answers": [
                    {"label": row.label, "code": row.code, "points": row.points}
                    for row in item.answers
                ],
            }
            for item in mapping.items
        ],
    }


def extent(bundle: Bundle) -> tuple[int, int]:
    """Return how many responses and how many providers a bundle holds."""
    rows = sum(parquet.read_metadata(part).num_rows for part in bundle.response_parts())
    return rows, bundle.contracts().num_rows
