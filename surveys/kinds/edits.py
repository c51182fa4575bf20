"""Changing a draft: each edit answers with a new questionnaire, so the former is there to undo."""

from dataclasses import replace
from itertools import count

from evaluator.errors import Invalid
from surveys.kinds.documents import Questionnaire
from surveys.kinds.questions import Question


def with_question_at(draft: Questionnaire, question: Question, place: int) -> Questionnaire:
    """Return the draft with a question put in at a place; past the end it stands last."""
    if any(known.code == question.code for known in draft.questions):
        raise Invalid("questionnaire_problems", found=[question.code])
    place = max(place, 0)
    questions = (*draft.questions[:place], question, *draft.questions[place:])
    return replace(draft, questions=questions)


def with_question_changed(draft: Questionnaire, code: str, question: Question) -> Questionnaire:
    """Return the draft with another question in the place of one; its code may be new."""
    place = draft.position(code)
    return with_question_at(without_question(draft, code), question, place)


def with_question_moved(draft: Questionnaire, code: str, place: int) -> Questionnaire:
    """Return the draft with a question moved to a place among the others."""
    question = draft.questions[draft.position(code)]
    return with_question_at(without_question(draft, code), question, place)


def with_question_doubled(draft: Questionnaire, code: str) -> Questionnaire:
    """Return the draft with a copy right after a question, under the next free code.

    The copy serves nothing in the plan: two questions for one input would count it twice.
    """
    place = draft.position(code)
    known = {question.code for question in draft.questions}
    known |= {calculation.code for calculation in draft.calculations}
    names = (f"{code[:36]}_{number}" for number in count(2))
    free = next(name for name in names if name not in known)
    copy = replace(draft.questions[place], code=free, is_scored=False, adjuster="", indicators=())
    return with_question_at(draft, copy, place + 1)


def without_question(draft: Questionnaire, code: str) -> Questionnaire:
    """Return the draft without a question; what still names it is found before publishing."""
    place = draft.position(code)
    return replace(draft, questions=(*draft.questions[:place], *draft.questions[place + 1 :]))
