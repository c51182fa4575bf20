"""The sections of a policy pack, each read by a function of its own."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from evaluator.policy.budgets import BudgetNorm
from evaluator.policy.calendars import DAY_UNITS, Deadline, YearOfHolidays
from evaluator.policy.checks import CHECKS, SEVERITIES, SUBJECTS, PolicyRule
from evaluator.policy.pack_rows import PackRow
from evaluator.policy.staffing import READINGS, UNITS, Increment, StaffingBand, StaffingNorm
from evaluator.policy.terms import TAGS, ContractorKind, Term, TermLimit, Text

STAFFING_KEYS = (
    "code",
    "name",
    "unit",
    "bands",
    "increment",
    "cap",
    "reading",
    "edges",
    "source",
    "tag",
)


def staffing_norm(row: PackRow) -> StaffingNorm:
    """Read the staffing norm of one level."""
    row.only(STAFFING_KEYS)
    return StaffingNorm(
        code=row.code(),
        name=row.text("name"),
        unit=row.choice("unit", UNITS),
        bands=_staffing_bands(row),
        increment=_increment(row) if "increment" in row.table else None,
        cap=row.whole("cap", 1) if "cap" in row.table else None,
        reading=row.choice("reading", READINGS),
        is_edge_unclear=row.choice("edges", ("clear", "ambiguous"), "clear") == "ambiguous",
        source=row.text("source"),
        tag=row.choice("tag", TAGS),
    )


def _staffing_bands(row: PackRow) -> tuple[StaffingBand, ...]:
    bands = []
    for inner in row.within("bands"):
        key = "above" if "above" in inner.table else "from"
        bands.append(StaffingBand(inner.whole(key), key == "from", inner.whole("staff", 1)))
    bounds = [band.bound for band in bands]
    if not bands or bounds[0] != 0 or not bands[0].is_inclusive or bounds != sorted(set(bounds)):
        row.fault("bands", bounds, "bands from 0 on, in rising order, each once")
    return tuple(bands) or (StaffingBand(0, is_inclusive=True, staff=1),)


def _increment(row: PackRow) -> Increment:
    value = row.table["increment"]
    if not isinstance(value, Mapping):
        row.fault("increment", value, "{ above = ..., each = ..., staff = ... }")
        return Increment(0, 1, 0)
    inner = PackRow(row.pack, row.section, row.position, value)
    return Increment(inner.whole("above"), inner.whole("each", 1), inner.whole("staff", 1))


def budget_norm(row: PackRow) -> BudgetNorm:
    """Read the budget norm."""
    row.only(("rate", "base", "base_year", "source", "tag"))
    return BudgetNorm(
        rate=row.exact("rate", "1"),
        base=row.text("base"),
        base_year=row.choice("base_year", ("same", "previous")),
        source=row.text("source"),
        tag=row.choice("tag", TAGS),
    )


def grade_band(row: PackRow) -> tuple[str, Decimal, Text]:
    """Read one grade: its code, the lowest points that earn it, its name."""
    row.only(("code", "floor", "name"))
    return row.code(), row.exact("floor", "100"), row.text("name")


def term(row: PackRow) -> Term:
    """Read an entry of a plain list."""
    row.only(("code", "name"))
    return Term(row.code(), row.text("name"))


def contractor_kind(row: PackRow) -> ContractorKind:
    """Read a kind of contractor."""
    row.only(("code", "name", "eligible"))
    return ContractorKind(row.code(), row.text("name"), row.flag("eligible"))


def term_limit(row: PackRow) -> TermLimit:
    """Read how long contracts run."""
    row.only(("usual_years", "longest_years", "source", "tag"))
    usual, longest = row.whole("usual_years", 1), row.whole("longest_years", 1)
    if longest < usual:
        row.fault("longest_years", longest, f"{usual} or more")
    return TermLimit(usual, longest, row.text("source"), row.choice("tag", TAGS))


def deadline(row: PackRow) -> Deadline:
    """Read a deadline."""
    row.only(("code", "name", "days", "unit", "source", "tag"))
    return Deadline(
        code=row.code(),
        name=row.text("name"),
        days=row.whole("days", 1),
        unit=row.choice("unit", DAY_UNITS),
        source=row.text("source"),
        tag=row.choice("tag", TAGS),
    )


def policy_rule(row: PackRow) -> PolicyRule:
    """Read a rule of the linter; the check that it names must be known."""
    row.only(("code", "applies_to", "check", "severity", "parameters", "source", "tag"))
    subject = row.choice("applies_to", SUBJECTS)
    known = [name for name, check in CHECKS.items() if check.subject == subject]
    parameters: Any = row.table.get("parameters", {})
    if not isinstance(parameters, Mapping):
        row.fault("parameters", parameters, "a table")
        parameters = {}
    check = row.choice("check", known)
    needed = CHECKS[check].parameters
    if set(parameters) != set(needed):
        row.fault("parameters", sorted(parameters), f"exactly: {', '.join(needed) or 'none'}")
    return PolicyRule(
        code=row.code(),
        subject=subject,
        check=check,
        severity=row.choice("severity", SEVERITIES),
        parameters=dict(parameters),
        source=row.text("source"),
        tag=row.choice("tag", TAGS),
    )


def year_of_holidays(row: PackRow) -> YearOfHolidays:
    """Read one year of holidays as announced."""
    row.only(("year", "off", "work"))
    year = row.whole("year", 2000)
    off, work = _days(row, year, "off"), _days(row, year, "work")
    for key, days, is_weekend in (("off", off, False), ("work", work, True)):
        odd = sorted(day.isoformat() for day in days if (day.weekday() > 4) != is_weekend)
        if odd:
            row.fault(key, odd, "weekend days" if is_weekend else "days from Monday to Friday")
    return YearOfHolidays(year, off, work)


def _days(row: PackRow, year: int, key: str) -> frozenset[date]:
    value = row.table.get(key)
    try:
        return frozenset(date.fromisoformat(f"{year}-{day}") for day in value or ())
    except (ValueError, TypeError):
        row.fault(key, value, 'days of that year as "MM-DD"')
        return frozenset()
