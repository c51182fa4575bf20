"""A place on the earth: latitude and longitude, no closer than about a hundred metres."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from evaluator.errors import Invalid
from surveys.kinds.kind import Kind, only_reasons, option_words, read_reason
from surveys.kinds.questions import Answer, Question

_NUMBER = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,15})?")
# Three decimals tell a village from the next and do not point at a house door.
STEP = Decimal("0.001")
LIMITS = (Decimal(90), Decimal(180))


def read(question: Question, sent: Sequence[str]) -> Answer:
    """Read latitude, longitude and, where a device gives them, height and accuracy in metres."""
    text = " ".join(value.strip() for value in sent if value.strip())
    parts = re.split(r"[\s,，]+", text) if text else []
    if len(parts) <= 1:
        reason = read_reason(question, set(parts))
        if reason is not None or not parts:
            return reason
    if not 2 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise Invalid("place_not_possible", question=question.code, found=text[:40])
    place = [Decimal(part).quantize(STEP, ROUND_HALF_UP) for part in parts[:2]]
    if any(abs(number) > limit for number, limit in zip(place, LIMITS, strict=True)):
        raise Invalid("place_not_possible", question=question.code, found=text[:40])
    around = [str(int(Decimal(part))) for part in parts[2:]]
    around += ["0"] * (2 - len(around))
    return " ".join([*(f"{number:f}" for number in place), *around])


LOCATION = Kind("location", only_reasons, read, option_words, is_needed=False)
