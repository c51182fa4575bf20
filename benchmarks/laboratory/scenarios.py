"""What a scenario of the laboratory fixes: contracts, design, people, interviewers."""

from dataclasses import dataclass

import numpy as np

PLANS = ("one", "several", "kinked", "adjusted")
WEIGHTS = ("equal", "noisy", "informative")
NONRESPONSE = ("none", "classes", "raked", "items")
ASSIGNMENTS = ("rotating", "villages", "own")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row of the grid.

    ``totals`` are the true totals of the contracts, in points. ``answers`` counts the interviews
    asked for: one number for all contracts, or one for each. ``units`` is the number of sampling
    units of a contract, 0 where each respondent is one. ``uneven`` lets the largest unit be so
    many times the smallest. ``icc`` and ``interviewer_share`` are shares of the variance of the
    opinion behind an answer. ``interviewers`` is the size of the team, 0 where people answer by
    themselves; ``assignment`` says how it works: each interviewer in every village (rotating),
    each village by one interviewer (villages), or, as rotating, with a team for each contract
    (own). ``furious`` is a share of people who give the worst answer to everything. ``strata``
    differ in size and opinion and are drawn in equal numbers.
    """

    code: str
    totals: tuple[float, ...]
    answers: int | tuple[int, ...]
    units: int = 20
    uneven: float = 1.0
    icc: float = 0.05
    strata: int = 1
    weights: str = "equal"
    nonresponse: str = "none"
    furious: float = 0.0
    interviewers: int = 0
    interviewer_share: float = 0.0
    assignment: str = "rotating"
    plan: str = "one"

    @property
    def contracts(self) -> int:
        """Number of contracts."""
        return len(self.totals)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Interviews asked for, by contract."""
        if isinstance(self.answers, tuple):
            return self.answers
        return (self.answers,) * self.contracts


def spread(count: int, low: float, high: float) -> tuple[float, ...]:
    """Return true totals at equal distances.

    >>> spread(3, 70, 80)
    (70.0, 75.0, 80.0)
    """
    return tuple(np.linspace(low, high, count).round(2).tolist())


def tied(count: int, total: float) -> tuple[float, ...]:
    """Return true totals that are all the same.

    >>> tied(2, 75)
    (75.0, 75.0)
    """
    return (float(total),) * count


def paired(count: int, low: float, high: float) -> tuple[float, ...]:
    """Return true totals of which each occurs twice.

    >>> paired(4, 70, 80)
    (70.0, 70.0, 80.0, 80.0)
    """
    return tuple(total for total in spread(count // 2, low, high) for _ in range(2))
