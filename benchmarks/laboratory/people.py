"""What people of a scenario think, and what they say on average: the truth."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from benchmarks.laboratory.scenarios import Scenario

Array = np.ndarray[Any, Any]

# An opinion is normal with variance one; an answer is the step it falls on.
STEPS = np.array([-1.5, -0.5, 0.5, 1.5])
POINTS = np.array([0.0, 25.0, 50.0, 75.0, 100.0])
OFFSETS = {"a": 0.0, "b": 0.0, "c": -0.2, "d": -0.2, "e": 0.0}
ASKED = {"one": "ab", "several": "abcd", "kinked": "abe", "adjusted": "ab"}  # items by plan
PERSON = 0.6  # share of what is left of the variance that all answers of a person have in common
SLOPE = 0.35  # opinion by one standard deviation of the adjuster

# Classes of people: share among all, opinion, relative chance to be drawn or to answer.
CLASSES = {
    "informative": ((0.5, 0.3, 0.2), (0.3, 0.0, -0.4), (1.0, 2.0, 4.0)),
    "classes": ((0.5, 0.5), (0.35, -0.35), (0.8, 0.4)),
    "raked": ((0.5, 0.5), (0.35, -0.35), (0.8, 0.4)),
}
ALIKE = ((1.0,), (0.0,), (1.0,))
# A sampled file check, and the points of the parts; see the plans.
CHECKED, CHECK_SHARE = 60, 0.85


@dataclass(frozen=True, slots=True)
class Population:
    """People of all contracts: class and stratum shares, shifts of opinion, contract levels (J,).

    ``adjusters`` (J,) are the contracts' means of the adjuster.
    """

    class_shares: Array
    class_shifts: Array
    class_chances: Array
    stratum_shares: Array
    stratum_shifts: Array
    adjusters: Array
    levels: Array
    truths: Array


def classes_of(scenario: Scenario) -> tuple[tuple[float, ...], ...]:
    """Return shares, shifts and chances of the classes that a scenario has."""
    kind = scenario.weights if scenario.weights in CLASSES else scenario.nonresponse
    return CLASSES.get(kind, ALIKE)


def strata_of(scenario: Scenario) -> tuple[Array, Array]:
    """Return the share of the people and the shift of opinion of each stratum."""
    sizes = np.arange(1.0, scenario.strata + 1)
    shifts = np.linspace(-0.3, 0.3, scenario.strata) if scenario.strata > 1 else np.zeros(1)
    return sizes / sizes.sum(), shifts


def populate(scenario: Scenario) -> Population:
    """Return the people of a scenario, their levels set so that the true totals are those asked.

    With an adjuster the truth is the adjusted total: what the contract would get from the average
    client, by the slope that fits within contracts.
    """
    shares, shifts, chances = (np.array(row) for row in classes_of(scenario))
    stratum_shares, stratum_shifts = strata_of(scenario)
    count = scenario.contracts
    adjusters = np.linspace(-0.5, 0.5, count) if scenario.plan == "adjusted" else np.zeros(count)
    if count == 1:
        adjusters = np.zeros(1)
    people = Population(
        shares,
        shifts,
        chances,
        stratum_shares,
        stratum_shifts,
        adjusters,
        np.zeros(count),
        np.zeros(count),
    )
    levels = np.array(
        [_level(scenario, people, j, total) for j, total in enumerate(scenario.totals)]
    )
    truths = true_totals(scenario, people, levels)
    return Population(
        shares, shifts, chances, stratum_shares, stratum_shifts, adjusters, levels, truths
    )


def true_totals(scenario: Scenario, people: Population, levels: Array) -> Array:
    """Return the totals (J,) that the rules give at the expected answers and measures."""
    means = [_expected(scenario, people, j, level, "a") for j, level in enumerate(levels)]
    satisfaction = np.array(means)
    if scenario.plan == "adjusted":
        beta = _slope(scenario, people, levels)
        # The average client is the average respondent, so contracts count by their answers.
        overall = np.average(people.adjusters, weights=np.array(scenario.sizes, np.float64))
        satisfaction = satisfaction - beta * (people.adjusters - overall)
    pairs = zip(levels, satisfaction, scenario.totals, strict=True)
    return np.array([_total(scenario, people, j, *row) for j, row in enumerate(pairs)], np.float64)


def _total(
    scenario: Scenario, people: Population, j: int, level: float, satisfaction: float, target: float
) -> float:
    if scenario.plan == "several":
        second = _expected(scenario, people, j, level, "c")
        return 0.3 * satisfaction + 0.15 * second + 0.25 * target + 0.3 * 100 * CHECK_SHARE
    if scenario.plan == "kinked":
        best = _best_share(scenario, people, level)
        return 0.6 * satisfaction + 20 * min(1.0, best / KINK) + 0.2 * target
    return 0.6 * satisfaction + 0.4 * target


KINK = 30.0  # per cent of best answers at which the capped rule gives all its points


def _level(scenario: Scenario, people: Population, j: int, total: float) -> float:
    """Return the level of opinion at which the contract's total is the one asked for.

    With an adjuster the level is that of clients like the average, which differs from the asked
    one by the bend of the scale alone; the true totals are computed from the levels afterwards.
    """

    def excess(level: float) -> float:
        own = _expected(scenario, people, j, level, "a", is_average=True)
        return _total(scenario, people, j, level, own, total) - total

    return float(brentq(excess, -6, 6, xtol=1e-13))


def _mixture(people: Population) -> tuple[Array, Array]:
    """Return shares and shifts of all kinds of people of a contract."""
    shares = np.outer(people.stratum_shares, people.class_shares).ravel()
    shifts = np.add.outer(people.stratum_shifts, people.class_shifts).ravel()
    return shares, shifts


def _expected(
    scenario: Scenario,
    people: Population,
    j: int,
    level: float,
    item: str,
    *,
    is_average: bool = False,
) -> float:
    """Return the expected points of an item: every effect is normal, so in closed form."""
    shares, shifts = _mixture(people)
    deviation, pull = 1.0, 0.0
    if scenario.plan == "adjusted":
        deviation = (1 + SLOPE**2) ** 0.5
        pull = 0.0 if is_average else SLOPE * float(people.adjusters[j])
    centre = level + pull + shifts + OFFSETS[item]
    above = 1 - ndtr((STEPS[:, None] - centre) / deviation)
    return float((1 - scenario.furious) * np.diff(POINTS) @ above @ shares)


def _best_share(scenario: Scenario, people: Population, level: float) -> float:
    """Return the per cent of people who give the best answer."""
    shares, shifts = _mixture(people)
    best = 1 - ndtr(STEPS[-1] - level - shifts - OFFSETS["e"])
    return float(100 * (1 - scenario.furious) * best @ shares)


def _slope(scenario: Scenario, people: Population, levels: Array) -> float:
    """Return the slope within contracts, points a unit: by Stein's lemma, as x is normal."""
    sizes = np.array(scenario.sizes, np.float64)
    deviation = (1 + SLOPE**2) ** 0.5
    centre = levels + SLOPE * people.adjusters
    density = np.exp(-0.5 * ((STEPS[:, None] - centre) / deviation) ** 2)
    density /= deviation * np.sqrt(2 * np.pi)
    gains = (1 - scenario.furious) * SLOPE * np.diff(POINTS) @ density
    return float(np.average(gains, weights=sizes))
