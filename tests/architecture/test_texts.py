"""Nothing in the project speaks of one machine, one person's folders or unfinished work."""

import re

from tests.architecture.house import no_fault_in, text_of, tracked

TEXTUAL = (".py", ".md", ".toml", ".html", ".css", ".js", ".po", ".cfg", ".json", ".txt", ".typ")
NAMED = {"Makefile", ".ci/run", ".ci/python", ".ci/browser", "requirements.lock"}
# Spelled apart so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")
MACHINE = re.compile(r"(?<![\w.])/(?:work|home|root|Users|private|opt|mnt)/[\w.-]")
INSTALLATION_GUIDES = ("docs/operations.md",)  # say where a service lies on a server


def texts() -> list[str]:
    """Files of the project that people write."""
    return [name for name in tracked() if name.endswith(TEXTUAL) or name in NAMED]


def lines_with(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    """Name each line that the pattern matches."""
    return [
        f"{name}:{number} {line.strip()[:80]}"
        for name in names
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_notes_unfinished_work() -> None:
    no_fault_in(lines_with(UNFINISHED, texts()))


def test_no_file_names_a_folder_of_one_machine() -> None:
    names = [name for name in texts() if name not in INSTALLATION_GUIDES]
    no_fault_in(lines_with(MACHINE, names))


def test_the_readme_fits_two_screens() -> None:
    assert len(text_of("README.md").splitlines()) < 120
