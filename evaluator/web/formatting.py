"""How numbers, dates and texts are written on pages and in documents."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup, escape

from evaluator.kinds.clocks import LEGAL_ZONE

DASH = "—"


def score(value: Decimal | float | None) -> str:
    """Write a score with two decimals."""
    return DASH if value is None else f"{value:.2f}"


def points(value: Decimal | float | str | None) -> str:
    """Write points or a weight without idle zeros."""
    if value is None or value == "":
        return DASH
    number = Decimal(str(value))
    return f"{number.normalize():f}" if number else "0"


def share(value: float | None) -> str:
    """Write a share as a percentage with one decimal."""
    return DASH if value is None else f"{100 * value:.1f}%"


def day(value: date | datetime | None) -> str:
    """Write a date as tables do; an instant is read as the day it falls on in China."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = value.astimezone(LEGAL_ZONE).date()
    return value.isoformat()


def instant(value: datetime | None) -> str:
    """Write an instant to the minute, in China's time."""
    return DASH if value is None else value.astimezone(LEGAL_ZONE).strftime("%Y-%m-%d %H:%M")


def local_text(texts: Mapping[str, str] | None) -> str:
    """Choose a text in the page's language, else in the other one."""
    if not texts:
        return ""
    language = "en" if str(get_locale() or "") == "en" else "zh"
    return texts.get(language) or next((text for text in texts.values() if text), "")


def lines(text: str) -> Markup:
    """Keep the line breaks of a text that people typed."""
    return Markup("<br>").join(escape(text).splitlines())


def mount(app: Flask) -> None:
    """Offer these as template filters."""
    for function in (score, points, share, day, instant, local_text, lines):
        app.add_template_filter(function)
