"""Reading an expression into a tree of operations, before anything is known of its names."""

from dataclasses import dataclass, field

from surveys.logic.faults import ExpressionRefused
from surveys.logic.tokens import END, Token, tokens_of

DEEPEST = 40
# From the loosest to the tightest; the operators of one row are worked out from left to right.
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
MANY = ("or", "and")  # long rows of these are one operation with many parts


@dataclass(frozen=True, slots=True)
class Node:
    """An operation with its parts: what it is, its own text, the character where it stands."""

    kind: str
    text: str
    at: int
    parts: tuple["Node", ...] = ()
    depth: int = field(default=1)


def node_of(kind: str, text: str, at: int, parts: tuple[Node, ...]) -> Node:
    """Return an operation; refuses one that lies too deep."""
    depth = 1 + max((part.depth for part in parts), default=0)
    if depth > DEEPEST:
        raise ExpressionRefused("expression_too_deep", at, found=depth, allowed=DEEPEST)
    return Node(kind, text, at, parts, depth)


def parse(text: str) -> Node:
    """Return the tree of an expression; refuses it at the first character that does not fit."""
    reader = _Reader(tokens_of(text))
    tree = reader.level(0)
    reader.expect(END)
    return tree


class _Reader:
    """Goes through the words once, one word ahead."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.nested = 0

    @property
    def next(self) -> Token:
        """The word that comes."""
        return self.tokens[self.place]

    def take(self) -> Token:
        """Go on by one word."""
        self.place += 1
        return self.tokens[self.place - 1]

    def expect(self, text: str) -> Token:
        """Go on by a word that must be this one."""
        if (self.next.kind if text == END else self.next.text) != text or self.next.kind == "text":
            raise self.unexpected(text)
        return self.take()

    def unexpected(self, allowed: str) -> ExpressionRefused:
        """Return the refusal of the word that comes."""
        if self.next.kind == END:
            return ExpressionRefused("expression_ends_early", self.next.at, allowed=allowed)
        return ExpressionRefused("word_not_expected", self.next.at, found=self.next.text)

    def level(self, row: int) -> Node:
        """Read operations of a row of the table and of those that bind tighter."""
        if row == len(LEVELS):
            return self.signed()
        left = self.level(row + 1)
        while self.next.kind in ("word", "mark") and self.next.text in LEVELS[row]:
            sign = self.take()
            right = self.level(row + 1)
            is_row = left.kind == "operation" and left.text == sign.text and sign.text in MANY
            joined = left.parts if is_row else (left,)
            left = node_of("operation", sign.text, sign.at, (*joined, right))
        return left

    def signed(self) -> Node:
        """Read a minus sign and what follows it."""
        if self.next.text == "-" and self.next.kind == "mark":
            sign = self.take()
            self.enter(sign)
            inner = self.signed()
            self.nested -= 1
            return node_of("operation", "neg", sign.at, (inner,))
        return self.single()

    def enter(self, token: Token) -> None:
        """Go one bracket deeper; refuses the forty-first before it is read."""
        self.nested += 1
        if self.nested > DEEPEST:
            raise ExpressionRefused(
                "expression_too_deep", token.at, found=self.nested, allowed=DEEPEST
            )

    def single(self) -> Node:
        """Read a number, a text, a name, a bracket or a function."""
        token = self.next
        if token.kind == "number":
            return Node("number", self.take().text, token.at)
        if token.kind == "text":
            return Node("text", self.take().text[1:-1], token.at)
        if token.kind == "name":
            return Node("name", self.take().text[2:-1].strip(), token.at)
        if token.kind == "word" and token.text not in ("or", "and", "div", "mod"):
            return self.function()
        if token.text == "." and token.kind == "mark":
            return Node("here", self.take().text, token.at)
        if token.text == "(" and token.kind == "mark":
            return self.bracket()
        raise self.unexpected("…")

    def bracket(self) -> Node:
        """Read what stands in a bracket."""
        self.enter(self.take())
        inner = self.level(0)
        self.expect(")")
        self.nested -= 1
        return inner

    def function(self) -> Node:
        """Read a function with its arguments."""
        name = self.take()
        self.enter(self.expect("("))
        parts: list[Node] = []
        if self.next.text != ")" or self.next.kind == "text":
            parts.append(self.level(0))
            while self.next.text == "," and self.next.kind == "mark":
                self.take()
                parts.append(self.level(0))
        self.expect(")")
        self.nested -= 1
        return node_of("function", name.text, name.at, tuple(parts))
