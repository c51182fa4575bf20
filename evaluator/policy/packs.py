"""Policy packs: what holds in a place, read from data, a city's own words over its province's."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from evaluator.policy import pack_sections as sections
from evaluator.policy.budgets import BudgetNorm
from evaluator.policy.calendars import Deadline, WorkingCalendar
from evaluator.policy.checks import PolicyRule
from evaluator.policy.pack_rows import PackFault, PackRow, PackText
from evaluator.policy.staffing import StaffingNorm
from evaluator.policy.terms import TAGS, ContractorKind, Term, TermLimit, Text

FOLDER = Path(__file__).parent / "packs"
NATIONAL = "national"
# Lists are joined along the line of inheritance: the same code replaces, another is added.
LISTS: dict[str, Callable[[PackRow], Any]] = {
    "staffing": sections.staffing_norm,
    "band": sections.grade_band,
    "service": sections.term,
    "contractor_kind": sections.contractor_kind,
    "method": sections.term,
    "clause": sections.term,
    "rule": sections.policy_rule,
    "deadline": sections.deadline,
    "holiday": sections.year_of_holidays,
}
SINGLE: dict[str, Callable[[PackRow], Any]] = {
    "budget": sections.budget_norm,
    "term": sections.term_limit,
}


class PackError(ValueError):
    """A policy pack that cannot be used; ``faults`` say on which line and why."""

    def __init__(self, name: str, faults: list[PackFault]) -> None:
        self.name = name
        self.faults = faults
        super().__init__("\n".join([f"{name}:", *map(str, faults)]))


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that policy says in one place."""

    code: str
    name: Text
    basis: Text
    tag: str
    line: tuple[str, ...]  # the codes from this pack up to the nation's
    budget: BudgetNorm
    term: TermLimit
    staffing: Mapping[str, StaffingNorm]
    bands: Mapping[str, tuple[Decimal, Text]]
    services: Mapping[str, Term]
    contractor_kinds: Mapping[str, ContractorKind]
    methods: Mapping[str, Term]
    clauses: Mapping[str, Term]
    rules: Mapping[str, PolicyRule]
    deadlines: Mapping[str, Deadline]
    calendar: WorkingCalendar


@dataclass(slots=True)
class _Layers:
    """What was gathered so far, from the nation down."""

    single: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, dict[Any, Any]] = field(default_factory=dict)
    line: tuple[str, ...] = ()


def pack_codes(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the codes of all packs, the nation's first."""
    found = sorted(path.stem for path in folder.glob("*.toml"))
    return tuple(sorted(found, key=lambda code: code != NATIONAL))


@lru_cache
def pack(code: str = NATIONAL, folder: Path = FOLDER) -> Pack:
    """Return a pack with all that it inherits.

    Raises :class:`PackError` where the pack, or one that it inherits from, is unknown, circular
    or faulty; each fault names its line.
    """
    layers = _Layers()
    head = _gather(code, folder, layers, ())
    missing = [name for name in SINGLE if name not in layers.single]
    if missing:
        raise PackError(code, [PackFault(1, name, None, "this section") for name in missing])
    lists = {name: layers.lists.get(name, {}) for name in LISTS}
    return Pack(
        code=code,
        name=head.text("name"),
        basis=head.text("basis"),
        tag=head.choice("tag", TAGS),
        line=layers.line,
        budget=layers.single["budget"],
        term=layers.single["term"],
        staffing=lists["staffing"],
        bands={key: (floor, name) for key, (_code, floor, name) in lists["band"].items()},
        services=lists["service"],
        contractor_kinds=lists["contractor_kind"],
        methods=lists["method"],
        clauses=lists["clause"],
        rules=lists["rule"],
        deadlines=lists["deadline"],
        calendar=WorkingCalendar(lists["holiday"].values()),
    )


def _gather(code: str, folder: Path, layers: _Layers, below: tuple[str, ...]) -> PackRow:
    path = folder / f"{code}.toml"
    if code in below or not path.is_file():
        allowed = ", ".join(pack_codes(folder))
        raise PackError(below[-1] if below else code, [PackFault(1, "inherits", code, allowed)])
    text = PackText(path.read_text(encoding="utf-8"))
    tables = _parsed(code, text)
    head = next(text.rows(tables, "pack"), PackRow(text, "pack", 0, {}))
    head.only(("code", "inherits", "name", "basis", "tag"))
    for key in ("name", "basis"):
        head.text(key)
    head.choice("tag", TAGS)
    if head.code() != code:
        head.fault("code", head.table.get("code"), code)
    if "inherits" in head.table:
        _gather(head.code("inherits"), folder, layers, (*below, code))
    _read(text, tables, layers)
    if text.faults:
        raise PackError(code, text.faults)
    layers.line = (code, *layers.line)
    return head


def _parsed(code: str, text: PackText) -> dict[str, Any]:
    try:
        tables = tomllib.loads(text.text)
    except tomllib.TOMLDecodeError as error:
        # The message ends in "(at line 3, column 7)"; "(at end of document)" has no number.
        digits = str(error).partition("line ")[2].partition(",")[0]
        line = int(digits) if digits.isdigit() else len(text.text.splitlines())
        raise PackError(code, [PackFault(line, "TOML", str(error), "TOML 1.0")]) from error
    known = {"pack", *LISTS, *SINGLE}
    for name in tables.keys() - known:
        line = text.line_of(name, 0, name)
        text.faults.append(PackFault(line, name, name, f"one of {', '.join(sorted(known))}"))
    return tables


def _read(text: PackText, tables: Mapping[str, Any], layers: _Layers) -> None:
    for name, read in SINGLE.items():
        for row in text.rows(tables, name):
            layers.single[name] = read(row)
    for name, read in LISTS.items():
        own: dict[Any, Any] = {}
        for row in text.rows(tables, name):
            key = row.table.get("year" if name == "holiday" else "code")
            if key in own:
                row.fault("code", key, "each code once")
            own[key] = read(row)
        layers.lists[name] = {**layers.lists.get(name, {}), **own}
