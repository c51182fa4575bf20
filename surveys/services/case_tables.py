"""Reading an uploaded list as rows of text, whatever program wrote it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveys.imports.grids import open_grid
from surveys.imports.problems import refuse
from surveys.imports.sheets import Line

MOST_ROWS = 100_000
# One cell in the last corner of a sheet makes a reader walk through all the blank ones before it.
MOST_LINES = MOST_ROWS + 1_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of a list and its rows that are not blank, with their numbers in the file."""

    columns: list[str]
    rows: list[tuple[int, list[str]]]


def read_sheet(path: Path, name: str) -> Sheet:
    """Read the list at ``path``, which the person who sent it calls ``name``.

    Raises :class:`~surveys.imports.problems.AnswersRefused` naming file and row.
    """
    grid = open_grid(path, name)
    if not grid.sheets:
        raise refuse("no_header", name, row=1)
    return _sheet(grid.lines(grid.sheets[0], MOST_LINES), name)


def _sheet(lines: Iterator[Line], name: str) -> Sheet:
    columns: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for line in lines:
        # Title rows above the header have one cell; the header has several.
        if not columns:
            if sum(bool(cell) for cell in line.cells) > 1:
                columns = line.cells
            continue
        if len(rows) == MOST_ROWS:
            raise refuse(
                "too_many_rows", name, row=line.number, found=line.number, allowed=MOST_ROWS
            )
        rows.append((line.number, line.cells + [""] * (len(columns) - len(line.cells))))
    if not columns:
        raise refuse("no_header", name, row=1)
    if not rows:
        raise refuse("no_rows", name)
    return Sheet(columns, rows)
