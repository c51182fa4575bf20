"""The picture of a ranking: a dot with its interval for each contract, lines and tie groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reports.figures.canvas import ACCENT, INK, MUTED, SHADE, WIDTH, font, new_sheet, png_bytes
from reports.figures.score_axis import ScoreAxis, draw_axis
from reports.figures.tie_brackets import brackets, draw_brackets

ROWS_A_PAGE = 60
_FEW_LANES = 4
_NAME_UNITS = 26  # widths of a half-width letter; a longer name is set smaller, in two lines
_LINE_UNITS = 31  # what a line of smaller letters holds in the same place
_FEW_ROWS = 24  # as many leave room for a second line, sixty on a page do not


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of the picture."""

    contract: str
    name: str
    total: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Ties:
    """The tie groups of the whole ranking with their words, in order."""

    groups: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]


def pages(marks: Sequence[Mark], rows: int = ROWS_A_PAGE) -> tuple[tuple[Mark, ...], ...]:
    """Return the rows of each picture, pages of nearly equal length."""
    count = max(1, -(-len(marks) // rows))
    size, larger = divmod(len(marks), count)
    starts = [page * size + min(page, larger) for page in range(count + 1)]
    return tuple(tuple(marks[a:b]) for a, b in pairwise(starts))


def draw_ranking(marks: Sequence[Mark], axis: ScoreAxis, ties: Ties) -> bytes:
    """Draw one page of a ranking and return it as PNG."""
    has_room = len(marks) <= _FEW_ROWS
    inches, size = (0.29, 9.0) if has_room else (0.142, 6.6)
    names = [name_lines(mark.name, 2 if has_room else 1) for mark in marks]
    if any("\n" in name for name in names):
        inches = 0.36
    found = brackets([mark.contract for mark in marks], ties.groups, ties.labels)
    lanes = 1 + max((bracket.lane for bracket in found or ()), default=-1)
    height = inches * len(marks) + 0.95
    sheet = new_sheet(height)
    name_width = _name_width(names, size)
    text_width = max(_units(mark.text) for mark in marks) * size * 0.0074 + 0.1
    lane = 0.28 if lanes <= _FEW_LANES else 0.185
    lane_width = lane * lanes
    main_width = WIDTH - name_width - text_width - lane_width - 0.1
    bottom, tall = 0.55 / height, inches * len(marks) / height
    axes = sheet.add_axes((name_width / WIDTH, bottom, main_width / WIDTH, tall))
    draw_axis(axes, axis, len(marks), size - 0.6)
    _draw_marks(axes, marks, axis, size)
    _draw_names(axes, names, size)
    left = (name_width + main_width + text_width) / WIDTH
    if found and lanes:
        side = sheet.add_axes((left, bottom, lane_width / WIDTH, tall), sharey=axes)
        side.set_xlim(0, lanes)
        side.set_axis_off()
        draw_brackets(side, found, size - 1.0 if lanes <= _FEW_LANES else size - 1.6)
    return png_bytes(sheet)


def _draw_marks(axes: Any, marks: Sequence[Mark], axis: ScoreAxis, size: float) -> None:
    for row, mark in enumerate(marks):
        if row % 2:
            axes.axhspan(row - 0.5, row + 0.5, color=SHADE, zorder=0, linewidth=0)
        low, high = max(mark.low, axis.low), min(mark.high, axis.high)
        axes.plot([low, high], [row, row], color=ACCENT, linewidth=1.6, solid_capstyle="butt")
        # Ends that stand up keep a short interval in sight behind its dot.
        axes.plot([low, high], [row, row], "|", color=ACCENT, markersize=size, zorder=2)
        axes.plot([mark.total], [row], "o", color=INK, markersize=size * 0.42, zorder=3)
        axes.annotate(
            mark.text,
            (1, row),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            fontproperties=font(size),
            parse_math=False,
            color=MUTED,
            ha="left",
            va="center",
        )


def _draw_names(axes: Any, names: Sequence[str], size: float) -> None:
    for row, name in enumerate(names):
        axes.annotate(
            name,
            (0, row),
            xycoords=("axes fraction", "data"),
            xytext=(-6, 0),
            textcoords="offset points",
            fontproperties=font(_letters(name, size)),
            parse_math=False,
            linespacing=1.15,
            color=INK,
            ha="right",
            va="center",
        )


def _units(text: str) -> int:
    """Return the width of a text in half-width letters."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def name_lines(name: str, lines: int) -> str:
    """Return a name in one line, or in at most two smaller ones, cut with an ellipsis.

    >>> name_lines("Yinzhou Social Work Service Centre", 2)
    'Yinzhou Social Work Service\\nCentre'
    """
    if _units(name) <= _NAME_UNITS:
        return name
    if lines == 1:
        return _cut(name, _NAME_UNITS)
    first = _first_line(name)
    rest = name[len(first) :].strip()
    return f"{first.rstrip()}\n{_cut(rest, _LINE_UNITS)}" if rest else first


def _first_line(name: str) -> str:
    """Return what stands in the first line: to a space or a bracket, else as much as fits."""
    first = _longest_start(name, _LINE_UNITS)
    rest = name[len(first) :]
    bracket, space = first.rfind("（"), first.rfind(" ")
    if bracket > 0 and "）" in rest and _units(name[bracket:]) <= _LINE_UNITS:
        return first[:bracket]
    if first.isascii() and space > 0 and not rest.startswith(" "):
        return first[:space]
    return first[:-1] if rest and rest[0] in "）)》」』、，。" else first


def _cut(name: str, units: int) -> str:
    return name if _units(name) <= units else _longest_start(name, units - 2) + "…"


def _longest_start(name: str, units: int) -> str:
    kept = ""
    for character in name:
        if _units(kept + character) > units:
            break
        kept += character
    return kept


def _letters(name: str, size: float) -> float:
    return size - 1.0 if "\n" in name or _units(name) > _NAME_UNITS else size


def _name_width(names: Sequence[str], size: float) -> float:
    widths = [_units(line) * _letters(name, size) for name in names for line in name.split("\n")]
    return max(widths) * 0.0076 + 0.25


def has_too_many_ties(marks: Sequence[Mark], ties: Ties) -> bool:
    """Return whether a page shows no brackets because more than its lanes would overlap."""
    return brackets([mark.contract for mark in marks], ties.groups, ties.labels) is None
