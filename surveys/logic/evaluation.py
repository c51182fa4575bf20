"""Working out a checked expression; ``static/logic.js`` does the same, held to it by tests."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.logic import patterns
from surveys.logic.values import (
    Answer,
    Value,
    codes_in,
    day_text,
    finite,
    number_text,
    power,
    read_day,
    read_number,
    remainder,
    rounded,
)

Tree = Sequence[Any]
Steps = Callable[..., Value]


@dataclass(slots=True)
class Around:
    """What an expression is worked out in: answers and values by name, the moment, the language.

    The moment is a day number in China with its fraction; without one, ``today()`` is nothing.
    An answer below zero is a reason why there is none.
    """

    answers: Mapping[str, Answer]
    values: dict[str, Value] = field(default_factory=dict)
    moment: float | None = None
    language: str = "zh"


def evaluate(tree: Tree, around: Around) -> Value:
    """Return the value of an expression; nothing where what it needs is not there."""
    special = _SPECIAL.get(tree[0])
    if special is not None:
        return special(tree, around)
    parts = [evaluate(part, around) for part in tree[1:]]
    if tree[0] in _WITH_GAPS:
        return _WITH_GAPS[tree[0]](*parts)
    return None if any(part is None for part in parts) else _STRICT[tree[0]](*parts)


def is_true(tree: Tree, around: Around) -> bool:
    """Whether a condition is known to hold."""
    return evaluate(tree, around) is True


def is_broken(tree: Tree, around: Around) -> bool:
    """Whether a rule is known to be broken."""
    return evaluate(tree, around) is False


def _answer(tree: Tree, around: Around) -> Value:
    """Read an answer as a value of its type; a reason why there is none is no value."""
    answer, kind = around.answers.get(tree[1]), tree[2]
    if answer is None or isinstance(answer, bool) or (isinstance(answer, int) and answer < 0):
        return None
    if kind in ("number", "choice"):
        return float(answer) if isinstance(answer, int) else read_number(answer)
    if kind == "date":
        return read_day(str(answer))
    return str(answer)


def _constant(tree: Tree, around: Around) -> Value:
    value = tree[1]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _raw(tree: Tree, around: Around) -> Value:
    answer = around.answers.get(tree[1])
    return float(answer) if isinstance(answer, int) else None


def _reason(tree: Tree, around: Around) -> Value:
    code = _raw(tree, around)
    return code if isinstance(code, float) and code < 0 else None


def _all(tree: Tree, around: Around) -> Value:
    found: Value = True
    for part in tree[1:]:
        value = evaluate(part, around)
        if value is False:
            return False
        found = None if value is None else found
    return found


def _any(tree: Tree, around: Around) -> Value:
    found: Value = False
    for part in tree[1:]:
        value = evaluate(part, around)
        if value is True:
            return True
        found = None if value is None else found
    return found


def _first(tree: Tree, around: Around) -> Value:
    for part in tree[1:]:
        value = evaluate(part, around)
        if value is not None and value != "":
            return value
    return None


def _label(tree: Tree, around: Around) -> Value:
    code = evaluate(tree[1], around)
    for known, text in tree[2]:
        if code == known:
            return str(text.get(around.language) or text.get("zh", ""))
    return None


def _pattern(tree: Tree, around: Around) -> Value:
    text = evaluate(tree[1], around)
    return patterns.fits(tree[2], text) if isinstance(text, str) else None


_SPECIAL: dict[str, Callable[[Tree, Around], Value]] = {
    "value": _constant,
    "answer": _answer,
    "raw": _raw,
    "reason": _reason,
    "calculated": lambda tree, around: around.values.get(tree[1]),
    "now": lambda tree, around: around.moment,
    "and": _all,
    "or": _any,
    "coalesce": _first,
    "label": _label,
    "regex": _pattern,
    "if": lambda tree, around: evaluate(
        tree[2] if evaluate(tree[1], around) is True else tree[3], around
    ),
}


def _numbers(values: Sequence[Value]) -> list[float]:
    return [value for value in values if isinstance(value, float)]


def _total(*values: Value) -> Value:
    numbers = _numbers(values)
    total = 0.0
    for number in numbers:  # one after another, as the browser adds
        total += number
    return finite(total) if numbers else None


def _join(between: Value, *values: Value) -> Value:
    return str(between or "").join(str(value or "") for value in values)


def _between(text: Value, start: Value, end: Value) -> Value:
    """Cut a text, counting from 0; ``end`` is not within, and nothing means to the last."""
    whole = str(text or "")
    limits = [len(whole) if limit is None else limit for limit in (start, end)]
    low, high = (int(max(0.0, min(math.floor(limit), len(whole)))) for limit in limits)  # type: ignore[arg-type]  # the checker lets numbers through only
    return whole[low:high] if start is not None else ""


def _at(text: Value, place: Value) -> Value:
    codes = codes_in(str(text or ""))
    if not isinstance(place, float) or place != math.floor(place) or not 0 <= place < len(codes):
        return None
    return codes[int(place)]


_WITH_GAPS: dict[str, Steps] = {
    "empty": lambda value: value is None or value == "",
    "count": lambda *values: float(sum(value is not None and value != "" for value in values)),
    "sum": _total,
    "min": lambda *values: min(_numbers(values), default=None),
    "max": lambda *values: max(_numbers(values), default=None),
    "concat": lambda *values: "".join(str(value or "") for value in values),
    "join": _join,
    "string-length": lambda text: float(len(text or "")),
    "contains": lambda text, part: str(part or "") in str(text or ""),
    "starts-with": lambda text, part: str(text or "").startswith(str(part or "")),
    "ends-with": lambda text, part: str(text or "").endswith(str(part or "")),
    "normalize-space": lambda text: " ".join(codes_in(str(text or ""))),
    "substr": _between,
    "selected": lambda text, code: str(code or "") in codes_in(str(text or "")),
    "selected-at": _at,
    "count-selected": lambda text: float(len(codes_in(str(text or "")))),
}
_STRICT: dict[str, Steps] = {
    "not": lambda value: not value,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "neg": lambda value: -value,
    "+": lambda left, right: finite(left + right),
    "-": lambda left, right: finite(left - right),
    "*": lambda left, right: finite(left * right),
    "div": lambda left, right: None if right == 0 else finite(left / right),
    "mod": remainder,
    "abs": abs,
    "int": lambda value: float(math.trunc(value)),
    "floor": lambda value: float(math.floor(value)),
    "ceiling": lambda value: float(math.ceil(value)),
    "round": rounded,
    "pow": power,
    "number": read_number,
    "date": read_day,
    "string": lambda value: number_text(value),
    "truth": lambda value: "true" if value else "false",
    "format-date": day_text,
}
