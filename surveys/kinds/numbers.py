"""A number that people give, such as how many trips a matter took, or what it cost."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from evaluator.errors import Invalid
from surveys.kinds.kind import Kind, option_words
from surveys.kinds.questions import LARGEST_CODE, Answer, Question

MOST_DECIMALS = 6
FARTHEST = 10**12
_DECIMAL = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,20})?")


def problems(question: Question) -> list[str]:
    """Require bounds that leave room, and options that are reasons only."""
    limit = LARGEST_CODE if question.is_scored else FARTHEST
    fits = -limit <= question.least < question.most <= limit
    found = [] if fits else [f"{question.code}: bounds {question.least} to {question.most}"]
    if not 0 <= question.decimals <= MOST_DECIMALS:
        found.append(f"{question.code}: decimals {question.decimals}, not 0 to {MOST_DECIMALS}")
    if question.is_scored and not question.is_item:
        found.append(f"{question.code}: only whole numbers from 0 on can be scored")
    return found


def read(question: Question, sent: Sequence[str]) -> Answer:
    """Read a number within the bounds; a number that was typed counts before a reason."""
    reasons = {str(code) for code in question.codes}
    # Full-width digits come from Chinese keyboards.
    chosen = [unicodedata.normalize("NFKC", value).strip() for value in sent if value.strip()]
    typed = [value for value in chosen if value not in reasons]
    if not typed:
        return int(chosen[0]) if chosen else None
    number = Decimal(typed[0]) if _DECIMAL.fullmatch(typed[0]) else None
    if (
        number is None
        or not question.least <= number <= question.most
        or _is_too_fine(question, number)
    ):
        raise Invalid(
            "number_outside",
            question=question.code,
            found=typed[0][:40],
            allowed=f"{question.least}–{question.most}",
        )
    return int(number) if question.is_item else f"{number.normalize():f}"


def _is_too_fine(question: Question, number: Decimal) -> bool:
    return number != round(number, question.decimals)


NUMBER = Kind("number", problems, read, option_words, is_needed=False)
