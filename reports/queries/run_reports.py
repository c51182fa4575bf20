"""Reading what a run's report offers to pages: its pictures with their findings, in a language."""

import json
from dataclasses import dataclass
from pathlib import Path

from evaluator.settings import Settings
from reports.documents.content import PICTURES
from reports.models.runs import ScoringRun
from reports.queries.runs import run_folder
from scoring.scorebook import REPORT, REPORT_IN_ENGLISH


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture of a report: where it lies in the report, what it shows, where its data are from.

    ``alt`` states the finding, for those who cannot see it.
    """

    file: str
    title: str
    alt: str
    note: str


def report_name(settings: Settings, run: ScoringRun, locale: str) -> str:
    """Return the folder of the run's report in a language, or of the one there is."""
    wished = REPORT_IN_ENGLISH if locale == "en" else REPORT
    return wished if (run_folder(settings, run) / wished).is_dir() else REPORT


def report_folder(settings: Settings, run: ScoringRun, name: str) -> Path:
    """Return where a report of a run lies."""
    return run_folder(settings, run) / name


def pictures_of(settings: Settings, run: ScoringRun, name: str) -> list[ShownPicture]:
    """Return the pictures of a run's report in order; none where it has none."""
    path = report_folder(settings, run, name) / PICTURES
    if not path.is_file():
        return []
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [
        ShownPicture(f"figures/{row['file']}", row["title"], row["alt"], row["note"])
        for row in rows
    ]
