"""A fact that is so (1) or is not so (0)."""

from surveys.kinds.kind import Kind, option_words, read_code
from surveys.kinds.questions import Question


def problems(question: Question) -> list[str]:
    """Require both answers, in whichever order reads better."""
    found = sorted(code for code in question.codes if code >= 0)
    return [] if found == [0, 1] else [f"{question.code}: codes {found}, not 0 and 1"]


YES_NO = Kind("yes_no", problems, read_code, option_words)
