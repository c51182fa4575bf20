"""Telling from the answers whether somebody else spoke for the person served."""

from collections.abc import Sequence

from surveys.kinds.documents import Answer, Questionnaire

WHO_ANSWERS = "D08"
THE_PERSON = 1


def is_spoken_for(questionnaire: Questionnaire, answers: Sequence[Answer]) -> bool:
    """Whether somebody else answered; who does not say is taken to be the person."""
    for question, answer in zip(questionnaire.questions, answers, strict=True):
        if question.code == WHO_ANSWERS:
            return isinstance(answer, int) and answer >= 0 and answer != THE_PERSON
    return False
