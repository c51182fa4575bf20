"""Writing the report of a scoring run, and comparing one with what would be written now."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from reports.documents.content import PICTURES, Picture
from reports.documents.contract_lines import contract_lines
from reports.documents.pages import page_of
from reports.documents.plain_tables import csv_text, data_rows
from reports.documents.prints import print_of
from reports.documents.ranking_reports import ranking_report
from reports.documents.workbooks import workbook_of
from scoring.canonical import file_hash, hash_of, pretty_json
from scoring.errors import BundleError
from scoring.output import MANIFEST, PLAN, seal_holds
from scoring.plan import Plan
from scoring.scorebook import FILE as SCOREBOOK
from scoring.scorebook import REPORT, REPORTS, ScoreBook
from scoring.verification import Difference, compare_files

SCHEMA = "gongping-report/1"

Progress = Callable[[str, int, int], None]


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def write_report(
    output: Path, locale: str = "zh", progress: Progress = _silent, name: str = REPORT
) -> Path:
    """Write ``output/report`` from the score book in ``output``, whole or not at all.

    ``name`` is one of ``scoring.scorebook.REPORTS``: two languages can stand side by side. A report
    that is there already is replaced. Raises ``BundleError`` where there is no score book or it
    cannot be read.
    """
    book, plan = read_results(output)
    scratch = Path(tempfile.mkdtemp(prefix=".report.", dir=output))
    try:
        folder = scratch / name
        render(book, plan, locale, folder, progress)
        text = pretty_json(_sealed(folder, output, locale))
        (folder / MANIFEST).write_text(text, encoding="utf-8")
        if (output / name).exists():
            (output / name).rename(scratch / "before")
        folder.rename(output / name)
    finally:
        shutil.rmtree(scratch)
    return output / name


def read_results(output: Path) -> tuple[ScoreBook, Plan]:
    """Read score book and plan of a run; raises ``BundleError`` naming the file that fails."""
    plain = {}
    for name in (SCOREBOOK, PLAN):
        try:
            plain[name] = json.loads((output / name).read_text(encoding="utf-8"))
        except OSError as error:
            raise BundleError("output_missing_file", file=str(output / name)) from error
        except (ValueError, RecursionError) as error:
            raise BundleError("bundle_unreadable", file=name, found=str(error)) from error
    return ScoreBook.from_plain(plain[SCOREBOOK]), Plan.from_plain(plain[PLAN])


def render(
    book: ScoreBook, plan: Plan, locale: str, folder: Path, progress: Progress = _silent
) -> None:
    """Write all files of a report but its manifest into ``folder``."""
    progress("pictures", 0, 4)
    report = ranking_report(book, plan, locale)
    heading, rows = data_rows(book, contract_lines(book, locale))
    (folder / "figures").mkdir(parents=True)
    for picture in report.pictures:
        (folder / "figures" / picture.file).write_bytes(picture.png)
    (folder / PICTURES).write_text(pretty_json(_told(report.pictures)), encoding="utf-8")
    progress("page", 1, 4)
    (folder / "index.html").write_text(page_of(report), encoding="utf-8")
    progress("print", 2, 4)
    (folder / "report.pdf").write_bytes(print_of(report))
    (folder / "ranking.csv").write_bytes(csv_text(heading, rows).encode())
    progress("workbook", 3, 4)
    (folder / "ranking.xlsx").write_bytes(workbook_of(report, book, heading, rows))
    progress("done", 4, 4)


def _told(pictures: tuple[Picture, ...]) -> list[dict[str, str]]:
    return [
        {"file": row.file, "title": row.title, "alt": row.alt, "note": row.note} for row in pictures
    ]


def _sealed(folder: Path, output: Path, locale: str) -> dict[str, Any]:
    content = {
        "schema": SCHEMA,
        "locale": locale,
        "scorebook": file_hash(output / SCOREBOOK),
        "files": {name: file_hash(folder / name) for name in _files(folder)},
        "made_with": makers(),
    }
    return {**content, "seal": hash_of(content)}


def makers() -> dict[str, str]:
    """Return the versions of what sets pictures, print and workbook: their bytes depend on it."""
    from importlib.metadata import version

    names = ("gongping", "matplotlib", "pillow", "typst", "xlsxwriter", "pylopdf-fonts-zh-cn")
    return {name: version(name) for name in names}


def _files(folder: Path) -> list[str]:
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in paths if path != MANIFEST)


def report_differences(output: Path, book: ScoreBook, plan: Plan) -> tuple[Difference, ...]:
    """Return how the reports in ``output`` differ from those made of ``book``; none without any.

    Files altered after they were written differ always. Where other versions of the typesetting
    libraries are installed, only the plain table can be compared with a new one.
    """
    there = [name for name in REPORTS if (output / name).exists()]
    return tuple(row for name in there for row in _differences(output, name, book, plan))


def _differences(output: Path, name: str, book: ScoreBook, plan: Plan) -> tuple[Difference, ...]:
    folder = output / name
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        manifest = json.loads(text)
        whole = seal_holds(manifest) and pretty_json(manifest) == text
        files, made_with = dict(manifest["files"]), dict(manifest["made_with"])
        locale = str(manifest["locale"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return (Difference(f"{folder.name}/{MANIFEST}", "", f"unreadable: {error}", SCHEMA),)
    if not whole:
        return (Difference(f"{folder.name}/{MANIFEST}", "seal", manifest.get("seal"), "altered"),)
    found = list(_altered(folder, files))
    scorebook = file_hash(output / SCOREBOOK)
    if manifest.get("scorebook") != scorebook:
        stated = manifest.get("scorebook")
        found.append(Difference(f"{folder.name}/{MANIFEST}", "scorebook", stated, scorebook))
    is_alike = made_with == makers()
    found += _redone(folder, book, plan, locale, is_alike, {row.file for row in found})
    return tuple(found)


def _altered(folder: Path, files: dict[str, str]) -> Iterator[Difference]:
    there = set(_files(folder))
    for name in sorted(there | set(files)):
        actual = file_hash(folder / name) if name in there else None
        if actual != files.get(name):
            yield Difference(f"{folder.name}/{name}", "sha256", actual, files.get(name))


def _redone(
    folder: Path, book: ScoreBook, plan: Plan, locale: str, is_alike: bool, known: set[str]
) -> Iterator[Difference]:
    with tempfile.TemporaryDirectory() as scratch:
        again = Path(scratch) / folder.name
        render(book, plan, locale, again)
        for name in _files(again):
            place = f"{folder.name}/{name}"
            if not (folder / name).is_file() or not (is_alike or name.endswith(".csv")):
                continue
            if (folder / name).read_bytes() == (again / name).read_bytes():
                continue
            if name.endswith(".csv"):
                yield from compare_files(folder / name, again / name, place)
            elif place not in known:
                actual, expected = file_hash(folder / name), file_hash(again / name)
                yield Difference(place, "sha256", actual, expected)
