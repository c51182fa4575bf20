"""The small words that every room of policy shares: texts in two languages, lists, tags."""

from collections.abc import Mapping
from dataclasses import dataclass

Text = Mapping[str, str]  # {"zh": ..., "en": ...}
# S the founding reply, L a statute as read, P a public page, M memory, D our own design.
TAGS = ("S", "L", "P", "M", "D")


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a list: a clause, a service, a way to purchase."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class ContractorKind:
    """A kind of contractor, and whether it may take such contracts at all."""

    code: str
    name: Text
    is_eligible: bool


@dataclass(frozen=True, slots=True)
class TermLimit:
    """For how many years a contract usually and at most runs."""

    usual_years: int
    longest_years: int
    source: Text
    tag: str
