"""The questionnaire as data: its questions, their labels with codes, and when each is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evaluator.errors import Invalid
from scoring.canonical import from_plain, hash_of

Text = Mapping[str, str]  # {"zh": ..., "en": ...}
Answer = int | str | None
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen: its code, its words and, for an adjuster, its number."""

    code: int
    text: Text
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """The question and the answers after which another question is asked."""

    question: str
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; codes below zero among its options say why there is no answer."""

    code: str
    kind: str
    text: Text
    options: tuple[Option, ...] = ()
    hint: Text = field(default_factory=dict)
    is_scored: bool = False
    after: Condition | None = None
    adjuster: str = ""
    least: int = 0
    most: int = 0

    def option(self, code: int) -> Option | None:
        """Return the option of a code."""
        return next((option for option in self.options if option.code == code), None)

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes that can be chosen."""
        return tuple(option.code for option in self.options)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole questionnaire, immutable once published; answers are a list in its order."""

    code: str
    title: Text
    introduction: tuple[Text, ...]
    questions: tuple[Question, ...]

    @property
    def digest(self) -> str:
        """The hash under which a version is published."""
        return hash_of(self)

    def position(self, code: str) -> int:
        """Return the place of a question; refuses a code that is not in the questionnaire."""
        for position, question in enumerate(self.questions):
            if question.code == code:
                return position
        raise Invalid("unknown_question", found=code)

    def is_asked(self, position: int, answers: Sequence[Answer]) -> bool:
        """Whether the question at a position is asked, given the answers so far."""
        condition = self.questions[position].after
        if condition is None:
            return True
        before = self.position(condition.question)
        return self.is_asked(before, answers) and answers[before] in condition.answers

    def asked(self, answers: Sequence[Answer]) -> list[int]:
        """Return the positions of the questions that are asked, in order."""
        return [place for place in range(len(self.questions)) if self.is_asked(place, answers)]

    def blank(self) -> list[Answer]:
        """Return the answers of somebody who has not begun."""
        return [None] * len(self.questions)

    def without_unasked(self, answers: Sequence[Answer]) -> list[Answer]:
        """Return the answers without those to questions that are no longer asked."""
        kept = list(answers)
        for place in range(len(kept)):
            if not self.is_asked(place, kept):
                kept[place] = None
        return kept


def questionnaire_from(plain: Any) -> Questionnaire:
    """Read a questionnaire from its document; raises ``PlanError`` naming the place."""
    return from_plain(Questionnaire, plain, "questionnaire")


def missing_languages(texts: Iterable[tuple[str, Text]]) -> list[str]:
    """Return the places of texts that lack one of the languages."""
    return [
        f"{place}.{language}"
        for place, text in texts
        for language in LANGUAGES
        if not text.get(language, "").strip()
    ]
