"""The questionnaire as data: its questions in their order, and the way that leads through them."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evaluator.errors import Invalid
from scoring.canonical import from_plain, hash_of, to_plain
from surveys.kinds.paths import ANYWHERE, Path, Situation, broken_rule, path_through
from surveys.kinds.questions import (
    LANGUAGES,
    Answer,
    Calculation,
    Condition,
    Matrix,
    Option,
    Question,
    Section,
    Text,
)
from surveys.kinds.steps import Builder, Step
from surveys.logic.faults import Fault

__all__ = [
    "LANGUAGES",
    "Answer",
    "Condition",
    "Option",
    "Question",
    "Questionnaire",
    "Text",
    "missing_languages",
    "questionnaire_from",
]

# What every document has held from the first version on. What came later is left out of a document
# that does not use it, so that the hash of what was published before stays as it was.
ALWAYS: Mapping[type, frozenset[str]] = {
    Option: frozenset({"code", "text", "value"}),
    Question: frozenset(
        {"code", "kind", "text", "options", "hint", "is_scored", "after", "adjuster"}
        | {"least", "most"}
    ),
}


@dataclass(frozen=True)
class Questionnaire:
    """A whole questionnaire, immutable once published; answers are a list in its order.

    ``languages`` are those in which all of its texts are there, the first being shown where
    another is asked for that it does not have.
    """

    code: str
    title: Text
    introduction: tuple[Text, ...]
    questions: tuple[Question, ...]
    sections: tuple[Section, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    languages: tuple[str, ...] = LANGUAGES
    files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The document under whose hash a version is published."""
        plain: dict[str, Any] = _lean(self)
        return plain

    @cached_property
    def digest(self) -> str:
        """The hash under which a version is published."""
        return hash_of(self.document)

    @cached_property
    def _built(self) -> tuple[list[Step], list[Fault]]:
        builder = Builder(self.questions, self.sections, self.calculations)
        return builder.steps(), builder.faults

    @property
    def steps(self) -> list[Step]:
        """Its logic, ready to be worked out in this order."""
        return self._built[0]

    @property
    def logic_faults(self) -> list[Fault]:
        """What is wrong with its expressions."""
        return self._built[1]

    def position(self, code: str) -> int:
        """Return the place of a question; refuses a code that is not in the questionnaire."""
        for position, question in enumerate(self.questions):
            if question.code == code:
                return position
        raise Invalid("unknown_question", found=code)

    def path(self, answers: Sequence[Answer], situation: Situation = ANYWHERE) -> Path:
        """Return the way that the answers so far lead."""
        return path_through(self.steps, self.questions, answers, situation)

    def is_asked(
        self, position: int, answers: Sequence[Answer], situation: Situation = ANYWHERE
    ) -> bool:
        """Whether the question at a position is asked, given the answers so far."""
        return position in self.path(answers, situation).asked

    def asked(self, answers: Sequence[Answer], situation: Situation = ANYWHERE) -> list[int]:
        """Return the positions of the questions that are asked, in order."""
        return self.path(answers, situation).asked

    def blank(self) -> list[Answer]:
        """Return the answers of somebody who has not begun."""
        return [None] * len(self.questions)

    def without_unasked(
        self, answers: Sequence[Answer], situation: Situation = ANYWHERE
    ) -> list[Answer]:
        """Return the answers without those to questions that are not asked."""
        kept: list[Answer] = self.blank()
        for place in self.asked(answers, situation):
            kept[place] = answers[place]
        return kept

    def step(self, position: int) -> Step:
        """Return the step of a question."""
        return next(step for step in self.steps if step.position == position)

    def require_rules(
        self,
        position: int,
        answers: Sequence[Answer],
        answer: Answer,
        situation: Situation = ANYWHERE,
    ) -> None:
        """Refuse an answer that breaks a rule of its question; the message is the question's own.

        Raises ``Invalid`` with ``message``, a text by language.
        """
        path = self.path(answers, situation)
        broken = broken_rule(self.step(position), path, answer)
        if broken is not None:
            question = self.questions[position]
            message = question.rules[broken].message
            code = "rule_broken_because" if message else "rule_broken"
            raise Invalid(code, question=question.code, message=message)


def _lean(value: Any) -> Any:
    """Return plain data without what later versions added and this document does not use."""
    if isinstance(value, tuple | list):
        return [_lean(part) for part in value]
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return to_plain(value)
    always = ALWAYS.get(type(value), frozenset())
    kept = {}
    for part in dataclasses.fields(value):
        found = getattr(value, part.name)
        if part.name in always or not _is_default(part, found):
            kept[part.name] = _lean(found)
    return kept


def _is_default(part: Any, found: Any) -> bool:
    if part.default_factory is not dataclasses.MISSING:
        return bool(found == part.default_factory())
    return part.default is not dataclasses.MISSING and bool(found == part.default)


def questionnaire_from(plain: Any) -> Questionnaire:
    """Read a questionnaire from its document; raises ``PlanError`` naming the place."""
    return from_plain(Questionnaire, plain, "questionnaire")


def missing_languages(
    texts: Iterable[tuple[str, Text]], languages: Sequence[str] = LANGUAGES
) -> list[str]:
    """Return the places of texts that lack one of the languages."""
    return [
        f"{place}.{language}"
        for place, text in texts
        for language in languages
        if not text.get(language, "").strip()
    ]
