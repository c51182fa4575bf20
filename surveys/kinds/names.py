"""The names that are put into a questionnaire's texts: who asks, for whom, about which months."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

GAP = "…"
_PLACE = re.compile(r"\$\{([^{}]{1,80})\}|\{[a-z]+\}")


@dataclass(frozen=True, slots=True)
class Names:
    """What stands in a text for ``{firm}``, ``{purchaser}``, ``{contractor}`` and ``{period}``."""

    firm: str
    purchaser: str
    contractor: str
    period: str

    def put_into(
        self,
        text: Mapping[str, str],
        language: str,
        answers: Mapping[str, str] | None = None,
    ) -> str:
        """Return a text in a language; names and answers are text themselves, never read as more.

        ``answers`` are the words for ``${name}``; what is not among them stands as three points.
        """
        said = text.get(language) or text.get("zh") or next(iter(text.values()), "")
        known = {
            "{firm}": self.firm,
            "{purchaser}": self.purchaser,
            "{period}": self.period,
            "{contractor}": self.contractor,
        }

        def words(found: re.Match[str]) -> str:
            if found[1] is None:
                return known.get(found[0], found[0])
            return (answers or {}).get(found[1].strip(), GAP)

        # In one go: a name or an answer that looks like a place for another stays what it is.
        return _PLACE.sub(words, said)


def names_put_in(text: str) -> set[str]:
    """Return the names of the answers that a text wants put in.

    >>> names_put_in("${Q01}，{firm}")
    {'Q01'}
    """
    return {found[1].strip() for found in _PLACE.finditer(text) if found[1] is not None}


def months_between(starts_on: date, ends_on: date) -> int:
    """Return the length of a period in months, as people speak of it; a begun one counts.

    >>> months_between(date(2026, 1, 1), date(2026, 6, 30))
    6
    """
    whole = 12 * (ends_on.year - starts_on.year) + ends_on.month - starts_on.month
    return max(1, whole + (1 if ends_on.day >= starts_on.day else 0))
