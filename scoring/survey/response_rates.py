"""This room is for outcome rates: how many of the drawn cases gave an interview."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scoring.errors import BundleError
from scoring.figures import Figure

# Outcome families by the first digits of the standard disposition codes (AAPOR): a case carries
# its full code (2.11 refusal, 2.31 died, 3.1 not known whether eligible, 4.1 moved away).
FAMILIES: Mapping[str, str] = {
    "1.1": "interview",
    "1.2": "partial",
    "2.1": "refusal",
    "2.2": "non_contact",
    "2.3": "other",
    "3": "unknown",
    "4": "not_eligible",
}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of drawn cases by family of outcome."""

    interview: int = 0
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown: int = 0
    not_eligible: int = 0

    @property
    def eligible_or_unknown(self) -> int:
        """All cases but those known not to be eligible."""
        known = self.interview + self.partial + self.refusal + self.non_contact + self.other
        return known + self.unknown


def family_of(disposition: str | None, where: str = "disposition") -> str:
    """Return the family of a disposition code; raises ``unknown_disposition``.

    >>> family_of("2.11"), family_of("3.1")
    ('refusal', 'unknown')
    """
    code = disposition or ""
    for length in (3, 1):
        if code[:length] in FAMILIES:
            return FAMILIES[code[:length]]
    raise BundleError(
        "unknown_disposition", where=where, found=disposition, allowed=sorted(FAMILIES)
    )


def outcomes_of(dispositions: Iterable[str | None]) -> Outcomes:
    """Return the counts of disposition codes.

    >>> outcomes_of(["1.1", "1.1", "2.11"]).interview
    2
    """
    return Outcomes(**Counter(family_of(code) for code in dispositions))


def response_rate(outcomes: Outcomes) -> Figure:
    """Return the share of full interviews among all cases not known to be ineligible (RR1).

    The strictest of the usual rates: partial interviews and cases of unknown eligibility count
    against it. Blank with the reason ``no_cases`` where nothing was drawn.

    >>> response_rate(Outcomes(420, 20, 60, 110, 30, 60)).value
    0.6
    """
    if outcomes.eligible_or_unknown == 0:
        return Figure(reason="no_cases")
    return Figure(outcomes.interview / outcomes.eligible_or_unknown)
