"""The fieldwork of a scenario: who is drawn, who asks, who answers what."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.laboratory.people import (
    ASKED,
    CHECK_SHARE,
    CHECKED,
    OFFSETS,
    PERSON,
    SLOPE,
    STEPS,
    Population,
)
from benchmarks.laboratory.scenarios import Scenario
from scoring.survey.nonresponse import class_factors

Array = np.ndarray[Any, Any]
ITEM_GAPS = 0.15  # share of single answers left out where items are skipped
LEAST_ANSWERING = 0.6  # mean chance to answer of the classes


@dataclass(frozen=True, slots=True)
class Design:
    """Everybody drawn, the same in each repetition: whole numbers (N,) from 0.

    ``unit`` and ``interviewer`` count through all contracts; ``interviewer`` is -1 for nobody.
    """

    contract: Array
    stratum: Array
    unit: Array
    interviewer: Array
    base: Array


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back: ``rows`` (n,) of the design that answered, with their codes and weights.

    ``codes`` item -> (n,), 0 where skipped; ``passed`` (J,) files of the sampled check.
    """

    rows: Array
    codes: dict[str, Array]
    weights: Array
    classes: Array
    adjuster: Array
    passed: Array


def design_of(scenario: Scenario, people: Population) -> Design:
    """Return who is drawn: strata in equal numbers, units in turn, interviewers as assigned."""
    parts, first_unit = [], 0
    for j, size in enumerate(scenario.sizes):
        drawn = round(size / LEAST_ANSWERING) if _loses_people(scenario) else size
        stratum = np.arange(drawn) * scenario.strata // drawn
        unit = _units(scenario, stratum) + first_unit
        first_unit = int(unit.max()) + 1
        base = people.stratum_shares[stratum] / np.bincount(stratum)[stratum]
        parts.append((np.full(drawn, j), stratum, unit, base * drawn))
    contract, stratum, unit, base = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Design(contract, stratum, unit, _interviewers(scenario, contract, unit), base)


def _loses_people(scenario: Scenario) -> bool:
    return scenario.nonresponse in ("classes", "raked")


def _units(scenario: Scenario, stratum: Array) -> Array:
    """Return the sampling unit of each row: so many a stratum, of even or rising size."""
    if scenario.units == 0:
        return np.arange(len(stratum))
    each = scenario.units // scenario.strata
    shares = np.geomspace(1.0, scenario.uneven, each)
    edges = np.cumsum(shares) / shares.sum()
    units = np.empty(len(stratum), np.int64)
    for h in range(scenario.strata):
        rows = np.flatnonzero(stratum == h)
        places = (np.arange(len(rows)) + 0.5) / len(rows)
        units[rows] = h * each + np.searchsorted(edges, places)
    return units


def _interviewers(scenario: Scenario, contract: Array, unit: Array) -> Array:
    team = scenario.interviewers
    if team == 0:
        return np.full(len(contract), -1)
    if scenario.assignment == "villages":
        return unit % team
    turn = np.concatenate([np.arange(size) for size in np.bincount(contract)]) % team
    return contract * team + turn if scenario.assignment == "own" else turn


def conduct(
    scenario: Scenario, people: Population, design: Design, generator: np.random.Generator
) -> Answers:
    """Return one repetition of the fieldwork, drawn from ``generator``."""
    size = len(design.contract)
    chances = people.class_shares
    if scenario.weights == "informative":  # drawn in proportion to the class's chance
        chances = people.class_shares * people.class_chances
    kind = generator.choice(len(chances), size, p=chances / chances.sum())
    weights = design.base
    if scenario.weights == "informative":
        weights = weights / people.class_chances[kind]
    elif scenario.weights == "noisy":
        weights = weights * generator.lognormal(0.0, 0.4, size)
    opinion = people.levels[design.contract] + people.stratum_shifts[design.stratum]
    opinion += people.class_shifts[kind]
    adjuster = np.zeros(size)
    if scenario.plan == "adjusted":
        adjuster = generator.normal(people.adjusters[design.contract]).round(2)
        opinion += SLOPE * adjuster
    codes = _answers(scenario, opinion, design, generator)
    passed = generator.binomial(CHECKED, CHECK_SHARE, scenario.contracts)
    rows = np.arange(size)
    if _loses_people(scenario):
        answered = generator.random(size) < people.class_chances[kind]
        weights = _made_up(scenario, design, weights, answered, kind)
        rows = np.flatnonzero(answered)
    return Answers(
        rows,
        {item: column[rows] for item, column in codes.items()},
        weights[rows],
        kind[rows],
        adjuster[rows],
        passed,
    )


def _answers(
    scenario: Scenario, opinion: Array, design: Design, generator: np.random.Generator
) -> dict[str, Array]:
    """Return the answer codes 1-5 of every item, 0 where skipped."""
    size = len(opinion)
    shares = scenario.icc, scenario.interviewer_share
    units = generator.standard_normal(int(design.unit.max()) + 1)
    opinion = opinion + np.sqrt(shares[0]) * units[design.unit]
    if scenario.interviewers:
        team = generator.standard_normal(int(design.interviewer.max()) + 1)
        opinion += np.sqrt(shares[1]) * team[design.interviewer]
    rest = 1 - sum(shares)
    opinion += np.sqrt(rest * PERSON) * generator.standard_normal(size)
    is_furious = generator.random(size) < scenario.furious
    codes = {}
    for item in ASKED[scenario.plan]:
        own = np.sqrt(rest * (1 - PERSON)) * generator.standard_normal(size)
        codes[item] = 1 + np.searchsorted(STEPS, opinion + OFFSETS[item] + own)
        codes[item][is_furious] = 1
        if scenario.nonresponse == "items":
            codes[item][generator.random(size) < ITEM_GAPS] = 0
    return codes


def _made_up(
    scenario: Scenario, design: Design, weights: Array, answered: Array, kind: Array
) -> Array:
    """Return weights made up for silence by classes within contracts; raking comes later."""
    if scenario.nonresponse == "raked":
        return weights
    cells = design.contract * 10 + kind
    return np.asarray(weights * class_factors(weights, answered, cells).row_factors)
