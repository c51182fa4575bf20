"""The targets of the laboratory: which scenario meets them, and how many do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.laboratory.runs import Outcome
from benchmarks.laboratory.scenarios import Scenario

# Shares; two Monte-Carlo errors widen what is marked so in the texts below.
NEAR, ENOUGH = (0.94, 0.96), 0.90
LARGE_ANSWERS, LARGE_UNITS, LARGE = 100, 20, (0.93, 0.97)
HELD, WRONG = 0.95, 0.05


@dataclass(frozen=True, slots=True)
class Target:
    """One promise: what it says, what was found, and whether it was kept."""

    text: str
    found: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A scenario with its outcome."""

    scenario: Scenario
    outcome: Outcome

    def mean(self, name: str) -> float | None:
        """Return the mean of a tally; None where the scenario has none."""
        return self.outcome.means[name]

    def error(self, name: str) -> float:
        """Return the Monte-Carlo error of a mean."""
        return self.outcome.errors[name] or 0.0

    @property
    def is_near(self) -> bool:
        """Whether the intervals hold the truth in 94-96 %, give or take two errors."""
        found, reach = self.mean("interval") or 0.0, 2 * self.error("interval")
        return NEAR[0] - reach <= found <= NEAR[1] + reach

    @property
    def is_large(self) -> bool:
        """Whether every contract has so many answers and sampling units that all must be well."""
        units = self.scenario.units or min(self.scenario.sizes)
        return min(self.scenario.sizes) >= LARGE_ANSWERS and units >= LARGE_UNITS

    @property
    def is_within(self) -> bool:
        """Whether the intervals hold the truth in 93-97 %, without allowance."""
        return LARGE[0] <= (self.mean("interval") or 0.0) <= LARGE[1]

    def holds(self, name: str) -> bool:
        """Whether a set of places holds the truth often enough, give two errors."""
        found = self.mean(name)
        return found is None or found + 2 * self.error(name) >= HELD

    def is_rare(self, name: str) -> bool:
        """Whether a wrong statement is rare enough, give two errors."""
        found = self.mean(name)
        return found is None or found - 2 * self.error(name) <= WRONG


def rows_of(grid: Sequence[Scenario], outcomes: Mapping[str, Outcome]) -> list[Row]:
    """Return the scenarios of the grid that were run, in its order."""
    return [
        Row(scenario, outcomes[scenario.code]) for scenario in grid if scenario.code in outcomes
    ]


def targets(rows: Sequence[Row]) -> list[Target]:
    """Return every promise with what was found."""
    near = [row.scenario.code for row in rows if row.is_near]
    large = [row for row in rows if row.is_large]
    within = [row for row in large if row.is_within]
    return [
        Target(
            "95 % intervals of the total within 94-96 % give or take two errors: 90 % of scenarios",
            f"{len(near)} of {len(rows)}",
            len(near) >= ENOUGH * len(rows),
        ),
        Target(
            "every scenario with 100 answers and 20 sampling units or more within 93-97 %",
            f"{len(within)} of {len(large)}",
            len(within) == len(large),
        ),
        _all(rows, "band", "rank bands hold all true places in at least 95 %, give two errors"),
        _all(rows, "marginal", "marginal rank sets hold the true place in at least 95 %, likewise"),
        _none(
            rows, "wrongful_exit", "any wrongful exit by the test in at most 5 %, give two errors"
        ),
        _none(rows, "false_order", "any strict order between equals in at most 5 %, likewise"),
    ]


def _all(rows: Sequence[Row], name: str, text: str) -> Target:
    asked = [row for row in rows if row.mean(name) is not None]
    kept = [row for row in asked if row.holds(name)]
    return Target(text, f"{len(kept)} of {len(asked)}", len(kept) == len(asked))


def _none(rows: Sequence[Row], name: str, text: str) -> Target:
    asked = [row for row in rows if row.mean(name) is not None]
    kept = [row for row in asked if row.is_rare(name)]
    return Target(text, f"{len(kept)} of {len(asked)}", len(kept) == len(asked))
