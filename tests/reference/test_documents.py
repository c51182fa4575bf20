"""The description of the methods names rooms that exist, and leaves no part of scoring out."""

import re

from tests.reference.__main__ import DOCS, HOUSE

PAGES = (DOCS, *sorted((HOUSE / "docs" / "methods").glob("*.md")))
ROOM = re.compile(r"`(scoring/[a-z_/]+\.py)`")
PARTS = ("survey", "moments", "profiling", "indicators", "weighting", "robustness", "quality",
         "disclosure")  # fmt: skip  # a list


def test_every_room_that_is_named_exists() -> None:
    named = {room for page in PAGES for room in ROOM.findall(page.read_text("utf-8"))}
    assert [room for room in sorted(named) if not (HOUSE / room).is_file()] == []
    assert {room.split("/")[1] for room in named} >= set(PARTS)


def test_links_between_the_pages_lead_somewhere() -> None:
    links = [
        (page, link)
        for page in PAGES
        for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if "://" not in link
    ]
    assert len(links) >= len(PAGES)
    missing = [
        f"{page.name}: {link}"
        for page, link in links
        if not any((page.parent / f"{link}{end}").is_file() for end in ("", ".md"))
    ]
    assert missing == []
