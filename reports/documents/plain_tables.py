"""The ranking as one flat CSV table, numbers as numbers, every blank with its reason."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from reports.documents.contract_lines import ContractLine
from scoring.plain_cells import harmless
from scoring.scorebook import ContractScore, ScoreBook


def data_rows(
    book: ScoreBook, lines: Sequence[ContractLine]
) -> tuple[list[str], list[list[str | float | int | None]]]:
    """Return heading and rows of the flat table: one row a contract, in the order of ``lines``."""
    known = {row.contract: row for row in book.contracts}
    dimensions = [row.code for row in book.contracts[0].dimensions] if book.contracts else []
    heading = [
        "contract",
        "name",
        "contractor",
        "area",
        "printed_total",
        "total",
        "interval_low",
        "interval_high",
        "standard_error",
        "grade",
        "grade_certainty",
        "is_borderline",
        "tie_groups",
        "band_low",
        "band_high",
        "answers",
        "psus",
        "response_rate",
        "response_rate_reason",
        "reliability",
        "reliability_reason",
        "proposal",
        "decision_class",
        "reasons",
    ]
    for code in dimensions:
        heading += [f"{code}_printed", f"{code}_standard_error"]
    return heading, [_row(known[line.contract]) for line in lines]


def _row(row: ContractScore) -> list[str | float | int | None]:
    printed = row.printed_total
    cells: list[str | float | int | None] = [
        row.contract,
        row.name,
        row.contractor,
        row.area,
        None if printed is None else float(printed),
        row.total,
        row.interval_low,
        row.interval_high,
        row.standard_error,
        row.grade.standing,
        row.grade.certainty,
        int(row.grade.is_borderline),
        " ".join(str(number) for number in row.rank.tie_groups),
        row.rank.band_low,
        row.rank.band_high,
        row.answers,
        row.psus,
        row.response_rate.value,
        row.response_rate.reason,
        row.reliability.value,
        row.reliability.reason,
        row.decision.proposal,
        row.decision.decision_class,
        " ".join(dict.fromkeys((*row.reasons, *row.decision.reasons))),
    ]
    for part in row.dimensions:
        cells += [None if part.printed is None else float(part.printed), part.standard_error]
    return cells


def csv_text(heading: Iterable[str], rows: Iterable[Sequence[str | float | int | None]]) -> str:
    """Return a CSV text that spreadsheets open as UTF-8 and in which no text is a formula."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(heading)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return "\ufeff" + stream.getvalue()
