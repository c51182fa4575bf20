"""From the text of an expression to what is worked out: read, checked, with its type."""

from surveys.logic.checking import Tree, Typed, as_kind, named, operation
from surveys.logic.faults import ExpressionRefused
from surveys.logic.functions import call
from surveys.logic.symbols import NUMBER, TEXT, TRUTH, Scope
from surveys.logic.syntax import Node, parse
from surveys.logic.values import read_number


def compile_expression(text: str, scope: Scope, wanted: str | None = TRUTH) -> tuple[Tree, str]:
    """Return the tree of an expression and its type; refuses the first fault with its place.

    ``wanted`` is the type that is needed; ``None`` takes any.
    """
    typed = _check(parse(text), scope)
    return (typed.tree, typed.kind) if wanted is None else (as_kind(typed, wanted).tree, wanted)


def names_of(text: str) -> set[str]:
    """Return the names that an expression writes, known or not; refuses what cannot be read."""
    found: set[str] = set()
    waiting = [parse(text)]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.parts)
        if node.kind == "name":
            found.add(node.text)
    return found


def _check(node: Node, scope: Scope) -> Typed:
    if node.kind == "number":
        number = read_number(node.text)
        if number is None:
            raise ExpressionRefused("number_too_large", node.at, found=node.text[:20])
        return Typed(["value", number], NUMBER, node.at)
    if node.kind == "text":
        return Typed(["value", node.text], TEXT, node.at, literal=node.text)
    if node.kind in ("name", "here"):
        return named(node, scope)
    parts = [_check(part, scope) for part in node.parts]
    return call(node, parts, scope) if node.kind == "function" else operation(node, parts)
