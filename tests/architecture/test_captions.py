"""Over each door stands what the room is for."""

import ast

from tests.architecture.house import PACKAGES, around, modules, no_fault_in, rooms, text_of, tree_of

LONGEST = 100


def fault_of_caption(name: str) -> str:
    """Say what is wrong with the caption of a module; empty where nothing is."""
    first_line = (text_of(name).splitlines() or [""])[0]
    caption = (ast.get_docstring(tree_of(name)) or "").split("\n")[0]
    if not first_line.startswith('"""') or not caption:
        return f"{name}: the first line is no caption"
    if not caption.endswith((".", "。")):
        return f"{name}: the caption is no whole sentence on one line"
    if len(first_line) > LONGEST:
        return f"{name}: the caption is longer than {LONGEST} characters"
    return ""


def test_every_module_begins_with_a_caption_of_one_line() -> None:
    no_fault_in(filter(None, map(fault_of_caption, [*modules(), *around()])))


def test_a_package_holds_a_caption_and_nothing_else() -> None:
    captions = [name for name in modules() if name.endswith("__init__.py")]
    assert len(captions) >= len(PACKAGES)
    busy = [name for name in captions if len(tree_of(name).body) != 1]
    no_fault_in(busy)


def test_every_folder_with_rooms_has_a_caption() -> None:
    folders = {name.rsplit("/", 1)[0] for name in rooms() if "/" in name}
    bare = sorted(folder for folder in folders if f"{folder}/__init__.py" not in modules())
    no_fault_in(bare)
