"""Reference cases: a tree of figures that we compute beside the tree that was published."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from numbers import Integral
from pathlib import Path
from typing import Any

Tree = Any
Make = Callable[[Path], Tree]


@dataclass(frozen=True)
class Tolerance:
    """How far a figure may be off.

    The deviation is divided by the published figure, or by ``floor`` where that is larger: a
    floor of 1 makes probabilities absolute. ``unit`` says what the deviation is measured in:
    the figure itself, nothing, or the spread of the list.
    """

    limit: float
    floor: float = 1e-9
    unit: str = "relative"

    def deviation(self, found: float, published: float, spread: float) -> float:
        """Return how far a figure is off, in the unit of the tolerance."""
        off = abs(found - published)
        if self.unit == "absolute":
            return off
        if self.unit == "spread":
            return off / spread
        return off / max(abs(published), self.floor)


@dataclass(frozen=True)
class Between:
    """Published bounds where the reference itself depends on a seed."""

    low: float
    high: float


@dataclass(frozen=True)
class Case:
    """One line of the reference run.

    Patterns name paths of the published tree. ``given`` are inputs and labels; ``left`` are
    figures that nobody here computes, and ``disputed`` those proved wrong, each with its reason.
    """

    name: str
    found: Make
    published: Make
    files: tuple[str, ...]
    tolerance: Tolerance = Tolerance(1e-9)
    special: Mapping[str, Tolerance] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)
    disputed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Aside:
    """Figures shown apart: where, how many, how far off (None: not computed) and why."""

    path: str
    count: int
    deviation: float | None
    reason: str


@dataclass
class Outcome:
    """What the comparison of one case found."""

    name: str
    compared: int = 0
    given: int = 0
    deviation: float = 0.0
    tolerance: Tolerance = Tolerance(1e-9)
    at: str = ""
    disputed: list[Aside] = field(default_factory=list)
    left: list[Aside] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        """Whether anything was compared and nothing is off."""
        return bool(self.compared) and not self.faults

    def take(self, path: str, deviation: float, tolerance: Tolerance) -> None:
        """Keep the deviation that comes nearest to its tolerance."""
        if deviation / tolerance.limit > self.deviation / self.tolerance.limit or not self.at:
            self.deviation, self.tolerance, self.at = deviation, tolerance, path


def compare(case: Case, folder: Path) -> Outcome:
    """Compute a case and compare every figure of its published tree."""
    outcome = Outcome(case.name, tolerance=case.tolerance)
    published, found = leaves(case.published(folder)), leaves(case.found(folder))
    for path, wanted in published.items():
        if _among(path, case.given) is not None and path not in found:
            outcome.given += len(wanted)
            continue
        reason = _among(path, case.left)
        if reason is not None and path not in found:
            outcome.left.append(Aside(path, len(wanted), None, case.left[reason]))
        elif path not in found:
            outcome.faults.append(f"{path}: not computed")
        else:
            _compare_list(case, outcome, path, found[path], wanted)
    outcome.faults += [f"{path}: not published" for path in found.keys() - published.keys()]
    return outcome


def _compare_list(
    case: Case, outcome: Outcome, path: str, found: list[Any], wanted: list[Any]
) -> None:
    """Compare one list of figures, blanks or words."""
    pattern = _among(path, case.special)
    tolerance = case.tolerance if pattern is None else case.special[pattern]
    if len(found) != len(wanted):
        outcome.faults.append(f"{path}: {len(found)} figures against {len(wanted)}")
        return
    spread = _spread(wanted) if tolerance.unit == "spread" else 0.0
    worst = 0.0
    for one, other in zip(found, wanted, strict=True):
        worst = max(worst, _deviation(one, other, tolerance, spread))
    dispute = _among(path, case.disputed)
    if dispute is not None:
        outcome.disputed.append(Aside(path, len(wanted), worst, case.disputed[dispute]))
        if worst <= tolerance.limit:
            outcome.faults.append(f"{path}: agrees, so that nothing is left to dispute")
        return
    outcome.compared += len(wanted)
    outcome.take(path, worst, tolerance)
    if not worst <= tolerance.limit:
        pairs = zip(found, wanted, strict=True)
        one, other = next(
            pair for pair in pairs if not _deviation(*pair, tolerance, spread) <= tolerance.limit
        )
        outcome.faults.append(f"{path}: {one} against {other}, off by {worst:.2g}")


def _deviation(found: Any, wanted: Any, tolerance: Tolerance, spread: float) -> float:
    """Return how far one figure is off: words, blanks and whole numbers are equal or not."""
    if isinstance(wanted, Between):
        return 0.0 if wanted.low <= found <= wanted.high else float("inf")
    if found is None or wanted is None or isinstance(found, str | bool | Integral):
        return 0.0 if found == wanted else float("inf")
    off = tolerance.deviation(float(found), float(wanted), spread)
    return float("inf") if math.isnan(off) else off


def _spread(wanted: list[Any]) -> float:
    mean = sum(wanted) / len(wanted)
    return float((sum((value - mean) ** 2 for value in wanted) / len(wanted)) ** 0.5)


def _among(path: str, patterns: Mapping[str, Any] | tuple[str, ...]) -> str | None:
    """Return the first pattern that the path fits."""
    return next((pattern for pattern in patterns if fnmatchcase(path, pattern)), None)


def leaves(tree: Tree) -> dict[str, list[Any]]:
    """Return each list of figures by its path; lists of tables are numbered."""
    return dict(_leaves(tree, ""))


def _leaves(tree: Tree, path: str) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(tree, list | tuple) and any(isinstance(one, Mapping) for one in tree):
        tree = {str(place): one for place, one in enumerate(tree)}
    if isinstance(tree, Mapping):
        for key, branch in tree.items():
            yield from _leaves(branch, f"{path}/{key}" if path else str(key))
    else:
        yield path, list(_flat(tree))


def _flat(leaf: Any) -> Iterator[Any]:
    plain = leaf.tolist() if hasattr(leaf, "tolist") else leaf
    if isinstance(plain, list | tuple):
        for one in plain:
            yield from _flat(one)
    else:
        yield plain
