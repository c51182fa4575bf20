"""What an expression may name: questions with their types and options, and calculated values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NUMBER, TEXT, TRUTH, DATE = "number", "text", "truth", "date"
CHOICE, CHOICES, FILE, PLACE = "choice", "choices", "file", "place"
# As these an answer can be used where a text is wanted.
TEXTS = (TEXT, CHOICES, FILE, PLACE)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name: its type, whether it is calculated, and what can be chosen where it is a choice.

    ``codes`` leads from what an expression may write for an option (its code or its foreign name)
    to the code; ``labels`` are the options' words.
    """

    name: str
    kind: str
    is_calculated: bool = False
    codes: Mapping[str, int] = field(default_factory=dict)
    labels: tuple[tuple[int, Mapping[str, str]], ...] = ()

    @property
    def tree(self) -> list[Any]:
        """The operation that reads its value."""
        if self.is_calculated:
            return ["calculated", self.name]
        return ["answer", self.name, self.kind]


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that may stand in an expression here, and those that come only later."""

    symbols: Mapping[str, Symbol]
    here: Symbol | None = None
    later: frozenset[str] = frozenset()


def names_in(tree: Any) -> set[str]:
    """Return the names that a checked expression reads."""
    if not isinstance(tree, list) or not tree:
        return set()
    if tree[0] in ("answer", "raw", "reason", "calculated"):
        return {tree[1]}
    return set().union(*(names_in(part) for part in tree[1:])) if tree[0] != "value" else set()
