"""Tests lie where the tested room lies, and no room of numbers or rules lies untested."""

from tests.architecture.house import (
    HOUSE,
    PACKAGES,
    around,
    dotted,
    imports_of,
    modules,
    no_fault_in,
    rooms,
)

# Folders of tests that look at the whole rather than at one room.
WHOLE = ("reference", "journeys", "architecture", "faults", "security")
MUST_BE_TESTED = ("services", "queries", "logic", "states", "policy")


def test_modules() -> list[str]:
    """Paths of the test modules that should mirror a room."""
    found = [name for name in around() if name.rsplit("/", 1)[-1].startswith("test_")]
    return [name for name in found if name.split("/")[1] not in WHOLE]


test_modules.__test__ = False  # type: ignore[attr-defined]  # a list of names, not a test


def mirrored(name: str) -> bool:
    """Whether the module or folder that a test is named after exists.

    ``test_bundle.py`` and, where one file would not hold them, ``test_bundle_faults.py`` both
    mirror ``bundle.py``; ``test_moments.py`` may stand for the whole folder ``moments/``.
    """
    folder, _, stem = name.removesuffix(".py").removeprefix("tests/").rpartition("/")
    words = stem.removeprefix("test_").split("_")
    begun = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    return any(
        (HOUSE / folder / f"{begin}.py").is_file() or (HOUSE / folder / begin).is_dir()
        for begin in begun
    )


def near(folder: str) -> list[str]:
    """Tests in the folder that mirrors this one, or beside it and named after it."""
    beside, _, name = f"tests/{folder}".rpartition("/")
    return [
        test for test in around() if test.startswith((f"tests/{folder}/", f"{beside}/test_{name}"))
    ]


def is_tested(room: str) -> bool:
    """Whether a test near by imports the room, or a room of the same folder that builds on it."""
    folder = room.rpartition("/")[0]
    reached = {name for test in near(folder) for name in imports_of(test)}
    sisters = {dotted(name): name for name in rooms() if name.rpartition("/")[0] == folder}
    waiting = [name for name in sisters if name in reached]
    while waiting:
        further = imports_of(sisters[waiting.pop()]) & sisters.keys() - reached
        reached |= further
        waiting.extend(further)
    return dotted(room) in reached


def must_be_tested(room: str) -> bool:
    """Whether a room holds numbers or rules."""
    if room.startswith(("scoring/", "surveys/kinds/")):
        return True
    return bool(set(room.split("/")[1:-1]) & set(MUST_BE_TESTED))


def test_every_test_module_mirrors_a_room() -> None:
    no_fault_in([name for name in test_modules() if not mirrored(name)])


def test_every_room_of_numbers_or_rules_has_a_test() -> None:
    untested = [room for room in rooms() if must_be_tested(room) and not is_tested(room)]
    no_fault_in(untested)


def test_the_guard_sees_all_packages() -> None:
    assert {name.split("/")[0] for name in modules()} >= set(PACKAGES)
