"""Checking operations: names, types and options, each fault with its place in the text."""

from dataclasses import dataclass
from typing import Any

from surveys.logic.faults import ExpressionRefused
from surveys.logic.symbols import CHOICE, CHOICES, DATE, NUMBER, TEXT, TEXTS, TRUTH, Scope, Symbol
from surveys.logic.syntax import Node
from surveys.logic.values import read_day, read_number

ORDERED = ("<", "<=", ">", ">=")
EQUAL = ("=", "!=")
Tree = list[Any]


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked operation: how it is worked out, its type, where it stands.

    ``literal`` is the text of a text that stands in the expression itself, ``symbol`` the question
    that is read as it is.
    """

    tree: Tree
    kind: str
    at: int
    literal: str | None = None
    symbol: Symbol | None = None


def named(node: Node, scope: Scope) -> Typed:
    """Check a name, or the point that stands for the question's own answer."""
    symbol = scope.here if node.kind == "here" else scope.symbols.get(node.text)
    if node.kind == "here" and symbol is None:
        raise ExpressionRefused("point_without_question", node.at)
    if symbol is None and node.text in scope.later:
        raise ExpressionRefused("name_comes_later", node.at, found=node.text)
    if symbol is None:
        raise ExpressionRefused("name_not_known", node.at, found=node.text)
    return Typed(symbol.tree, symbol.kind, node.at, symbol=symbol)


def operation(node: Node, parts: list[Typed]) -> Typed:
    """Check an operation whose parts are checked."""
    sign = node.text
    if sign in ("and", "or"):
        return Typed([sign, *(as_kind(part, TRUTH).tree for part in parts)], TRUTH, node.at)
    if sign in EQUAL:
        return Typed(_equality(node, parts[0], parts[1]), TRUTH, node.at)
    if sign in ORDERED:
        return Typed(_order(node, parts[0], parts[1]), TRUTH, node.at)
    if sign in ("+", "-") and len(parts) == 2 and DATE in (parts[0].kind, parts[1].kind):
        return _days(node, parts[0], parts[1])
    return Typed([sign, *(as_kind(part, NUMBER).tree for part in parts)], NUMBER, node.at)


def _days(node: Node, left: Typed, right: Typed) -> Typed:
    """Check days that are counted on or back, or the days between two."""
    if left.kind == right.kind == DATE and node.text == "-":
        return Typed(["-", left.tree, right.tree], NUMBER, node.at)
    if left.kind == DATE and right.kind == NUMBER:
        return Typed([node.text, left.tree, right.tree], DATE, node.at)
    if left.kind == NUMBER and right.kind == DATE and node.text == "+":
        return Typed(["+", left.tree, right.tree], DATE, node.at)
    raise ExpressionRefused("types_do_not_fit", node.at, found=f"{left.kind} {right.kind}")


def _equality(node: Node, left: Typed, right: Typed) -> Tree:
    for one, other in ((left, right), (right, left)):
        if other.literal == "" and one.literal is None:
            empty: Tree = ["empty", one.tree]
            return empty if node.text == "=" else ["not", empty]
        if one.kind == CHOICE and other.literal is not None:
            return [node.text, *option_of(one, other)]
    if CHOICES in (left.kind, right.kind):
        raise ExpressionRefused("choices_need_selected", node.at)
    if CHOICE in (left.kind, right.kind):
        return [node.text, *_reasons(left, right)]
    common = _common(node, left, right)
    return [node.text, as_kind(left, common).tree, as_kind(right, common).tree]


def _reasons(left: Typed, right: Typed) -> list[Tree]:
    """Compare a choice with a number; one below zero asks for the reason why nothing was chosen."""
    trees = []
    for one, other in ((left, right), (right, left)):
        is_reason = other.tree[0] == "neg" and other.tree[1][0] == "value"
        if is_reason and one.symbol is not None and not one.symbol.is_calculated:
            trees.append(["raw", one.symbol.name])
        else:
            trees.append(as_kind(one, NUMBER).tree)
    return trees


def option_of(choice: Typed, text: Typed) -> tuple[Tree, Tree]:
    """Return how a choice and the option that a text names are compared."""
    symbol = choice.symbol
    code = None if symbol is None else symbol.codes.get(text.literal or "")
    if symbol is None or code is None:
        allowed = [] if symbol is None else sorted(symbol.codes)[:20]
        raise ExpressionRefused(
            "option_not_known", text.at, found=text.literal, allowed=", ".join(allowed)
        )
    if code < 0 and not symbol.is_calculated:
        return ["raw", symbol.name], ["value", float(code)]
    return choice.tree, ["value", float(code)]


def _order(node: Node, left: Typed, right: Typed) -> Tree:
    common = _common(node, left, right)
    if common not in (NUMBER, DATE):
        raise ExpressionRefused("cannot_be_ordered", node.at, found=common)
    return [node.text, as_kind(left, common).tree, as_kind(right, common).tree]


def _common(node: Node, left: Typed, right: Typed) -> str:
    """Return the type in which two values are compared."""
    kinds = {NUMBER if kind == CHOICE else kind for kind in (left.kind, right.kind)}
    if len(kinds) == 1:
        return TEXT if kinds <= set(TEXTS) else kinds.pop()
    if kinds <= set(TEXTS):
        return TEXT
    for kind in (DATE, NUMBER):
        if kind in kinds and kinds <= {kind, TEXT}:
            return kind
    raise ExpressionRefused("types_do_not_fit", node.at, found=f"{left.kind} {right.kind}")


def as_kind(typed: Typed, kind: str) -> Typed:
    """Return an operation as a value of a type, turned where that is meant; else refuse it."""
    if typed.kind == kind or (kind == NUMBER and typed.kind == CHOICE):
        return Typed(typed.tree, kind, typed.at, typed.literal, typed.symbol)
    if kind == TEXT:
        return Typed(_text(typed), TEXT, typed.at)
    if typed.kind == TEXT and kind in (NUMBER, DATE):
        return Typed(_from_text(typed, kind), kind, typed.at)
    raise ExpressionRefused("type_not_fitting", typed.at, found=typed.kind, allowed=kind)


def _text(typed: Typed) -> Tree:
    if typed.kind in TEXTS:
        return typed.tree
    if typed.kind == DATE:
        return ["format-date", typed.tree, ["value", "%Y-%m-%d"]]
    return ["truth" if typed.kind == TRUTH else "string", typed.tree]


def _from_text(typed: Typed, kind: str) -> Tree:
    if typed.literal == "":
        return ["value", None]
    if typed.literal is None:
        return ["number" if kind == NUMBER else "date", typed.tree]
    value = read_number(typed.literal) if kind == NUMBER else read_day(typed.literal)
    if value is None:
        code = "number_not_written" if kind == NUMBER else "date_not_written"
        raise ExpressionRefused(code, typed.at, found=typed.literal[:40])
    return ["value", value]
