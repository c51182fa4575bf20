"""One choice among options without an order: who answers, which age, lives alone or not."""

from surveys.kinds.kind import Kind, option_words, read_code
from surveys.kinds.questions import Question

FEWEST = 2


def problems(question: Question) -> list[str]:
    """Require two different options at least; an adjuster needs a number for each of them."""
    codes = [code for code in question.codes if code >= 0]
    found = []
    if len(codes) < FEWEST:
        found.append(f"{question.code}: {len(codes)} options, not {FEWEST} or more")
    if question.adjuster and any(o.value is None for o in question.options if o.code >= 0):
        found.append(f"{question.code}: an adjuster needs a value for every option")
    return found


CHOICE = Kind("choice", problems, read_code, option_words)
