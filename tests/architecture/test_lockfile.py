"""What is installed is what was checked: each pin with hashes, and no address of any index."""

import re
import tomllib

from tests.architecture.house import no_fault_in, text_of

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def blocks() -> dict[str, str]:
    """The lines of each pinned package, by its normal name."""
    parts = re.split(r"^(?=[A-Za-z0-9])", text_of("requirements.lock"), flags=re.MULTILINE)
    found = [(PIN.match(part), part) for part in parts if part.strip()]
    assert all(match for match, _ in found), "a line of the lock file is no pin"
    return {normal(match.group(1)): part for match, part in found if match}


def normal(name: str) -> str:
    """The form in which two spellings of a package's name are equal."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked() -> set[str]:
    """Packages that the project asks for, extras of use included."""
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    wishes = [*project["dependencies"], *extras["pg"], *extras["dev"]]
    return {normal(re.split(r"[^A-Za-z0-9._-]", wish, maxsplit=1)[0]) for wish in wishes}


def test_every_pin_has_a_hash() -> None:
    no_fault_in([name for name, block in blocks().items() if "--hash=sha256:" not in block])


def test_every_package_asked_for_is_pinned() -> None:
    no_fault_in(asked() - set(blocks()))


def test_the_lock_file_holds_no_address() -> None:
    held = re.findall(
        r"https?:|file:|@ |--(?:index|extra-index|find-links)\S*", text_of("requirements.lock")
    )
    no_fault_in(held)
