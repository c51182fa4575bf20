"""Answers side by side: a row for each question, a column for each copy, differences marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from evaluator.web.languages import short_locale
from surveys.kinds.documents import Question
from surveys.models.waves import Wave
from surveys.services.questionnaires import questionnaire_of
from surveys.views.pages import names_in


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question with what was answered in each copy."""

    code: str
    text: str
    answers: tuple[str, ...]
    is_differing: bool


def answer_rows(wave: Wave, copies: Sequence[Sequence[Any]]) -> list[AnswerRow]:
    """Return the questions with the answers of one or several copies."""
    names = names_in(wave.evaluation, _("the contractor"))
    rows = []
    for place, question in enumerate(questionnaire_of(wave.questionnaire).questions):
        given = [answers[place] if place < len(answers) else None for answers in copies]
        rows.append(
            AnswerRow(
                question.code,
                names.put_into(question.text, short_locale()),
                tuple(answer_words(question, answer) for answer in given),
                any(answer != given[0] for answer in given),
            )
        )
    return rows


def answer_words(question: Question, answer: Any) -> str:
    """Return an answer as people read it: the label, the number, the words; blank without one."""
    if answer is None:
        return ""
    if isinstance(answer, int):
        option = question.option(answer)
        if option is not None:
            text: str = option.text.get(short_locale()) or next(iter(option.text.values()), "")
            return text
    if isinstance(answer, list):
        return "、".join(answer_words(question, one) for one in answer)
    return str(answer)
