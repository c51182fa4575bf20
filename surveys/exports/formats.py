"""The one table of formats: what each is called, which scopes it takes, how it is written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveys.exports.codebooks import write_codebook, write_ddi, write_document
from surveys.exports.columns import Column
from surveys.exports.json_files import write_json
from surveys.exports.parquet_files import write_parquet
from surveys.exports.plain_text import write_csv
from surveys.exports.spss_files import write_spss
from surveys.exports.workbooks import write_workbook
from surveys.kinds.documents import Questionnaire

TABLES = frozenset({"answers", "paradata", "cases"})
STRUCTURE = frozenset({"structure"})


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files."""

    name: str
    ending: str
    media_type: str
    scopes: frozenset[str]


FORMATS = {
    form.name: form
    for form in (
        Format("CSV", "csv", "text/csv; charset=utf-8", TABLES | STRUCTURE),
        Format(
            "Excel",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            TABLES,
        ),
        Format("SPSS", "sav", "application/octet-stream", TABLES),
        Format("Parquet", "parquet", "application/vnd.apache.parquet", TABLES),
        Format("JSON", "json", "application/json", TABLES | STRUCTURE),
        Format("DDI-Codebook", "xml", "application/xml", STRUCTURE),
    )
}

WriteTable = Callable[[Path, Sequence[Column], Iterable[Sequence[Any]], str], int]


def _csv(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], _language: str
) -> int:
    return write_csv(path, columns, rows)


TABLE_WRITERS: dict[str, WriteTable] = {
    "CSV": _csv,
    "Excel": write_workbook,
    "SPSS": write_spss,
    "Parquet": write_parquet,
    "JSON": write_json,
}


def write_structure(
    form: str, path: Path, questionnaire: Questionnaire, cases: int, language: str
) -> int:
    """Write what the columns of a wave mean and return how many entries that has."""
    if form == "DDI-Codebook":
        return write_ddi(path, questionnaire, cases)
    if form == "JSON":
        return write_document(path, questionnaire)
    return write_codebook(path, questionnaire, language)
