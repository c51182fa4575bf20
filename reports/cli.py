"""The commands around results: score, report, verify, compare, changes; none needs a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import surveys.scoring_wording  # noqa: F401 - brings the sentences about plans and bundles
from evaluator.wording.texts import N_, translate
from surveys.terminal import DIFFERENT, as_json, language, refusals_told, say, show, staged, visible

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from scoring.verification import Verification

SHOWN = 20  # the rest is counted, and listed by --json

_output = click.argument("output", metavar="OUT", type=click.Path(path_type=Path))
_workers = click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Threads to score with; the result is the same for any number.",
)
_scheduler = click.option(
    "--scheduler",
    metavar="tcp://HOST:PORT",
    help="Dask scheduler whose workers read the answers; they must see the bundle at its path.",
)


@contextmanager
def _executor(scheduler: str | None) -> Iterator["Executor | None"]:
    """Give the cluster at an address, or nothing where the work is done here."""
    if scheduler is None:
        yield None
        return
    from scoring.clusters import cluster_at

    with cluster_at(scheduler) as executor:
        yield executor


@click.command("score")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder to write."
)
@_workers
@_scheduler
@click.option(
    "--sensitivity/--no-sensitivity",
    "is_varied",
    default=None,
    help="Score again under every other choice; by itself only small bundles are.",
)
@language
@as_json
def score(
    bundle: Path,
    output: Path,
    workers: int | None,
    scheduler: str | None,
    is_varied: bool | None,
    locale: str,
    is_json: bool,
) -> None:
    """Score BUNDLE and write score book, tables and manifest."""
    from scoring.bundle import read_bundle
    from scoring.errors import BundleError
    from scoring.evaluate import evaluate
    from scoring.output import write_output
    from scoring.sensitivity.analysis import is_quick, sensitivity

    with refusals_told(locale, is_json):
        if output.exists():
            raise BundleError("output_exists", file=str(output), found="exists")
        frozen = read_bundle(bundle)
        with _executor(scheduler) as executor, staged(is_json) as progress:
            book = evaluate(frozen, workers=workers, executor=executor, progress=progress)
            is_wanted = is_quick(frozen) if is_varied is None else is_varied
            others = sensitivity(frozen, progress) if is_wanted else None
        write_output(book, frozen.plan, bundle, output, others)
    scored = sum(row.total is not None for row in book.contracts)
    if is_json:
        show(
            {
                "output": str(output),
                "bundle_hash": book.bundle_hash,
                "plan_hash": book.plan_hash,
                "engine": book.engine,
                "contracts": len(book.contracts),
                "scored": scored,
                "ranking_reason": book.ranking.reason,
                "tie_groups": len(book.ranking.tie_groups),
            }
        )
        return
    values = {"scored": scored, "contracts": len(book.contracts), "output": output}
    say(
        N_("%(scored)s of %(contracts)s contractors scored; results in %(output)s."),
        locale,
        **values,
    )


@click.command("report")
@_output
@language
@as_json
def report(output: Path, locale: str, is_json: bool) -> None:
    """Write page, PDF, CSV, workbook and pictures for the scoring run in OUT."""
    from reports.documents.report import write_report

    with refusals_told(locale, is_json), staged(is_json) as progress:
        folder = write_report(output, locale, progress)
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    if is_json:
        show({"report": str(folder), "locale": locale, "files": files})
        return
    say(
        N_("The report is in %(folder)s: %(count)s files."),
        locale,
        folder=folder,
        count=len(files),
    )


@click.command("verify")
@_output
@click.option("--bundle", type=click.Path(path_type=Path), help="Bundle, if it was moved.")
@_workers
@language
@as_json
def verify(
    output: Path, bundle: Path | None, workers: int | None, locale: str, is_json: bool
) -> None:
    """Compute OUT again from its bundle and say whether all of it is the same."""
    from reports.documents.report import report_differences
    from scoring.evaluate import evaluate
    from scoring.scorebook import REPORT
    from scoring.verification import verify_output

    with refusals_told(locale, is_json), staged(is_json) as progress:
        found = verify_output(
            output,
            bundle,
            recompute=lambda frozen: evaluate(frozen, workers=workers, progress=progress),
        )
        differences = found.differences
        if found.book is not None and found.bundle is not None:
            differences += report_differences(output, found.book, found.bundle.plan)
    result = {
        "same": not differences,
        "identical_bytes": found.identical_bytes and not differences,
        "files": found.files,
        "has_report": (output / REPORT).exists(),
        "other_environment": list(found.other_environment),
        "differences": [
            {"file": d.file, "field": d.field, "stored": d.stored, "recomputed": d.recomputed}
            for d in differences
        ],
    }
    if is_json:
        show(result)
    else:
        _tell(result, found, locale)
    if differences:
        raise click.exceptions.Exit(DIFFERENT)


def _tell(result: dict[str, Any], found: "Verification", locale: str) -> None:
    """Say the result to people, each difference with its file and field."""
    for row in result["differences"][:SHOWN]:
        say(
            N_("%(file)s, %(field)s: stored %(stored)s, recomputed %(recomputed)s"),
            locale,
            **{**row, "field": row["field"] or translate(N_("whole file"), locale)},
        )
    if result["differences"]:
        say(N_("Different: %(count)s places."), locale, count=len(result["differences"]))
        return
    if found.identical_bytes:
        say(N_("Same, identical bytes: everything came out as it is stored."), locale)
    else:
        say(N_("Same: everything came out as it is stored, to 1e-9 points."), locale)
    if found.other_environment:
        names = ", ".join(found.other_environment)
        say(N_("This machine differs in: %(names)s."), locale, names=names)


@click.command("compare")
@click.argument("before", metavar="OUT1", type=click.Path(path_type=Path))
@click.argument("after", metavar="OUT2", type=click.Path(path_type=Path))
@language
@as_json
def compare(before: Path, after: Path, locale: str, is_json: bool) -> None:
    """Say which contract moved from OUT1 to OUT2, and what of that each cause made."""
    from reports.documents.comparisons import comparison_lines, run_of
    from scoring.canonical import to_plain
    from scoring.comparison import compare as compared

    with refusals_told(locale, is_json):
        found = compared(*run_of(before), *run_of(after))
    if is_json:
        rows = [{**to_plain(row), "movement": row.movement} for row in found.contracts]
        show({"changed": list(found.changed), "notes": list(found.notes), "contracts": rows})
        return
    for line in comparison_lines(found, locale):
        click.echo(visible(line))


@click.command("changes")
@click.argument("previous", type=click.Path(path_type=Path))
@click.argument("current", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder to write."
)
@_workers
@language
@as_json
def changes(
    previous: Path, current: Path, output: Path, workers: int | None, locale: str, is_json: bool
) -> None:
    """Compare the bundle of a wave with that of the one before, contract by contract."""
    from scoring.bundle import read_bundle
    from scoring.change_output import write_changes
    from scoring.changes import changes as changed

    with refusals_told(locale, is_json):
        book = changed(read_bundle(previous), read_bundle(current), workers=workers)
        write_changes(book, output)
    compared = sum(row.difference is not None for row in book.contracts)
    values = {"compared": compared, "contracts": len(book.contracts), "output": str(output)}
    if is_json:
        show(values)
        return
    say(N_("%(compared)s of %(contracts)s contractors compared; in %(output)s."), locale, **values)
