"""Reading one table of a policy pack: a wrong value is a fault with line and what is allowed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from evaluator.policy.terms import Text

HEADER = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]\]?")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class PackFault:
    """What is wrong in a pack: where it stands, what was found, what is allowed."""

    line: int
    where: str
    found: object
    allowed: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.where}: found {self.found!r}, allowed: {self.allowed}"


@dataclass(slots=True)
class PackText:
    """The text of a pack and the faults found in it so far."""

    text: str
    faults: list[PackFault] = field(default_factory=list)

    def line_of(self, section: str, position: int, key: str) -> int:
        """Return the line of a key in the given table; of the table where the key is missing."""
        seen, header = -1, 1
        for number, line in enumerate(self.text.splitlines(), 1):
            opened = HEADER.match(line)
            if opened:
                seen += opened[1] == section
                inside = opened[1] == section and seen == position
                header = number if inside else header
            elif seen == position and inside and re.match(rf"\s*{re.escape(key)}\s*=", line):
                return number
        return header

    def rows(self, tables: Mapping[str, Any], section: str) -> Iterator["PackRow"]:
        """Yield the tables of a section, one or many; a wrong kind is a fault."""
        found = tables.get(section, [])
        for position, table in enumerate(found if isinstance(found, list) else [found]):
            if isinstance(table, Mapping):
                yield PackRow(self, section, position, table)
            else:
                line = self.line_of(section, position, section)
                self.faults.append(PackFault(line, section, table, "a table"))


@dataclass(frozen=True, slots=True)
class PackRow:
    """One table of a pack, asked for its values one by one."""

    pack: PackText
    section: str
    position: int
    table: Mapping[str, Any]

    def fault(self, key: str, found: object, allowed: str) -> None:
        """Note a fault of one value."""
        line = self.pack.line_of(self.section, self.position, key)
        name = self.table.get("code", self.position + 1)
        self.pack.faults.append(PackFault(line, f"{self.section} {name}, {key}", found, allowed))

    def only(self, known: Iterable[str]) -> None:
        """Refuse keys that nobody reads: a misspelt key would be silently without effect."""
        names = sorted(known)
        for key in self.table.keys() - set(names):
            self.fault(key, key, f"one of {', '.join(names)}")

    def code(self, key: str = "code") -> str:
        """Return a code: letters, digits and underscores."""
        value = self.table.get(key)
        if not isinstance(value, str) or not CODE.fullmatch(value):
            self.fault(key, value, "a code of letters, digits and underscores")
            return ""
        return value

    def text(self, key: str) -> Text:
        """Return a text in Chinese and English; both must be there."""
        value = self.table.get(key)
        if not isinstance(value, Mapping) or not all(value.get(one) for one in ("zh", "en")):
            self.fault(key, value, '{ zh = "...", en = "..." }')
            return {"zh": "", "en": ""}
        return dict(value)

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of the allowed words."""
        names = tuple(allowed)
        value = self.table.get(key, default)
        if value not in names:
            self.fault(key, value, f"one of {', '.join(names)}")
            return names[0]
        return str(value)

    def whole(self, key: str, lowest: int = 0) -> int:
        """Return a whole number not below the lowest."""
        value = self.table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
            self.fault(key, value, f"a whole number from {lowest} on")
            return lowest
        return value

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self.table.get(key)
        if not isinstance(value, bool):
            self.fault(key, value, "true or false")
        return value is True

    def exact(self, key: str, highest: str) -> Decimal:
        """Return an exact decimal between 0 and the highest; written as text, never as a float."""
        value = self.table.get(key)
        try:
            number = Decimal(value) if isinstance(value, str) else None
        except InvalidOperation:
            number = None
        if number is None or not (number.is_finite() and 0 <= number <= Decimal(highest)):
            self.fault(key, value, f'a decimal in quotes, "0" to "{highest}"')
            return Decimal(0)
        return number

    def within(self, key: str) -> Iterator["PackRow"]:
        """Yield the inner tables of a list; they stand on the line of the key."""
        value = self.table.get(key)
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.fault(key, value, "a list of tables")
            return
        for table in value:
            yield PackRow(self.pack, self.section, self.position, {**table})
