"""The names that are put into a questionnaire's texts: who asks, for whom, about which months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Names:
    """What stands in a text for ``{firm}``, ``{purchaser}``, ``{contractor}`` and ``{period}``."""

    firm: str
    purchaser: str
    contractor: str
    period: str

    def put_into(self, text: Mapping[str, str], language: str) -> str:
        """Return a text in a language; names are text themselves and never read as more."""
        said = text.get(language) or text.get("zh", "")
        said = said.replace("{firm}", self.firm).replace("{purchaser}", self.purchaser)
        return said.replace("{period}", self.period).replace("{contractor}", self.contractor)


def months_between(starts_on: date, ends_on: date) -> int:
    """Return the length of a period in months, as people speak of it; a begun one counts.

    >>> months_between(date(2026, 1, 1), date(2026, 6, 30))
    6
    """
    whole = 12 * (ends_on.year - starts_on.year) + ends_on.month - starts_on.month
    return max(1, whole + (1 if ends_on.day >= starts_on.day else 0))
