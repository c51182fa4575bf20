"""Compare every number of the reference folder with ours: ``python -m tests.reference``."""

import datetime
import json
import os
import re
import sys
from pathlib import Path

import click

from tests.reference.comparing import Outcome
from tests.reference.registry import absent, outcomes, uncovered
from tests.reference.reporting import as_plain, line, notes, section, totals

HOUSE = Path(__file__).resolve().parents[2]
DOCS = HOUSE / "docs" / "methods.md"
MARKS = re.compile(r"(<!-- reference:begin -->\n).*?(\n<!-- reference:end -->)", re.DOTALL)


def reference_folder() -> Path | None:
    """The folder that GONGPING_REFERENCE names, or the one beside the house."""
    folder = Path(os.environ.get("GONGPING_REFERENCE") or HOUSE.parent / "shared" / "data")
    return folder if folder.is_dir() else None


@click.command()
@click.option(
    "--json", "target", type=click.Path(dir_okay=False, path_type=Path), help="also as JSON"
)
@click.option("--write", is_flag=True, help="renew the table in docs/methods.md")
def main(target: Path | None, write: bool) -> None:
    """Print a line a case and totals; fail on any failure, gap or absent folder."""
    folder = reference_folder()
    if folder is None:
        click.echo("Reference data absent: set GONGPING_REFERENCE.", err=True)
        sys.exit(1)
    missing = [f"absent: {name}" for name in absent(folder)]
    missing += [f"no case covers {name}" for name in uncovered(folder)]
    click.echo("\n".join(missing), nl=bool(missing))
    if any(text.startswith("absent") for text in missing):
        sys.exit(1)
    found = told(folder)
    click.echo(totals(found))
    if target:
        target.write_text(json.dumps(as_plain(found), indent=1) + "\n", encoding="utf-8")
    if write:
        renew(found)
    if missing or not all(one.passes for one in found):
        sys.exit(1)


def told(folder: Path) -> list[Outcome]:
    """Run the cases, each told as soon as it is done."""
    found = []
    for outcome in outcomes(folder):
        click.echo("\n".join([line(outcome), *notes(outcome)]))
        found.append(outcome)
    return found


def renew(found: list[Outcome]) -> None:
    """Write the table between its marks."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    body = section(found, day)
    text, count = MARKS.subn(lambda marks: marks[1] + body + marks[2], DOCS.read_text("utf-8"))
    if count != 1:
        raise click.ClickException(f"{DOCS.name} lacks the marks of the reference table")
    DOCS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
