"""The report as a tagged PDF for archives and screen readers, the same bytes each time."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.documents.content import Report, Table
from reports.documents.glyphs import printable, sans_font
from reports.documents.pages import LAYOUTS

STANDARDS = ["a-2a", "ua-1"]
MADE_AT = 0  # a report bears the date of its decision, not of its typesetting
# A print of every reason of a thousand contractors serves nobody; page and workbook hold them.
ROWS_OF_REASONS = 200


def print_of(report: Report) -> bytes:
    """Return the PDF of a report.

    Characters that the font lacks are printed as 〓: an archive PDF may not hide them.
    """
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(sans_font().parent)],
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for picture in report.pictures:
            (folder / picture.file).write_bytes(picture.png)
        (folder / "report.json").write_text(json.dumps(print_data(report)), encoding="utf-8")
        layout = folder / "ranking.typ"
        layout.write_text((LAYOUTS / "ranking.typ").read_text(encoding="utf-8"), encoding="utf-8")
        compiler: Any = typst.Compiler(layout, root=folder, font_paths=fonts)
        made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=MADE_AT)
    return bytes(made)


def print_data(report: Report) -> dict[str, Any]:
    """Return the texts of a report as the layout reads them, every character printable."""
    data = {
        "language": report.locale,
        "region": "cn" if report.locale == "zh" else "gb",
        "title": report.title,
        "heading": report.heading,
        "demo": report.demo,
        "state": report.state,
        "summary": report.summary,
        "facts": report.facts,
        "notes": report.notes,
        "words": report.words,
        "pictures": [
            {"file": row.file, "title": row.title, "alt": row.alt, "note": row.note}
            for row in report.pictures
        ],
        "tables": [_table(row) for row in report.tables if _is_printed(row)],
    }
    return {key: _printable(value) for key, value in data.items()}


def _is_printed(table: Table) -> bool:
    return table.key != "proposals" or len(table.rows) <= ROWS_OF_REASONS


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "note": table.note,
        "headings": table.headings,
        "widths": table.widths,
        "rows": table.rows,
    }


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value
