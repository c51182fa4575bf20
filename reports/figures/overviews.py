"""The picture of very many contracts at once: every interval in the order of the scores."""

from collections.abc import Sequence

import numpy as np

from reports.figures.canvas import ACCENT, INK, MUTED, RULE, font, new_sheet, png_bytes
from reports.figures.rankings import Mark
from reports.figures.score_axis import ScoreAxis

_HEIGHT = 4.2


def draw_overview(marks: Sequence[Mark], axis: ScoreAxis, order_title: str) -> bytes:
    """Draw all intervals side by side, lowest score left, and return the picture as PNG."""
    rows = sorted(marks, key=lambda mark: (mark.total, mark.contract))
    totals = np.array([mark.total for mark in rows])
    lows, highs = np.array([mark.low for mark in rows]), np.array([mark.high for mark in rows])
    places = np.arange(len(rows))
    sheet = new_sheet(_HEIGHT)
    axes = sheet.add_axes((0.1, 0.13, 0.76, 0.82))
    axes.vlines(places, lows, highs, color=ACCENT, linewidth=0.35, alpha=0.55)
    axes.plot(places, totals, ".", color=INK, markersize=1.6)
    axes.set_ylim(axis.low, axis.high)
    axes.set_xlim(-len(rows) * 0.01, len(rows) * 1.01)
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_xticks([])
    axes.tick_params(axis="y", colors=MUTED, length=2)
    for label in axes.get_yticklabels():
        label.set_fontproperties(font(8.0))
    for side in ("right", "top"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(order_title, fontproperties=font(8.5), color=MUTED)
    axes.set_ylabel(axis.title, fontproperties=font(8.5), color=MUTED)
    for line in axis.lines:
        axes.axhline(line.score, color=INK, linewidth=0.9, linestyle=line.style)
        axes.annotate(
            line.label,
            (1, line.score),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            fontproperties=font(8.5),
            parse_math=False,
            va="center",
        )
    return png_bytes(sheet)
