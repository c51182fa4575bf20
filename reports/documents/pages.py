"""The report as one HTML file that needs nothing else: readable, printable, accessible."""

from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.documents.content import Report

LAYOUTS = Path(__file__).parent / "layouts"
LANGUAGES = {"zh": "zh-CN", "en": "en"}


def page_of(report: Report) -> str:
    """Return the HTML text of a report; all texts are escaped."""
    layouts = Environment(
        loader=FileSystemLoader(LAYOUTS), autoescape=True, undefined=StrictUndefined
    )
    return layouts.get_template("ranking.html").render(
        report=report,
        language=LANGUAGES.get(report.locale, report.locale),
        encoded=lambda data: b64encode(data).decode("ascii"),
    )
