"""The table of the laboratory in the methods document, with seed and date."""

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.laboratory.runs import Outcome
from benchmarks.laboratory.scenarios import Scenario
from benchmarks.laboratory.verdicts import Row, rows_of, targets

BEGIN, END = "<!-- coverage:begin -->", "<!-- coverage:end -->"
HEADING = "## Coverage laboratory"
HEADS = (
    "scenario",
    "J",
    "n",
    "PSUs",
    "what it tries",
    "interval",
    "half-width",
    "all bands",
    "rank set",
    "wrongful exit",
    "false order",
    "ranked",
)
SHARES = ("band", "marginal", "wrongful_exit", "false_order")


def read_outcomes(path: Path) -> dict[str, Outcome]:
    """Return the outcomes of a results file, one JSON object a line, by scenario."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    found = [Outcome(**json.loads(line)) for line in lines]
    return {outcome.scenario: outcome for outcome in found}


def keep_outcome(path: Path, outcome: Outcome) -> None:
    """Add an outcome to the results file."""
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps(outcome.plain) + "\n")


def features(scenario: Scenario) -> str:
    """Return in words what a scenario tries beyond its size."""
    lowest, highest = min(scenario.totals), max(scenario.totals)
    said = [f"truth {lowest:g}" if lowest == highest else f"truths {lowest:g}-{highest:g}"]
    said.append(f"ICC {scenario.icc:g}")
    team = f"{scenario.interviewers} interviewers {scenario.assignment}"
    share = f"{scenario.interviewer_share:g} of variance"
    marks = {
        f"largest unit {scenario.uneven:g} times the smallest": scenario.uneven != 1,
        f"{scenario.strata} strata": scenario.strata > 1,
        f"{scenario.weights} weights": scenario.weights != "equal",
        f"silence: {scenario.nonresponse}": scenario.nonresponse != "none",
        f"{scenario.furious:.0%} furious".replace("%", " %"): scenario.furious > 0,
        f"{team}, {share}": scenario.interviewers > 0,
        f"plan: {scenario.plan}": scenario.plan != "one",
    }
    return ", ".join([*said, *(text for text, holds in marks.items() if holds)])


def percent(row: Row, name: str) -> str:
    """Return a share with its Monte-Carlo error, in per cent; a dash where there is none."""
    mean = row.mean(name)
    return "-" if mean is None else f"{100 * mean:.1f} ± {100 * row.error(name):.1f}"


def cells(row: Row) -> list[str]:
    """Return the cells of a scenario; a star marks an interval coverage off its target."""
    scenario = row.scenario
    sizes = scenario.sizes
    answers = f"{sizes[0]}" if len(set(sizes)) == 1 else f"{min(sizes)}-{max(sizes)}"
    star = "" if row.is_near and (row.is_within or not row.is_large) else " *"
    shares = [percent(row, name) for name in SHARES]
    for place, name in enumerate(SHARES):
        is_kept = row.holds(name) if place < 2 else row.is_rare(name)
        shares[place] += "" if is_kept else " *"
    return [
        scenario.code,
        str(scenario.contracts),
        answers,
        str(scenario.units or "each"),
        features(scenario),
        percent(row, "interval") + star,
        f"{row.mean('half_width') or 0:.2f}",
        *shares,
        "-" if scenario.contracts == 1 else f"{100 * (row.mean('ranked') or 0):.0f}",
    ]


def markdown(grid: Sequence[Scenario], outcomes: dict[str, Outcome], on: str) -> str:
    """Return the section between the marks: targets, then one row a scenario."""
    rows = rows_of(grid, outcomes)
    seeds = sorted({row.outcome.seed for row in rows})
    codes = sorted({row.outcome.code for row in rows})
    runs = min(row.outcome.evaluations for row in rows)
    waiting = [scenario.code for scenario in grid if scenario.code not in outcomes]
    left = [f"Not run yet: {', '.join(waiting)}.", ""] if waiting else []
    lines = [
        f"Run on {on} with seed {', '.join(str(seed) for seed in seeds)}: {len(rows)} scenarios,"
        f" at least {runs:,} evaluations each, engine fingerprint {', '.join(codes)}. Shares in per"
        " cent ± Monte-Carlo error; a star marks what misses its target.",
        "",
        *left,
        "| target | found | kept |",
        "| --- | --- | --- |",
        *(
            f"| {row.text} | {row.found} | {'yes' if row.is_met else '**no**'} |"
            for row in targets(rows)
        ),
        "",
        "| " + " | ".join(HEADS) + " |",
        "| " + " | ".join("---" for _ in HEADS) + " |",
        *("| " + " | ".join(cells(row)) + " |" for row in rows),
    ]
    return "\n".join(lines)


def put_into(text: str, section: str) -> str:
    """Return a document with the section between its marks; the marks are added if missing."""
    if BEGIN not in text:
        text = text.rstrip("\n") + f"\n\n{HEADING}\n\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{section}\n{END}{after}"
