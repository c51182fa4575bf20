"""A questionnaire's logic made ready: what is worked out in which order, and what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.kinds.questions import Calculation, Question, Section
from surveys.logic.expressions import compile_expression, names_of
from surveys.logic.faults import ExpressionRefused, Fault
from surveys.logic.symbols import TRUTH, Scope, Symbol

Tree = list[Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A question or a calculated value, with its conditions ready to be worked out."""

    code: str
    position: int | None = None
    relevant: Tree | None = None
    rules: tuple[Tree, ...] = ()
    options: Mapping[int, Tree] = field(default_factory=dict)
    value: Tree | None = None


class Builder:
    """Goes through a questionnaire in its order and notes every fault it meets."""

    def __init__(
        self,
        questions: Sequence[Question],
        sections: Sequence[Section],
        calculations: Sequence[Calculation],
    ) -> None:
        self.questions = questions
        self.sections = {section.code: section for section in sections}
        self.calculations = calculations
        self.symbols: dict[str, Symbol] = {}
        self.faults: list[Fault] = []
        self.names = {question.code for question in questions}
        self.names |= {calculation.code for calculation in calculations}
        self.waiting = dict(self._waiting())

    def _waiting(self) -> Any:
        """Yield every calculated value with the names it needs, unless it cannot be read."""
        for calculation in self.calculations:
            place = f"{calculation.code}.calculation"
            try:
                yield calculation.code, (calculation, names_of(calculation.expression))
            except ExpressionRefused as refusal:
                self.faults.append(Fault(refusal.code, place, refusal.parameters))

    def steps(self) -> list[Step]:
        """Return all steps in order; afterwards ``faults`` lists what is wrong."""
        found = self._calculated()
        for position, question in enumerate(self.questions):
            found.append(self._question(position, question))
            found += self._calculated()
        for code in self.waiting:
            self.faults.append(Fault("calculation_in_circle", f"{code}.calculation"))
        return found

    def _calculated(self) -> list[Step]:
        """Return the values that can be worked out by now, each once."""
        found: list[Step] = []
        is_new = True
        while is_new:
            ready = [code for code, (_, needs) in self.waiting.items() if self._is_ready(needs)]
            is_new = bool(ready)
            for code in ready:
                calculation, _ = self.waiting.pop(code)
                place = f"{code}.calculation"
                compiled = self.compile(calculation.expression, place, None)
                if compiled is not None:
                    tree, kind = compiled
                    self.symbols[code] = Symbol(code, kind, is_calculated=True)
                    found.append(Step(code, value=tree))
        return found

    def _is_ready(self, needs: set[str]) -> bool:
        return all(name in self.symbols or name not in self.names for name in needs)

    def _question(self, position: int, question: Question) -> Step:
        place = question.code
        conditions = [
            self.condition(self.sections[question.section].relevant, f"{question.section}.relevant")
            if question.section in self.sections
            else None,
            self._after(question),
            self.condition(question.relevant, f"{place}.relevant"),
        ]
        options = {
            option.code: tree
            for option in question.options
            if (tree := self.condition(option.relevant, f"{place}.{option.code}.relevant"))
        }
        symbol = question.symbol
        rules = [
            self.condition(rule.test, f"{place}.rules[{number}]", symbol)
            for number, rule in enumerate(question.rules)
        ]
        if symbol is not None:
            self.symbols[question.code] = symbol
        given = [tree for tree in conditions if tree is not None]
        relevant = ["and", *given] if len(given) > 1 else given[0] if given else None
        # A rule that cannot be read is a fault already; it holds nobody up.
        kept = tuple(tree if tree is not None else ["value", True] for tree in rules)
        return Step(question.code, position, relevant, kept, options)

    def _after(self, question: Question) -> Tree | None:
        after = question.after
        if after is None:
            return None
        asked = [["=", ["raw", after.question], ["value", float(code)]] for code in after.answers]
        return ["or", *asked]

    def condition(self, text: str, place: str, here: Symbol | None = None) -> Tree | None:
        """Return a condition ready to be worked out; nothing where there is none."""
        compiled = self.compile(text, place, TRUTH, here) if text.strip() else None
        return None if compiled is None else compiled[0]

    def compile(
        self, text: str, place: str, wanted: str | None, here: Symbol | None = None
    ) -> tuple[Tree, str] | None:
        """Return an expression ready to be worked out, or note what is wrong with it."""
        symbols = self.symbols if here is None else {**self.symbols, here.name: here}
        scope = Scope(symbols, here, frozenset(self.names - symbols.keys()))
        try:
            return compile_expression(text, scope, wanted)
        except ExpressionRefused as refusal:
            self.faults.append(Fault(refusal.code, place, refusal.parameters))
            return None
