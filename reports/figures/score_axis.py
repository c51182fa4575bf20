"""The shared axis of scores: which part of 0-100 is shown, and the lines drawn through it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.figures.canvas import INK, MUTED, RULE, font

WHOLE = (0.0, 100.0)
_WORTH_ZOOMING = 60.0  # a part narrower than this is shown larger, and the axis says so


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan: its score, its words and its dashes."""

    score: float
    label: str
    style: tuple[int, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class ScoreAxis:
    """The part of the scale that is shown, its lines and its title."""

    low: float
    high: float
    lines: tuple[Line, ...]
    title: str

    @property
    def is_zoomed(self) -> bool:
        """Whether less than the whole scale is shown."""
        return (self.low, self.high) != WHOLE


def span(
    lows: Sequence[float], highs: Sequence[float], lines: Sequence[float]
) -> tuple[float, float]:
    """Return the shown part of the scale, in tens: the whole of it unless much would be empty.

    >>> span([72.1], [88.0], [60, 80])
    (50.0, 100.0)
    >>> span([12.0], [88.0], [60, 80])
    (0.0, 100.0)
    """
    low = math.floor((min([*lows, *lines]) - 2) / 10) * 10
    high = math.ceil((max([*highs, *lines]) + 2) / 10) * 10
    low, high = max(0, low), min(100, high)
    return WHOLE if high - low > _WORTH_ZOOMING else (float(low), float(high))


def draw_axis(axes: Any, axis: ScoreAxis, rows: int, size: float) -> None:
    """Draw scale, grid and the plan's lines, each with its words above the rows."""
    axes.set_xlim(axis.low, axis.high)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xticks([tick for tick in range(0, 101, 10) if axis.low <= tick <= axis.high])
    axes.tick_params(axis="x", colors=MUTED, length=2, labelsize=size)
    for label in axes.get_xticklabels():
        label.set_fontproperties(font(size))
        label.set_color(MUTED)
    axes.set_yticks([])
    axes.grid(axis="x", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.set_xlabel(axis.title, fontproperties=font(size), color=MUTED)
    _draw_lines(axes, axis, size)


def _draw_lines(axes: Any, axis: ScoreAxis, size: float) -> None:
    """Draw the plan's lines; words of the lowest stand left of it, so that they never meet."""
    scores = [line.score for line in axis.lines]
    for line in axis.lines:
        axes.axvline(line.score, color=INK, linewidth=0.9, linestyle=line.style, zorder=1)
        is_left = line.score == min(scores) < max(scores)
        axes.annotate(
            line.label,
            (line.score, -0.5),
            xytext=(2 if is_left else -2, 4.5),
            textcoords="offset points",
            fontproperties=font(size),
            parse_math=False,
            color=INK,
            ha="right" if is_left else "left",
            va="bottom",
        )
