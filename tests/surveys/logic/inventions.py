"""Makes expressions at random together with the value that the language's definition gives them.

The value is worked out here along with the text, from the definition alone (three truth values,
exact fractions, the calendar of Python): neither of the two evaluators has a part in it. Run
``python -m tests.surveys.logic.inventions`` to write ``vectors.json`` anew.
"""

import json
import random
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.surveys.logic.scenes import ANSWERS, MOMENT

VECTORS = Path(__file__).with_name("vectors.json")
COUNT = 1500
SEED = 20260527
Made = tuple[str, Any]  # the text, and a fraction, a text, a truth, a day or nothing
NUMBERS = {"${age}": 67, "${trips}": 0, "${cost}": Fraction(25, 2), "${weight}": None}
NUMBERS |= {"${years}": 68, "${gone}": None, "${年龄}": 70}
TEXTS = {"${name}": ANSWERS["name"], "${note}": None, "'x'": "x", "'村里'": "村里", '"q"': "q"}
DAYS = {"${born}": date(1958, 3, 2), "${visit}": None, "today()": date(2026, 5, 27)}
EPOCH = date(1970, 1, 1)
CHOSEN = {"told": 1, "paid": -3, "seen": 0}
HELD = {"aid": (1, 3), "wish": ()}


class Inventor:
    """Makes expressions of a type up to a depth; numbers stay exact in binary."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def number(self, depth: int) -> Made:
        """A number: quarters at most, so that sums and products are exact on every machine."""
        kind = self.chance.randrange(8) if depth else self.chance.randrange(2)
        if kind == 0:
            value = Fraction(self.chance.randrange(0, 400), 4)
            return f"{float(value):g}", value
        if kind == 1:
            text = self.chance.choice(sorted(NUMBERS))
            found = NUMBERS[text]
            return text, None if found is None else Fraction(found)
        if kind == 2:
            return self.chosen_number(depth)
        if kind == 3:
            text, value = self.text(depth - 1)
            return f"string-length({text})", Fraction(len(value) if isinstance(value, str) else 0)
        if kind == 4:
            one, first = self.day(depth - 1)
            other, second = self.day(depth - 1)
            days = first and second and Fraction((first - second).days)
            return f"({one} - {other})", days
        return self.reckoned(depth)

    def reckoned(self, depth: int) -> Made:
        """Two numbers added, taken from each other, multiplied or set beside each other."""
        sign = self.chance.choice(["+", "-", "*", "min", "max", "sum"])
        (one, first), (other, second) = self.number(depth - 1), self.number(depth - 1)
        known = [value for value in (first, second) if value is not None]
        if sign in ("min", "max", "sum"):
            best = {"min": min, "max": max, "sum": sum}[sign]
            return f"{sign}({one}, {other})", Fraction(best(known)) if known else None
        text = f"({one} {sign} {other})"
        if len(known) < 2:
            return text, None
        values = {"+": first + second, "-": first - second, "*": first * second}
        return text, values[sign]

    def chosen_number(self, depth: int) -> Made:
        """One of two numbers, by a condition that counts only where it is known to hold."""
        condition, truth = self.truth(depth - 1)
        (one, first), (other, second) = self.number(depth - 1), self.number(depth - 1)
        if self.chance.random() < 0.3:
            return f"coalesce({one}, {other})", second if first is None else first
        return f"if({condition}, {one}, {other})", first if truth is True else second

    def text(self, depth: int) -> Made:
        """A text: one that stands there, an answer, a row of others or a day in words."""
        kind = self.chance.randrange(4) if depth else 0
        if kind <= 1:
            text = self.chance.choice(sorted(TEXTS))
            return text, TEXTS[text]
        if kind == 2:
            (one, first), (other, second) = self.text(depth - 1), self.text(depth - 1)
            return f"concat({one}, {other})", f"{first or ''}{second or ''}"
        day, value = self.day(depth - 1)
        said = value.strftime("%Y年%m月%d日") if isinstance(value, date) else None
        return f"format-date({day}, '%Y年%m月%d日')", said

    def day(self, depth: int) -> Made:
        """A day: written out, an answer, today, or some days on."""
        kind = self.chance.randrange(3) if depth else self.chance.randrange(2)
        if kind == 0:
            value = date(1900, 1, 1) + timedelta(days=self.chance.randrange(60_000))
            return f"date('{value.isoformat()}')", value
        if kind == 1:
            text = self.chance.choice(sorted(DAYS))
            return text, DAYS[text]
        text, found = self.day(depth - 1)
        days = self.chance.randrange(1, 500)
        return f"({text} + {days})", found + timedelta(days=days) if found else None

    def truth(self, depth: int) -> Made:
        """A condition: a comparison, a choice, or others joined."""
        kind = self.chance.randrange(7) if depth else 6
        if kind == 0:
            text, value = self.truth(depth - 1)
            return f"not({text})", None if value is None else not value
        if kind <= 2:
            return self.joined(depth)
        if kind <= 4:
            return self.compared(depth)
        return self.chosen()

    def joined(self, depth: int) -> Made:
        """Conditions joined by and, or or: what is not known stays open unless the rest decides."""
        sign, end = self.chance.choice([("and", False), ("or", True)])
        parts = [self.truth(depth - 1) for _ in range(self.chance.randrange(2, 4))]
        values = [value for _, value in parts]
        value = end if end in values else None if None in values else not end
        return f"({f' {sign} '.join(text for text, _ in parts)})", value

    def compared(self, depth: int) -> Made:
        """Two numbers or two days compared, or two texts held against each other."""
        kind = self.chance.choice(["number", "text", "day"])
        signs = ["=", "!="] if kind == "text" else ["=", "!=", "<", "<=", ">", ">="]
        sign = self.chance.choice(signs)
        make = {"number": self.number, "text": self.text, "day": self.day}[kind]
        (one, first), (other, second) = make(depth - 1), make(depth - 1)
        text = f"{one} {sign} {other}"
        if first is None or second is None:
            return f"({text})", None
        less, same = first < second, first == second
        more = not (less or same)
        holds = {"=": same, "!=": not same, "<": less, "<=": less or same, ">": more}
        return f"({text})", holds.get(sign, more or same)

    def chosen(self) -> Made:
        """Whether something was chosen."""
        code = self.chance.choice([0, 1, -3])
        if self.chance.random() < 0.5:
            name = self.chance.choice(sorted(CHOSEN))
            held = CHOSEN[name]
            known = code < 0 or held >= 0
            written = f"'{code}'" if self.chance.random() < 0.5 else str(code)
            return f"${{{name}}} = {written}", held == code if known else None
        name = self.chance.choice(sorted(HELD))
        wanted = self.chance.choice([1, 2, 3])
        return f"selected(${{{name}}}, '{wanted}')", wanted in HELD[name]


def plain(value: object) -> object:
    """A value as it stands in the file; a day is the number of days since 1970."""
    if isinstance(value, date):
        return (value - EPOCH).days
    return float(value) if isinstance(value, Fraction) else value


def invented(count: int, seed: int) -> list[list[object]]:
    """Expressions with their values, all different and none longer than is allowed."""
    inventor = Inventor(seed)
    found: dict[str, object] = {}
    while len(found) < count:
        make = inventor.chance.choice(
            [inventor.truth, inventor.truth, inventor.number, inventor.text, inventor.day]
        )
        text, value = make(inventor.chance.randrange(1, 5))
        if len(text) <= 600 and "0001" not in text:
            found[text] = plain(value)
    return [[text, value] for text, value in found.items()]


def main() -> None:
    """Write the file: one expression a line."""
    rows = [json.dumps(row, ensure_ascii=False) for row in invented(COUNT, SEED)]
    VECTORS.write_text("[\n" + ",\n".join(rows) + "\n]\n", "utf-8")


if __name__ == "__main__":
    assert MOMENT == 20600.75, "the days of the file hang on this moment"
    main()
