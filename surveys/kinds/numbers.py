"""A count that people give as a number, such as how many trips a matter took."""

from collections.abc import Sequence

from evaluator.errors import Invalid
from surveys.kinds.documents import Answer, Question
from surveys.kinds.kind import Kind, option_words

LARGEST = 32_000  # what a column of answer codes holds


def problems(question: Question) -> list[str]:
    """Require bounds that leave room and fit the column."""
    fits = 0 <= question.least < question.most <= LARGEST
    return [] if fits else [f"{question.code}: bounds {question.least} to {question.most}"]


def read(question: Question, sent: Sequence[str]) -> Answer:
    """Read a number within the bounds; a number that was typed counts before a reason."""
    chosen = [value.strip() for value in sent if value.strip()]
    if not chosen:
        return None
    typed = [value for value in chosen if not value.startswith("-")] or chosen[:1]
    # Full-width digits come from Chinese keyboards; int() reads them, and that is meant.
    try:
        number = int(typed[0])
    except ValueError:
        number = question.most + 1
    if not (question.least <= number <= question.most or number in question.codes):
        raise Invalid(
            "number_outside",
            question=question.code,
            found=typed[0][:40],
            allowed=f"{question.least}–{question.most}",
        )
    return number


NUMBER = Kind("number", problems, read, option_words, is_needed=False)
