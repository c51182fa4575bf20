"""The mapping file: which column of a foreign file is what, and how its labels are scored."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from scoring.bundle_schema import DO_NOT_KNOW, NOT_MET, REFUSED
from scoring.plan import Text
from surveys.imports.problems import Findings, refuse

NO_ANSWER = {"do_not_know": DO_NOT_KNOW, "not_met": NOT_MET, "refused": REFUSED}
_ROLES = ("provider", "psu", "stratum", "weight", "response", "interviewer", "mode")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TABLES = ("evaluation", "file", "columns", "providers", "scales", "items", "adjusters", "missing")


@dataclass(frozen=True, slots=True)
class Answer:
    """One allowed answer of an item: the code it is kept under and its points, 0-100."""

    label: str
    code: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class MappedItem:
    """A question: its code, the column it stands in and its scale."""

    code: str
    column: str
    name: Text
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class MappedAdjuster:
    """A case-mix column: a number, or a label with its number in ``levels``."""

    code: str
    column: str
    name: Text
    levels: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Providers:
    """How providers are called, and whether only the named ones are allowed."""

    names: Mapping[str, str] = field(default_factory=dict)
    pattern: str = "{}"
    pad: int = 0
    area: str = ""


@dataclass(frozen=True, slots=True)
class AnswerMapping:
    """A mapping file as read: roles of columns, items, adjusters and the plan's table."""

    file: str
    evaluation: str
    title: Text
    is_demo: bool
    columns: Mapping[str, str]
    providers: Providers
    items: tuple[MappedItem, ...]
    adjusters: tuple[MappedAdjuster, ...]
    no_answer: Mapping[str, int | None]
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    plan: Mapping[str, Any]

    @property
    def needed_columns(self) -> tuple[str, ...]:
        """The columns that must stand in the file, each once."""
        wanted = [*self.columns.values(), *(item.column for item in self.items)]
        wanted += [adjuster.column for adjuster in self.adjusters]
        return tuple(dict.fromkeys(wanted))


def read_mapping(path: Path) -> AnswerMapping:
    """Read a mapping file; raises ``AnswersRefused`` listing all that is wrong in it."""
    plain = _load(path)
    findings = Findings(path.name)
    _check_keys(plain, (*_TABLES, "plan"), "", findings)
    columns = _columns(plain, findings)
    items = _items(plain, findings)
    adjusters = _adjusters(plain, findings)
    evaluation = _section(plain, "evaluation", ("code", "title", "demo"), findings)
    file = _section(plain, "file", ("encoding", "delimiter", "sheet"), findings)
    mapping = AnswerMapping(
        file=path.name,
        evaluation=str(evaluation.get("code", path.stem)),
        title=text_of(evaluation.get("title", path.stem)),
        is_demo=bool(evaluation.get("demo", False)),
        columns=columns,
        providers=_providers(plain, findings),
        items=items,
        adjusters=adjusters,
        no_answer=_no_answer(plain, findings),
        encoding=file.get("encoding"),
        delimiter=file.get("delimiter"),
        sheet=file.get("sheet"),
        plan=plain.get("plan", {}),
    )
    findings.refuse_if_any()
    return mapping


def text_of(value: Any) -> Text:
    """Return a text in both languages: a plain string serves for both."""
    if isinstance(value, Mapping):
        known = {str(key): str(text) for key, text in value.items()}
        fallback = next(iter(known.values()), "")
        return {"zh": known.get("zh", fallback), "en": known.get("en", fallback)}
    return {"zh": str(value), "en": str(value)}


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise refuse("file_missing", str(path), allowed=".toml")
    try:
        # Decimals stay decimals: points and weights are exact where they are printed.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise refuse("mapping_unreadable", path.name, found=str(error)) from error
    except UnicodeDecodeError as error:
        raise refuse("undecodable", path.name, found=error.reason, allowed="utf-8") from error


def _check_keys(
    table: Mapping[str, Any], allowed: tuple[str, ...], where: str, findings: Findings
) -> None:
    for key in table:
        if key not in allowed:
            findings.add("unknown_key", column=where or None, found=key, allowed=list(allowed))


def _section(
    plain: Mapping[str, Any], name: str, allowed: tuple[str, ...], findings: Findings
) -> Mapping[str, Any]:
    table = plain.get(name, {})
    if not isinstance(table, Mapping):
        findings.add("wrong_type", column=name, found=table, allowed=f"[{name}]")
        return {}
    _check_keys(table, allowed, name, findings)
    return table


def _columns(plain: Mapping[str, Any], findings: Findings) -> dict[str, str]:
    columns = dict(_section(plain, "columns", _ROLES, findings))
    for role, column in columns.items():
        if not isinstance(column, str) or not column:
            findings.add("wrong_type", column=f"columns.{role}", found=column, allowed="column")
    if "provider" not in columns:
        findings.add("missing_key", column="columns", allowed="provider")
    return {role: columns[role] for role in _ROLES if role in columns}


def _providers(plain: Mapping[str, Any], findings: Findings) -> Providers:
    table = _section(plain, "providers", ("names", "pattern", "pad", "area"), findings)
    names = table.get("names", {})
    return Providers(
        {str(code): str(name) for code, name in names.items()},
        str(table.get("pattern", "{}")),
        int(table.get("pad", 0)),
        str(table.get("area", "")),
    )


def _no_answer(plain: Mapping[str, Any], findings: Findings) -> dict[str, int | None]:
    table = _section(plain, "missing", (*NO_ANSWER, "blank"), findings)
    codes: dict[str, int | None] = {"": None}
    for kind, labels in table.items():
        for label in labels if isinstance(labels, list) else [labels]:
            codes[str(label)] = NO_ANSWER.get(kind)
    return codes


def _rows(plain: Mapping[str, Any], name: str, findings: Findings) -> list[Mapping[str, Any]]:
    rows = plain.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        findings.add("wrong_type", column=name, found=rows, allowed=f"[[{name}]]")
        return []
    seen: set[str] = set()
    for index, row in enumerate(rows):
        code = row.get("code")
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            findings.add("bad_code", column=f"{name}[{index}].code", found=code)
        elif code in seen:
            findings.add("code_twice", column=f"{name}[{index}].code", found=code)
        seen.add(str(code))
    return rows


def _items(plain: Mapping[str, Any], findings: Findings) -> tuple[MappedItem, ...]:
    scales = plain.get("scales", {})
    items = []
    for row in _rows(plain, "items", findings):
        code = str(row.get("code"))
        _check_keys(row, ("code", "column", "name", "scale"), f"items.{code}", findings)
        stated = row.get("scale")
        scale = scales.get(stated) if isinstance(stated, str) else stated
        if not isinstance(scale, Mapping) or not scale:
            findings.add(
                "unknown_scale", column=f"items.{code}", found=stated, allowed=list(scales)
            )
            continue
        answers = _answers(scale, f"items.{code}.scale", findings)
        column, name = str(row.get("column", code)), text_of(row.get("name", code))
        items.append(MappedItem(code, column, name, answers))
    if not plain.get("items"):
        findings.add("missing_key", column="items", allowed="[[items]]")
    return tuple(items)


def _answers(scale: Mapping[str, Any], where: str, findings: Findings) -> tuple[Answer, ...]:
    """Keep whole numbers as their own codes; give other labels their position, from 1 on."""
    numbered = all(label.isascii() and label.isdigit() and int(label) < 32768 for label in scale)
    answers = []
    for position, (label, value) in enumerate(scale.items(), start=1):
        points = decimal_of(value)
        if points is None or not 0 <= points <= 100:
            findings.add("points_outside", column=f"{where}.{label}", found=value, allowed="0-100")
            continue
        answers.append(Answer(label, int(label) if numbered else position, points))
    return tuple(answers)


def decimal_of(value: Any) -> Decimal | None:
    """Return a number of the mapping file as an exact decimal, ``None`` where it is none."""
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _adjusters(plain: Mapping[str, Any], findings: Findings) -> tuple[MappedAdjuster, ...]:
    adjusters = []
    for row in _rows(plain, "adjusters", findings):
        code = str(row.get("code"))
        _check_keys(row, ("code", "column", "name", "levels"), f"adjusters.{code}", findings)
        levels = {}
        for label, value in dict(row.get("levels", {})).items():
            number = decimal_of(value)
            if number is None:
                findings.add("not_a_number", column=f"adjusters.{code}.{label}", found=value)
            else:
                levels[str(label)] = float(number)
        column, name = str(row.get("column", code)), text_of(row.get("name", code))
        adjusters.append(MappedAdjuster(code, column, name, levels))
    return tuple(adjusters)
