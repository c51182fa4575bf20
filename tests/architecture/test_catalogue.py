"""Nothing is shown to a Chinese reader in English by oversight."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.house import HOUSE, no_fault_in

CATALOGUE = HOUSE / "evaluator" / "translations" / "zh_CN" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)|(%%)")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All texts that stand in modules and templates now."""
    target: Path = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
    command += ["-F", "pyproject.toml", "-o", str(target), "."]
    subprocess.run(command, cwd=HOUSE, check=True)  # noqa: S603 - our own interpreter and fixed words
    return read_po(BytesIO(target.read_bytes()))


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    """The Chinese catalogue as it is committed."""
    return read_po(BytesIO(CATALOGUE.read_bytes()), locale="zh_CN")


def strings(message: Message) -> list[str]:
    """All translations of a message: one, or one per plural form."""
    found = message.string
    return [str(text) for text in found] if isinstance(found, tuple | list) else [str(found)]


def sources(message: Message) -> list[str]:
    """The source texts of a message: one, or singular and plural."""
    found = message.id
    return [str(text) for text in found] if isinstance(found, tuple | list) else [str(found)]


def placeholders(text: str) -> set[str]:
    """Names that are filled into a text."""
    return {name for name, _ in PLACEHOLDER.findall(text) if name}


def test_every_text_has_a_chinese_translation(gathered: Catalog, chinese: Catalog) -> None:
    wanted = [message for message in gathered if message.id]
    assert wanted != []
    lacking = [
        message.id
        for message in wanted
        if (known := chinese.get(message.id, message.context)) is None
        or known.fuzzy
        or not all(strings(known))
    ]
    no_fault_in(lacking)


def test_a_translation_fills_in_what_its_source_does(chinese: Catalog) -> None:
    differing = [
        message.id
        for message in chinese
        if message.id
        and any(
            placeholders(text) != set().union(*map(placeholders, sources(message)))
            for text in strings(message)
            if text
        )
    ]
    no_fault_in(differing)


def test_the_catalogue_keeps_no_text_that_nobody_shows(gathered: Catalog, chinese: Catalog) -> None:
    stale = [
        message.id
        for message in chinese
        if message.id and gathered.get(message.id, message.context) is None
    ]
    no_fault_in(stale)
