"""The kinds of aid as the policy in force names them, read from the data beside."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

OTHER = "other"


@dataclass(frozen=True, slots=True)
class AidType:
    """One kind of aid: its code, its names, and the words by which lists call it."""

    code: str
    names: dict[str, str]
    words: tuple[str, ...]


@lru_cache
def aid_types() -> tuple[AidType, ...]:
    """Return the kinds of aid in the order in which they are shown."""
    rows = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return tuple(
        AidType(row["code"], {"zh": row["zh"], "en": row["en"]}, tuple(row["words"]))
        for row in rows
    )


def aid_type_of(text: str) -> str | None:
    """Return the kind of aid that a list means; the longest known word in the text decides.

    >>> aid_type_of("农村低保边缘家庭"), aid_type_of("城市低保"), aid_type_of("高龄津贴")
    ('near_poor', 'subsistence', None)
    """
    found = [(len(word), kind.code) for kind in aid_types() for word in kind.words if word in text]
    return max(found)[1] if found else None
