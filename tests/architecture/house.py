"""The rooms of the house: which modules there are, and how a guard reads them."""

import ast
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PACKAGES = ("scoring", "evaluator", "surveys", "reports")
# Written by Alembic from the models; held by a guard of their own instead.
GENERATED = ("evaluator/migrations",)


def modules() -> list[str]:
    """Paths of all modules of the product, relative to the house."""
    inside = [path for package in PACKAGES for path in (HOUSE / package).rglob("*.py")]
    names = [str(path.relative_to(HOUSE)) for path in inside]
    return ["wsgi.py", *sorted(name for name in names if not name.startswith(GENERATED))]


def rooms() -> list[str]:
    """Modules that hold code: all but the captions of packages."""
    return [name for name in modules() if not name.endswith("__init__.py")]


def around() -> list[str]:
    """Modules beside the product: its tests and its benchmarks."""
    paths = [*(HOUSE / "tests").rglob("*.py"), *(HOUSE / "benchmarks").rglob("*.py")]
    return sorted(str(path.relative_to(HOUSE)) for path in paths)


def tracked() -> list[str]:
    """Every file that belongs to the project: known to git, or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True)  # noqa: S603 - fixed words
    return sorted(name for name in listing.stdout.splitlines() if (HOUSE / name).is_file())


@cache
def text_of(name: str) -> str:
    """The text of a module or file of the house."""
    return (HOUSE / name).read_text(encoding="utf-8")


@cache
def tree_of(name: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(text_of(name), filename=name)


def imports_of(name: str) -> set[str]:
    """Dotted names that a module imports anywhere, functions included."""
    found: set[str] = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def dotted(name: str) -> str:
    """The dotted name of a module's path."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def no_fault_in(found: Iterable[object]) -> None:
    """Fail with one fault a line, so that all can be mended in one go."""
    faults = [str(fault) for fault in found]
    assert not faults, "\n".join(["", *faults])
