"""The parts that every form of a report shares: tables of texts, pictures, facts and notes."""

from dataclasses import dataclass

PICTURES = "figures/pictures.json"  # what each picture says, for pages that show it elsewhere


@dataclass(frozen=True, slots=True)
class Table:
    """A table of printed texts; ``widths`` are the shares of the page that columns want."""

    key: str
    title: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG with the text that says its finding to those who cannot see it."""

    file: str
    png: bytes
    title: str
    alt: str
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language, ready to be laid out; nothing in it is computed later."""

    locale: str
    title: str
    heading: str
    demo: str
    state: str
    summary: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    words: dict[str, str]
