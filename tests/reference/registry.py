"""All reference cases, the files each one covers, and what nobody covers."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from tests.reference.cases import (
    case_mixes,
    descriptions,
    designs,
    indices,
    leagues,
    others,
    pipelines,
    ranks,
    replicates,
    scales,
    shrinkages,
    uncertainties,
    weightings,
    weights,
)
from tests.reference.comparing import Case, Outcome, compare

ROOMS = (
    designs, weights, replicates, scales, case_mixes, shrinkages, ranks, leagues, others,
    pipelines, descriptions, indices, weightings, uncertainties,
)  # fmt: skip  # a list
CASES: tuple[Case, ...] = tuple(case for room in ROOMS for case in room.CASES)
FOLDERS = ("profiling", "composite")


def uncovered(folder: Path) -> list[str]:
    """Files of both folders that no case names: a case without adapter shows here."""
    patterns = {pattern for case in CASES for pattern in case.files}
    paths = (
        str(path.relative_to(folder)) for part in FOLDERS for path in (folder / part).rglob("*")
        if path.is_file() and path.name != "README.md"
    )  # fmt: skip  # one folder after the other
    return sorted(path for path in paths if not any(fnmatchcase(path, p) for p in patterns))


def absent(folder: Path) -> list[str]:
    """Files that cases name and the folder does not hold."""
    return sorted(
        {
            f"{case.name}: {pattern}"
            for case in CASES
            for pattern in case.files
            if not any(folder.glob(pattern))
        }
    )


def outcomes(folder: Path) -> Iterator[Outcome]:
    """Run every case in turn."""
    for case in CASES:
        yield compare(case, folder)
