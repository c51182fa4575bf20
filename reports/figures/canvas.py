"""The sheet that pictures are drawn on: size, fonts, inks, and the bytes that come out."""

from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from PIL import Image

from reports.documents.glyphs import sans_font

# Greys that stay apart on a black-and-white printer; the accent prints as a dark grey.
INK, MUTED, RULE, SHADE, ACCENT = "#1A2129", "#4A5765", "#C9D0D7", "#F4F6F8", "#14507A"
WIDTH = 6.9  # inches: the text width of an A4 page
DOTS_PER_INCH = 170


@lru_cache
def font(size: float) -> FontProperties:
    """Return the document's font in a size; no setting of the process is touched."""
    return FontProperties(fname=str(sans_font()), size=size)


def new_sheet(height: float) -> Figure:
    """Return an empty sheet, ``height`` inches high."""
    return Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH, facecolor="white")


def png_bytes(sheet: Figure) -> bytes:
    """Return the picture as PNG, without date, program or other traces that change."""
    canvas: Any = FigureCanvasAgg(sheet)
    canvas.draw()
    # Ink on paper needs few colours: a palette makes the file a third as large.
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").quantize(48)
    stream = BytesIO()
    picture.save(stream, format="png", optimize=True, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return stream.getvalue()
