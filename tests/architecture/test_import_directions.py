"""Imports go one way: between packages, between the layers of a package, and to libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import HOUSE, PACKAGES, imports_of, no_fault_in, rooms

WEB_LIBRARIES = {"flask", "werkzeug", "wtforms"}
# Where Flask may be known. `feature` names the application's type in the record of a feature.
KNOW_FLASK = {"app", "extensions", "web", "views", "forms", "cli", "mount", "feature"}


def is_web(imported: str) -> bool:
    """Whether a dotted name belongs to Flask, its extensions or what Flask is made of."""
    top = imported.split(".")[0]
    return top in WEB_LIBRARIES or (top.startswith("flask_") and top != "flask_sqlalchemy_lite")


def test_the_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    outcome = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    assert outcome.returncode == 0, outcome.stdout


def test_only_the_doors_know_flask() -> None:
    inner = [name for name in rooms() if "/" in name]
    told = [
        f"{name} imports {imported}"
        for name in inner
        if not KNOW_FLASK & set(name.removesuffix(".py").split("/")[1:])
        for imported in sorted(imports_of(name))
        if is_web(imported)
    ]
    no_fault_in(told)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_knows_the_composition_root_or_the_tests(package: str) -> None:
    upward = [
        f"{name} imports {imported}"
        for name in rooms()
        if name.startswith(f"{package}/")
        for imported in sorted(imports_of(name))
        if imported.split(".")[0] in {"wsgi", "tests", "benchmarks"}
    ]
    no_fault_in(upward)


def test_scoring_reads_no_clock_and_no_global_randomness() -> None:
    forbidden = {"time", "random", "secrets"}
    told = [
        f"{name} imports {imported}"
        for name in rooms()
        if name.startswith("scoring/")
        for imported in sorted(imports_of(name))
        if imported.split(".")[0] in forbidden
    ]
    no_fault_in(told)
