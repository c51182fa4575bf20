"""No room grows so full that nobody finds anything in it."""

from tests.architecture.house import around, modules, no_fault_in, text_of

MODULE_LINES = 300
TEST_LINES = 450


def too_long(names: list[str], limit: int) -> list[str]:
    """Name the files above the limit with their lengths."""
    lengths = {name: len(text_of(name).splitlines()) for name in names}
    return [f"{name}: {length} > {limit}" for name, length in lengths.items() if length > limit]


def test_a_module_is_at_most_300_lines() -> None:
    no_fault_in(too_long(modules(), MODULE_LINES))


def test_a_test_file_or_benchmark_is_at_most_450_lines() -> None:
    no_fault_in(too_long(around(), TEST_LINES))


def test_no_room_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "manager", "managers", "misc"}
    found = [name for name in modules() if drawers & set(name.removesuffix(".py").split("/"))]
    no_fault_in(found)
