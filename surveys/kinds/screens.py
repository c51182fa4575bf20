"""A screen that only tells something and takes no answer."""

from collections.abc import Sequence

from surveys.kinds.kind import Kind
from surveys.kinds.questions import Answer, Question


def problems(question: Question) -> list[str]:
    """Require that nothing is offered to choose from."""
    return [f"{question.code}: a screen has no options"] if question.options else []


def read(_question: Question, _sent: Sequence[str]) -> Answer:
    """Take nothing, whatever was sent."""
    return None


def words(_question: Question, _answer: Answer, _language: str) -> str:
    """Say nothing: there is no answer."""
    return ""


SCREEN = Kind("info", problems, read, words, is_needed=False)
