"""What people wish to add in their own words."""

from collections.abc import Sequence

from evaluator.errors import Invalid
from surveys.kinds.kind import Kind
from surveys.kinds.questions import Answer, Question

LONGEST = 2000


def problems(question: Question) -> list[str]:
    """Require that nothing is offered to choose from."""
    return [f"{question.code}: a text has no options"] if question.options else []


def read(question: Question, sent: Sequence[str]) -> Answer:
    """Read the text without what no person types: control characters and broken surrogates."""
    text = "\n".join(sent).replace("\r\n", "\n").strip()
    clean = "".join(c for c in text if c in "\n\u3000" or c.isprintable())
    if len(clean) > LONGEST:
        raise Invalid("text_too_long", question=question.code, found=len(clean), allowed=LONGEST)
    return clean or None


def words(_question: Question, answer: Answer, _language: str) -> str:
    """Say what was written."""
    return "" if answer is None else str(answer)


TEXT = Kind("text", problems, read, words, is_needed=False)
