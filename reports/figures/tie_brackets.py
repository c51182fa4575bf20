"""Brackets beside a ranking that hold together what the data cannot tell apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.figures.canvas import INK, MUTED, font

LANES = 10  # more brackets side by side than this cannot be read


@dataclass(frozen=True, slots=True)
class Bracket:
    """A tie group on a page: its first and last row, whether it goes on, its words, its lane."""

    first: int
    last: int
    starts_here: bool
    ends_here: bool
    label: str
    lane: int = 0


def brackets(
    page: Sequence[str], groups: Sequence[Sequence[str]], labels: Sequence[str]
) -> tuple[Bracket, ...] | None:
    """Return the brackets of the groups on a page, or ``None`` where they would be too many.

    Groups of one need none. Groups may overlap; each overlap takes a lane further out.
    """
    rows: Mapping[str, int] = {contract: row for row, contract in enumerate(page)}
    found: list[Bracket] = []
    for members, label in zip(groups, labels, strict=True):
        inside = sorted(rows[member] for member in members if member in rows)
        if len(members) < 2 or not inside:
            continue
        lane = _free_lane(found, inside[0])
        if lane >= LANES:
            return None
        starts, ends = page[inside[0]] == members[0], page[inside[-1]] == members[-1]
        found.append(Bracket(inside[0], inside[-1], starts, ends, label, lane))
    return tuple(found)


def _free_lane(found: Sequence[Bracket], first: int) -> int:
    taken = {bracket.lane for bracket in found if bracket.last >= first}
    return next(lane for lane in range(len(found) + 1) if lane not in taken)


def draw_brackets(axes: Any, found: Sequence[Bracket], size: float) -> None:
    """Draw brackets into axes whose x runs from 0 in lanes and whose y are rows."""
    for bracket in found:
        x = bracket.lane + 0.25
        top, bottom = bracket.first - 0.32, bracket.last + 0.32
        axes.plot([x, x], [top, bottom], color=INK, linewidth=1.0, solid_capstyle="butt")
        for is_end, y in ((bracket.starts_here, top), (bracket.ends_here, bottom)):
            if is_end:
                axes.plot([x - 0.18, x], [y, y], color=INK, linewidth=1.0)
        axes.text(
            x + 0.12,
            (top + bottom) / 2,
            bracket.label,
            fontproperties=font(size),
            parse_math=False,
            color=MUTED,
            rotation=90,
            ha="left",
            va="center",
        )
