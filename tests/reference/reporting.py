"""How a reference run is told: a line a case, totals, JSON, and the table kept in the docs."""

import math
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any

from tests.reference.comparing import Aside, Outcome, Tolerance

UNITS = {"relative": "", "absolute": " absolute", "spread": " of the spread"}
# Below this, deviations are rounding and differ from machine to machine.
ROUNDING = 1e-12
LEEWAY = 3.0
PROFILING, COMPOSITE = "profiling/", "composite/"
COINR = ("pipeline", "treatment", "variants", "with gaps", "goalposts", "raw values", "structure",
         "weight sets", "outranking")  # fmt: skip  # a list
ANCHORS = {
    "R survey": tuple(
        PROFILING + name
        for name in ("design_*", "weight_adjust", "replicate_variance", "scoring", "wave_change")
    ),
    "R lm and glm": tuple(
        PROFILING + name
        for name in ("casemix_adjust", "composite_covariance", "nonresponse", "key_drivers")
    ),
    "lme4": (PROFILING + "mixed_model", PROFILING + "provider_reliability"),
    "metafor": (PROFILING + "empirical_bayes*",),
    "psych and lavaan": (PROFILING + "reliability",),
    "csranks": (PROFILING + "rank_confidence_sets",),
    "rank sets by quadrature in R": (PROFILING + "rank_exact",),
    "FunnelPlotR's formulas": (PROFILING + "funnel",),
    "COINr": tuple(f"{COMPOSITE}*_* {name}" for name in COINR),
    "HDI": (COMPOSITE + "hdi *",),
    "Saaty's AHP": (COMPOSITE + "ahp *",),
}


def limit_of(tolerance: Tolerance) -> str:
    """The tolerance in words: relative unless said otherwise."""
    return f"{tolerance.limit:.0e}{UNITS[tolerance.unit]}"


def line(outcome: Outcome) -> str:
    """One line: how many numbers were compared, the largest deviation, pass or fail."""
    verdict = "pass" if outcome.passes else "FAIL"
    figures = f"{outcome.compared:>6} compared, largest {outcome.deviation:.1e}"
    return f"{verdict}  {outcome.name:<48}{figures} of {limit_of(outcome.tolerance)}"


def notes(outcome: Outcome) -> list[str]:
    """What stands below the line: faults, disputes, and what was left out and why."""
    told = [f"        fault: {fault}" for fault in outcome.faults]
    for aside in outcome.disputed:
        off = f"off by {aside.deviation:.1e}" if finite(aside.deviation) else "not equal"
        told.append(f"        disputed: {aside.path} ({aside.count}), {off}: {aside.reason}")
    told += [f"        left out: {count} ({reason})" for reason, count in by_reason(outcome.left)]
    return told


def finite(deviation: float | None) -> float | None:
    """A deviation for JSON, which knows no infinity: None where whole numbers are not equal."""
    return deviation if deviation is not None and math.isfinite(deviation) else None


def by_reason(asides: Iterable[Aside]) -> list[tuple[str, int]]:
    """Numbers by their reason, in the order in which reasons come."""
    counts: dict[str, int] = {}
    for aside in asides:
        counts[aside.reason] = counts.get(aside.reason, 0) + aside.count
    return list(counts.items())


def totals(outcomes: Sequence[Outcome]) -> str:
    """The last line."""
    failed = sum(not one.passes for one in outcomes)
    compared = sum(one.compared for one in outcomes)
    disputed = sum(aside.count for one in outcomes for aside in one.disputed)
    left = sum(aside.count for one in outcomes for aside in one.left)
    given = sum(one.given for one in outcomes)
    return (
        f"{len(outcomes)} cases: {len(outcomes) - failed} pass, {failed} fail; "
        f"{compared:,} numbers compared, {disputed} disputed, {left:,} left out with a reason; "
        f"{given:,} more are inputs and labels"
    )


def as_plain(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The run for a machine."""
    return {
        "compared": sum(one.compared for one in outcomes),
        "passes": all(one.passes for one in outcomes),
        "cases": [
            {
                "name": one.name, "passes": one.passes, "compared": one.compared,
                "largest_deviation": finite(one.deviation), "at": one.at,
                "tolerance": one.tolerance.limit, "unit": one.tolerance.unit,
                "disputed": [vars(a) | {"deviation": finite(a.deviation)} for a in one.disputed],
                "left": [{"reason": why, "count": n} for why, n in by_reason(one.left)],
                "faults": one.faults,
            }
            for one in outcomes
        ],
    }  # fmt: skip  # one figure a line


def bound(deviation: float, limit: float = math.inf) -> str:
    """A power of ten that stays above a deviation on other machines too, at most the limit."""
    room = math.ceil(math.log10(max(LEEWAY * deviation, ROUNDING)) - 1e-9)
    return f"{min(10.0**room, max(limit, deviation)):.0e}"


def table(outcomes: Sequence[Outcome]) -> list[str]:
    """The lines of the table in the docs."""
    lines = ["| case | numbers | largest deviation at most | tolerance | disputed | left out |",
             "|---|---:|---:|---:|---:|---:|"]  # fmt: skip  # the head of a table
    for one in outcomes:
        disputed, left = (sum(a.count for a in asides) for asides in (one.disputed, one.left))
        lines.append(
            f"| {one.name} | {one.compared:,} | {bound(one.deviation, one.tolerance.limit)} | "
            f"{limit_of(one.tolerance)} | {disputed or ''} | {left or ''} |"
        )
    return lines


def anchors(outcomes: Sequence[Outcome]) -> list[str]:
    """The lines of the table by anchor: how much was compared with each, and how near it is."""
    lines = ["| anchor | numbers | largest deviation at most |", "|---|---:|---:|"]
    for name, patterns in ANCHORS.items():
        own = [one for one in outcomes if any(fnmatchcase(one.name, each) for each in patterns)]
        count, largest = sum(one.compared for one in own), max(one.deviation for one in own)
        lines.append(f"| {name} | {count:,} | {bound(largest)} |")
    return lines


def asides(outcomes: Sequence[Outcome]) -> list[str]:
    """What is disputed or left out, with its reason."""
    told = []
    for one in outcomes:
        told += [f"- Disputed, {one.name}, `{a.path}`: {a.reason}." for a in one.disputed]
    for one in outcomes:
        told += [f"- Left out, {one.name}, {n:,}: {why}." for why, n in by_reason(one.left)]
    return told


def section(outcomes: Sequence[Outcome], day: str) -> str:
    """The section of the docs between its marks; its first line alone holds the date."""
    parts = (anchors(outcomes), table(outcomes), asides(outcomes))
    told = [f"Run of {day}: {totals(outcomes)}.", *("\n".join(part) for part in parts)]
    return "\n\n".join(told)
