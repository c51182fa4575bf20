"""Points from five to one, as one shows them with the fingers of a hand."""

from surveys.kinds.kind import Kind, code_problems, option_words, read_code
from surveys.kinds.questions import Question

CODES = (5, 4, 3, 2, 1)


def problems(question: Question) -> list[str]:
    """Require five points down to one."""
    return code_problems(question, CODES)


STARS = Kind("stars", problems, read_code, option_words)
