"""Patterns that a text must fit, in a subset that never takes long: no looking back, no hanging."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.logic.faults import ExpressionRefused

LONGEST = 200
LARGEST = 250  # instructions; with 2,000 characters of text that is half a million steps at most
DEEPEST = 10
MOST_REPEATS = 99
TOP = 0x10FFFF
Range = tuple[int, int]
CLASSES: dict[str, list[Range]] = {
    "d": [(48, 57)],
    "w": [(48, 57), (65, 90), (95, 95), (97, 122)],
    "s": [(9, 10), (13, 13), (32, 32)],
}
CONTROLS = {"n": 10, "t": 9, "r": 13}
Program = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a pattern: signs, a row, a choice or a repetition."""

    kind: str
    parts: tuple["Part", ...] = ()
    ranges: tuple[Range, ...] = ()
    least: int = 0
    most: int | None = None
    is_endless: bool = field(default=False)


def compile_pattern(pattern: str, at: int) -> Program:
    """Return the steps by which a whole text is held against a pattern.

    A step is ``[0, [[low, high], ...]]`` (take one character within), ``[1, a, b]`` (go on at
    either) or ``[2]`` (it fits). ``at`` is where the pattern stands in its expression.
    """
    if len(pattern) > LONGEST:
        raise ExpressionRefused("pattern_too_long", at, found=len(pattern), allowed=LONGEST)
    reader = _Reader(pattern, at)
    part = reader.choice(0)
    if reader.place < len(pattern):
        raise reader.refuse("pattern_not_possible")
    program: Program = []
    _write(program, part, at)
    program.append([2])
    return program


class _Reader:
    """Reads a pattern once from left to right."""

    def __init__(self, pattern: str, at: int) -> None:
        self.pattern = pattern
        self.at = at
        self.place = 1 if pattern.startswith("^") else 0

    def refuse(self, code: str) -> ExpressionRefused:
        """Return the refusal of what stands here."""
        found = self.pattern[self.place : self.place + 10]
        return ExpressionRefused(code, self.at + 1 + self.place, found=found)

    @property
    def sign(self) -> str:
        """The sign that comes; nothing at the end, of which a last ``$`` is part."""
        rest = self.pattern[self.place :]
        return "" if rest in ("", "$") else rest[0]

    def take(self) -> str:
        """Go on by one sign."""
        sign = self.sign
        if not sign:
            raise self.refuse("pattern_not_possible")
        self.place += 1
        return sign

    def choice(self, depth: int) -> Part:
        """Read alternatives."""
        if depth > DEEPEST:
            raise self.refuse("pattern_too_large")
        rows = [self.row(depth)]
        while self.sign == "|":
            self.take()
            rows.append(self.row(depth))
        if depth == 0 and not self.sign:
            self.place = len(self.pattern)
        return _joined("choice", rows)

    def row(self, depth: int) -> Part:
        """Read one piece after another."""
        parts: list[Part] = []
        while self.sign and self.sign not in "|)":
            parts.append(self.repeated(self.piece(depth)))
        return _joined("row", parts)

    def piece(self, depth: int) -> Part:
        """Read one piece without what says how often."""
        sign = self.take()
        if sign == "(":
            if self.pattern[self.place : self.place + 2] == "?:":
                self.place += 2
            inner = self.choice(depth + 1)
            if self.take() != ")":
                raise self.refuse("pattern_not_possible")
            return inner
        if sign == ".":
            return Part("signs", ranges=((0, 9), (11, TOP)))
        if sign == "[":
            return self.signs()
        if sign == "\\":
            return Part("signs", ranges=tuple(self.escaped()))
        if sign in "*+?{}^$)|]":
            self.place -= 1
            raise self.refuse("pattern_not_possible")
        return Part("signs", ranges=((ord(sign), ord(sign)),))

    def escaped(self) -> list[Range]:
        """Read what follows a backslash: a class, a control sign, or a sign itself."""
        sign = self.take()
        if sign in CLASSES:
            return CLASSES[sign]
        if sign in CONTROLS:
            return [(CONTROLS[sign], CONTROLS[sign])]
        if sign.isalnum():
            self.place -= 1
            raise self.refuse("pattern_not_possible")
        return [(ord(sign), ord(sign))]

    def signs(self) -> Part:
        """Read a set of signs in square brackets."""
        is_other = self.sign == "^"
        if is_other:
            self.take()
        found: list[Range] = []
        while (sign := self.take()) != "]":
            ranges = self.escaped() if sign == "\\" else [(ord(sign), ord(sign))]
            if self.sign == "-" and self.pattern[self.place + 1 : self.place + 2] not in ("]", ""):
                self.take()
                last = self.take()
                upper = self.escaped()[0][1] if last == "\\" else ord(last)
                ranges = [(ranges[0][0], upper)]
                if upper < ranges[0][0]:
                    raise self.refuse("pattern_not_possible")
            found += ranges
        return Part("signs", ranges=tuple(_others(found) if is_other else found))

    def repeated(self, part: Part) -> Part:
        """Read how often a piece may stand."""
        if self.sign not in ("*", "+", "?", "{"):
            return part
        least, most = self.bounds()
        if most is None and part.is_endless:
            raise self.refuse("pattern_may_hang")
        if self.sign in ("*", "+", "?", "{"):
            raise self.refuse("pattern_not_possible")
        return Part("repeat", (part,), (), least, most, most is None or part.is_endless)

    def bounds(self) -> tuple[int, int | None]:
        """Read the least and the greatest count; nothing stands for endlessly often."""
        sign = self.take()
        if sign != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        inside = ""
        while (sign := self.take()) != "}":
            inside += sign
        low, comma, high = inside.partition(",")
        given = [text for text in (low, high) if text]
        if not low or not all(text.isascii() and text.isdigit() for text in given):
            raise self.refuse("pattern_not_possible")
        least = int(low[:4])
        most = (int(high[:4]) if high else None) if comma else least
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise self.refuse("pattern_too_large")
        return least, most


def _joined(kind: str, parts: Sequence[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    return Part(kind, tuple(parts), is_endless=any(part.is_endless for part in parts))


def _others(ranges: Sequence[Range]) -> list[Range]:
    found, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return [*found, (start, TOP)] if start <= TOP else found


def _write(program: Program, part: Part, at: int) -> None:
    if len(program) > LARGEST:
        raise ExpressionRefused("pattern_too_large", at, found=len(program), allowed=LARGEST)
    if part.kind == "signs":
        program.append([0, [list(pair) for pair in part.ranges]])
    elif part.kind == "row":
        for inner in part.parts:
            _write(program, inner, at)
    elif part.kind == "choice":
        _write_choice(program, part.parts, at)
    else:
        _write_repeat(program, part, at)


def _write_choice(program: Program, parts: Sequence[Part], at: int) -> None:
    if len(parts) == 1:
        _write(program, parts[0], at)
        return
    fork: list[Any] = [1, len(program) + 1, 0]
    program.append(fork)
    _write(program, parts[0], at)
    leave: list[Any] = [1, 0, 0]
    program.append(leave)
    fork[2] = len(program)
    _write_choice(program, parts[1:], at)
    leave[1] = leave[2] = len(program)


def _write_repeat(program: Program, part: Part, at: int) -> None:
    for _ in range(part.least):
        _write(program, part.parts[0], at)
    if part.most is None:
        start = len(program)
        fork: list[Any] = [1, start + 1, 0]
        program.append(fork)
        _write(program, part.parts[0], at)
        program.append([1, start, start])
        fork[2] = len(program)
        return
    forks = []
    for _ in range(part.most - part.least):
        forks.append([1, len(program) + 1, 0])
        program.append(forks[-1])
        _write(program, part.parts[0], at)
    for optional in forks:
        optional[2] = len(program)


def fits(program: Sequence[Sequence[Any]], text: str) -> bool:
    """Whether a whole text fits; each character is looked at once."""
    places = _reached(program, [0])
    for character in text:
        sign = ord(character)
        after = [
            place + 1
            for place in places
            if program[place][0] == 0
            and any(low <= sign <= high for low, high in program[place][1])
        ]
        places = _reached(program, after)
        if not places:
            return False
    return any(program[place][0] == 2 for place in places)


def _reached(program: Sequence[Sequence[Any]], start: Sequence[int]) -> list[int]:
    found: dict[int, None] = {}
    waiting = list(start)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found[place] = None
            if program[place][0] == 1:
                waiting += program[place][1:]
    return list(found)
