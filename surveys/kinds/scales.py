"""Five labels of a question's own, from best (5) to worst (1), each with a face."""

from surveys.kinds.kind import Kind, code_problems, option_words, read_code
from surveys.kinds.questions import Question

CODES = (5, 4, 3, 2, 1)


def problems(question: Question) -> list[str]:
    """Require the five codes, best first."""
    return code_problems(question, CODES)


SCALE = Kind("scale5", problems, read_code, option_words)
