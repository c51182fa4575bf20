"""The functions that an expression may use: their arguments, types and results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from surveys.logic.checking import Typed, as_kind, option_of
from surveys.logic.faults import ExpressionRefused
from surveys.logic.patterns import compile_pattern
from surveys.logic.symbols import CHOICE, CHOICES, DATE, NUMBER, TEXT, TRUTH, Scope
from surveys.logic.syntax import Node

ANY = "any"
# Known elsewhere, refused here with the reason: they need repeats, lists from outside, or chance.
REFUSED = {
    "position": "function_of_repeats",
    "indexed-repeat": "function_of_repeats",
    "once": "function_by_chance",
    "uuid": "function_by_chance",
    "random": "function_by_chance",
    "pulldata": "function_of_lists",
    "instance": "function_of_lists",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """A function: the types of its arguments, the least number of them, its type and operation.

    ``is_open``: the last argument may be repeated.
    """

    takes: tuple[str, ...]
    gives: str
    operation: str = ""
    least: int | None = None
    is_open: bool = False


SIGNATURES = {
    "not": Signature((TRUTH,), TRUTH),
    "boolean": Signature((TRUTH,), TRUTH),
    "number": Signature((NUMBER,), NUMBER),
    "string": Signature((TEXT,), TEXT),
    "abs": Signature((NUMBER,), NUMBER),
    "int": Signature((NUMBER,), NUMBER),
    "floor": Signature((NUMBER,), NUMBER),
    "ceiling": Signature((NUMBER,), NUMBER),
    "pow": Signature((NUMBER, NUMBER), NUMBER),
    "sum": Signature((NUMBER,), NUMBER, is_open=True),
    "count": Signature((ANY,), NUMBER, is_open=True),
    "count-non-empty": Signature((ANY,), NUMBER, "count", is_open=True),
    "concat": Signature((TEXT,), TEXT, is_open=True),
    "join": Signature((TEXT, TEXT), TEXT, is_open=True),
    "string-length": Signature((TEXT,), NUMBER),
    "contains": Signature((TEXT, TEXT), TRUTH),
    "starts-with": Signature((TEXT, TEXT), TRUTH),
    "ends-with": Signature((TEXT, TEXT), TRUTH),
    "normalize-space": Signature((TEXT,), TEXT),
    "count-selected": Signature((CHOICES,), NUMBER),
    "selected-at": Signature((CHOICES, NUMBER), TEXT),
    "format-date": Signature((DATE, TEXT), TEXT),
    "format-date-time": Signature((DATE, TEXT), TEXT, "format-date"),
}
# What is read as it stands and needs no operation of its own.
PLAIN = ("boolean", "number", "string")
Special = Callable[[Node, Sequence[Typed], Scope], Typed]


def call(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    """Check a function with its arguments."""
    name = node.text
    if name in REFUSED:
        raise ExpressionRefused(REFUSED[name], node.at, found=name)
    if name in SPECIAL:
        least, most, special = SPECIAL[name]
        _count(node, len(parts), least, most)
        return special(node, parts, scope)
    signature = SIGNATURES.get(name)
    if signature is None:
        raise ExpressionRefused("function_not_known", node.at, found=name)
    most = None if signature.is_open else len(signature.takes)
    _count(node, len(parts), len(signature.takes), most)
    kinds = [*signature.takes, *[signature.takes[-1]] * len(parts)]
    given = [
        part if kind == ANY else as_kind(part, kind)
        for part, kind in zip(parts, kinds, strict=False)
    ]
    if name in PLAIN:
        return Typed(given[0].tree, signature.gives, node.at)
    trees = [part.tree for part in given]
    return Typed([signature.operation or name, *trees], signature.gives, node.at)


def _count(node: Node, found: int, least: int, most: int | None) -> None:
    if found < least or (most is not None and found > most):
        allowed = f"{least}–{most}" if most is not None and most != least else str(least)
        code = "arguments_do_not_fit"
        raise ExpressionRefused(code, node.at, name=node.text, found=found, allowed=allowed)


def _constant(value: bool) -> Special:
    return lambda node, parts, scope: Typed(["value", value], TRUTH, node.at)


def _now(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    tree = ["now"] if node.text == "now" else ["floor", ["now"]]
    return Typed(tree, DATE, node.at)


def _date(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    part = parts[0]
    tree = part.tree if part.kind == NUMBER else as_kind(part, DATE).tree
    return Typed(["floor", tree] if node.text == "date" else tree, DATE, node.at)


def _day_number(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    return Typed(as_kind(parts[0], DATE).tree, NUMBER, node.at)


def _round(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    digits = as_kind(parts[1], NUMBER).tree if len(parts) > 1 else ["value", 0.0]
    return Typed(["round", as_kind(parts[0], NUMBER).tree, digits], NUMBER, node.at)


def _substr(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    numbers = [as_kind(part, NUMBER).tree for part in parts[1:]]
    # Without an end the text is taken to its last character, however long it is.
    last = numbers[1] if len(numbers) > 1 else ["value", 1e9]
    return Typed(["substr", as_kind(parts[0], TEXT).tree, numbers[0], last], TEXT, node.at)


def _extreme(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    kind = DATE if parts[0].kind == DATE else NUMBER
    return Typed([node.text, *(as_kind(part, kind).tree for part in parts)], kind, node.at)


def _if(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    condition, *both = parts
    kind = _one_kind(both)
    trees = [as_kind(part, kind).tree for part in both]
    return Typed(["if", as_kind(condition, TRUTH).tree, *trees], kind, node.at)


def _coalesce(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    kind = _one_kind(parts)
    return Typed(["coalesce", *(as_kind(part, kind).tree for part in parts)], kind, node.at)


def _one_kind(parts: Sequence[Typed]) -> str:
    """Return the type that several values have in common: text where they differ."""
    kinds = {NUMBER if part.kind == CHOICE else part.kind for part in parts}
    # An empty text stands for nothing, whatever the other value is.
    if len(kinds) > 1 and any(part.literal == "" for part in parts):
        kinds = {part.kind for part in parts if part.literal != ""} - {CHOICE} or {NUMBER}
    return kinds.pop() if len(kinds) == 1 else TEXT


def _selected(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    among, wanted = parts
    if among.kind == CHOICE and wanted.literal is not None:
        return Typed(["=", *option_of(among, wanted)], TRUTH, node.at)
    if among.kind == CHOICE:
        return Typed(["=", among.tree, as_kind(wanted, NUMBER).tree], TRUTH, node.at)
    held = as_kind(among, CHOICES)
    if wanted.literal is not None and held.symbol is not None:
        _, code = option_of(held, wanted)
        if code[1] < 0:
            return Typed(["=", ["raw", held.symbol.name], code], TRUTH, node.at)
        return Typed(["selected", held.tree, ["string", code]], TRUTH, node.at)
    return Typed(["selected", held.tree, as_kind(wanted, TEXT).tree], TRUTH, node.at)


def _regex(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    pattern = parts[1]
    if pattern.literal is None:
        raise ExpressionRefused("pattern_not_written_out", pattern.at)
    program = compile_pattern(pattern.literal, pattern.at)
    return Typed(["regex", as_kind(parts[0], TEXT).tree, program], TRUTH, node.at)


def _label(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    symbol = parts[0].symbol
    if symbol is None or symbol.kind != CHOICE:
        raise ExpressionRefused(
            "type_not_fitting", parts[0].at, found=parts[0].kind, allowed=CHOICE
        )
    labels = [[code, dict(text)] for code, text in symbol.labels]
    return Typed(["label", symbol.tree, labels], TEXT, node.at)


def _of_answer(node: Node, parts: Sequence[Typed], scope: Scope) -> Typed:
    symbol = parts[0].symbol
    if symbol is None or symbol.is_calculated:
        raise ExpressionRefused("needs_a_question", parts[0].at, found=node.text)
    if node.text == "reason":
        return Typed(["reason", symbol.name], NUMBER, node.at)
    return Typed(["not", ["empty", symbol.tree]], TRUTH, node.at)


SPECIAL: dict[str, tuple[int, int | None, Special]] = {
    "true": (0, 0, _constant(True)),
    "false": (0, 0, _constant(False)),
    "today": (0, 0, _now),
    "now": (0, 0, _now),
    "date": (1, 1, _date),
    "date-time": (1, 1, _date),
    "decimal-date-time": (1, 1, _day_number),
    "round": (1, 2, _round),
    "substr": (2, 3, _substr),
    "min": (1, None, _extreme),
    "max": (1, None, _extreme),
    "if": (3, 3, _if),
    "coalesce": (1, None, _coalesce),
    "selected": (2, 2, _selected),
    "regex": (2, 2, _regex),
    "jr:choice-name": (1, 2, _label),
    "label": (1, 1, _label),
    "reason": (1, 1, _of_answer),
    "answered": (1, 1, _of_answer),
}
