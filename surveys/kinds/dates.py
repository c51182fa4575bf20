"""A day, however people write it: 2026-05-01, 2026年5月1日, 2026.5.1 or 20260501."""

import re
import unicodedata
from collections.abc import Sequence

from evaluator.errors import Invalid
from surveys.kinds.kind import Kind, only_reasons, option_words, read_reason
from surveys.kinds.questions import Answer, Question
from surveys.logic.values import read_day

_WRITTEN = re.compile(r"([0-9]{4})\s*[-./年]\s*([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})\s*日?")
_CLOSE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def read(question: Question, sent: Sequence[str]) -> Answer:
    """Read a day of the calendar."""
    # Full-width digits come from Chinese keyboards.
    filled = {unicodedata.normalize("NFKC", value).strip() for value in sent if value.strip()}
    typed = sorted(value for value in filled if not value.startswith("-"))
    if not typed:
        return read_reason(question, filled, is_strict=True)
    found = _WRITTEN.fullmatch(typed[0]) or _CLOSE.fullmatch(typed[0])
    day = "" if found is None else f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    if read_day(day) is None:
        raise Invalid("day_not_possible", question=question.code, found=typed[0][:40])
    return day


DATE = Kind("date", only_reasons, read, option_words, is_needed=False)
