"""What is wrong with an expression or a questionnaire's logic, as a code with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evaluator.errors import Invalid


class ExpressionRefused(Invalid):
    """An expression that cannot be used: a code, and the character at which it fails."""

    def __init__(self, code: str, at: int, **parameters: object) -> None:
        super().__init__(code, at=at + 1, **parameters)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a questionnaire's logic: where it stands (``Q05.relevant``) and what it is."""

    code: str
    place: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(f"{name} {value}" for name, value in sorted(self.parameters.items()))
        return f"{self.place}: {self.code}" + (f" ({told})" if told else "")
