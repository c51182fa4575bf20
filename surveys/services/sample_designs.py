"""Designing a sample: how many to ask where, what it costs, and what it can and cannot tell."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from evaluator.errors import Invalid
from evaluator.models.programmes import Contract
from surveys.models.draws import CENSUS, METHODS, SIMPLE, STRATIFIED, TWO_STAGE, UNITS
from surveys.services.frames import PlaceCount, stratum_name, stratum_of

if TYPE_CHECKING:
    from scoring.survey.sample_draws import Wanted

SHOWN_IN_FULL = 30
SHOWN_WITH_INTERVAL = 10
FEWEST_VILLAGES = 3
FEWEST_IN_STRATUM = 2
DEVIATION = 20.0  # of one person's satisfaction, in points; what such surveys usually find
USUAL_DIFFERENCE = 5.0  # points between two contractors that matter
WEIGHT_VARIATION = 0.0
RARE = 0.02


@dataclass(frozen=True, slots=True)
class DesignFacts:
    """What is decided about a sample; shares are fractions, money is yuan."""

    method: str = STRATIFIED
    unit: str = "person"
    # Interviews wanted in each contract; nothing asks for what the half-width needs.
    interviews: int | None = None
    half_width: float = 0.05
    share: float = 0.5
    response_rate: float = 0.7
    per_village: int = 5
    correlation: float = 0.05
    reserve_share: Fraction = Fraction(1, 5)
    price: Decimal = Decimal("0")
    travel: Decimal = Decimal("0")
    budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ContractDesign:
    """What a design means for one contract."""

    contract: Contract
    population: int
    interviews: int
    invitations: int
    villages: int
    design_effect: float
    half_width: float  # of a share of one half, as a fraction
    told_apart: float  # points between two such contracts
    no_case_means: float  # a harm nobody reported may still befall this share
    cost: Decimal
    is_census: bool
    wanted: Mapping[str, "Wanted"]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TownshipPlan:
    """How many interviews a township can expect, and whether its figure will be shown."""

    contract: Contract
    township: str
    population: int
    expected: float
    showing: str  # full / interval / hidden


def design_samples(
    places: Sequence[PlaceCount], contracts: Sequence[Contract], facts: DesignFacts
) -> list[ContractDesign]:
    """Return what a design asks of each contract that has people on the roster."""
    check_facts(facts)
    found = []
    for contract in contracts:
        own = [place for place in places if place.contract_id == contract.id]
        if own:
            found.append(_design(contract, own, facts))
    return found


def check_facts(facts: DesignFacts) -> None:
    """Refuse what no sample can be made of, naming the field."""
    if facts.method not in METHODS:
        raise Invalid("unknown_sampling", field="method", found=facts.method)
    if facts.unit not in UNITS:
        raise Invalid("unknown_sampling", field="unit", found=facts.unit)
    bounds: tuple[tuple[str, float, float, float], ...] = (
        ("half_width", facts.half_width, 0.005, 0.5),
        ("share", facts.share, 0.01, 0.99),
        ("response_rate", facts.response_rate, 0.05, 1.0),
        ("correlation", facts.correlation, 0.0, 1.0),
        ("per_village", facts.per_village, 1, 200),
        ("reserve_share", float(facts.reserve_share), 0.0, 5.0),
        ("interviews", 1 if facts.interviews is None else facts.interviews, 1, 200_000),
    )
    for name, value, low, high in bounds:
        if not low <= value <= high:
            raise Invalid("count_outside", field=name, found=value, allowed=f"{low}–{high}")


def townships_shown(
    places: Sequence[PlaceCount], designs: Sequence[ContractDesign], facts: DesignFacts
) -> list[TownshipPlan]:
    """Tell for each township whether its figures can be shown afterwards."""
    found = []
    for design in designs:
        own = [place for place in places if place.contract_id == design.contract.id]
        sizes: dict[str, int] = {}
        for place in own:
            sizes[place.township] = sizes.get(place.township, 0) + place.units
        for township, size in sizes.items():
            expected = min(size, design.interviews * size / design.population)
            found.append(
                TownshipPlan(design.contract, township, size, expected, showing_of(expected))
            )
    return found


def showing_of(expected: float) -> str:
    """Tell how a figure of so many answers is shown: in full, with its interval, or not at all."""
    if expected >= SHOWN_IN_FULL:
        return "full"
    return "interval" if expected >= SHOWN_WITH_INTERVAL else "hidden"


def affordable(designs: Sequence[ContractDesign], facts: DesignFacts) -> int | None:
    """Return how many interviews a contract the budget pays, all contracts alike."""
    if facts.budget is None or facts.price <= 0 or not designs:
        return None
    interviews = sum(design.interviews for design in designs)
    travel = sum((facts.travel * design.villages for design in designs), Decimal(0))
    a_piece = facts.price + (travel / interviews if interviews else Decimal(0))
    return int(facts.budget / a_piece / len(designs))


def pair_size(design_effect: float, difference: float = USUAL_DIFFERENCE) -> int:
    """Return the interviews each of two contracts needs to be told apart by a difference."""
    from scoring.survey.sample_sizes import size_for_pair

    return size_for_pair(difference, DEVIATION, design_effect=design_effect)


def _design(contract: Contract, places: Sequence[PlaceCount], facts: DesignFacts) -> ContractDesign:
    from scoring.survey.sample_sizes import (
        cluster_effect,
        distance_told_apart,
        share_bounds,
        size_for_share,
    )

    population = sum(place.units for place in places)
    is_clustered = facts.method == TWO_STAGE
    effect = cluster_effect(facts.per_village, facts.correlation) if is_clustered else 1.0
    size = size_for_share(
        population,
        facts.half_width,
        share=facts.share,
        design_effect=effect,
        response_rate=facts.response_rate,
    )
    is_census = facts.method == CENSUS or (facts.interviews is None and size.is_census)
    interviews = min(facts.interviews or size.interviews, population)
    invitations = min(population, math.ceil(interviews / facts.response_rate - 1e-9))
    if is_census:
        invitations = population
        interviews = math.floor(population * facts.response_rate + 1e-9) or 1
    wanted = _wanted(contract, places, facts, invitations, is_census=is_census)
    villages = _villages(places, wanted, invitations)
    variance = effect * facts.share * (1 - facts.share) / interviews
    correction = 0.0 if is_census else 1 - interviews / population
    return ContractDesign(
        contract=contract,
        population=population,
        interviews=interviews,
        invitations=invitations,
        villages=villages,
        design_effect=effect,
        half_width=1.959964 * math.sqrt(variance * correction),
        told_apart=distance_told_apart(interviews, DEVIATION, design_effect=effect),
        no_case_means=share_bounds(0, interviews)[1],
        cost=facts.price * interviews + facts.travel * villages,
        is_census=is_census,
        wanted=wanted,
        warnings=_warnings(interviews, effect, villages, facts, is_census=is_census),
    )


def _warnings(
    interviews: int, effect: float, villages: int, facts: DesignFacts, *, is_census: bool
) -> tuple[str, ...]:
    found = []
    if is_census and facts.method != CENSUS:
        found.append("design_is_census")
    if interviews < SHOWN_IN_FULL:
        found.append("design_too_few_answers")
    if interviews < pair_size(effect):
        found.append("design_cannot_rank")
    if facts.method == TWO_STAGE and villages < FEWEST_VILLAGES:
        found.append("design_too_few_villages")
    if share_of_zero(interviews) > RARE:
        found.append("design_misses_rare_harm")
    return tuple(found)


def share_of_zero(interviews: int) -> float:
    """Return up to which share a harm may occur that nobody of so many reports."""
    from scoring.survey.sample_sizes import share_bounds

    return share_bounds(0, interviews)[1]


def _wanted(
    contract: Contract,
    places: Sequence[PlaceCount],
    facts: DesignFacts,
    invitations: int,
    *,
    is_census: bool,
) -> dict[str, "Wanted"]:
    """Return what each stratum gives."""
    from scoring.survey.sample_draws import Wanted

    sizes: dict[str, int] = {}
    for place in places:
        name = stratum_name(contract.code, stratum_of(place.township, facts.method))
        sizes[name] = sizes.get(name, 0) + place.units
    if is_census:
        return {name: Wanted(size) for name, size in sizes.items()}
    if facts.method == TWO_STAGE:
        villages = min(len(places), max(FEWEST_VILLAGES, -(-invitations // facts.per_village)))
        (name,) = sizes
        return {name: Wanted(facts.per_village, villages)}
    if facts.method == SIMPLE:
        (name,) = sizes
        return {name: Wanted(invitations)}
    return {name: Wanted(count) for name, count in allocate(sizes, invitations).items()}


def allocate(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Share a sample among strata in proportion to size, two to each, by largest remainders.

    Two are the fewest of which a stratum's spread can be seen.

    >>> allocate({"a": 100, "b": 50, "c": 3}, 30)
    {'a': 19, 'b': 9, 'c': 2}
    """
    given = {name: min(size, FEWEST_IN_STRATUM) for name, size in sizes.items()}
    total = sum(sizes.values())
    left = min(count, total) - sum(given.values())
    exact = {name: Fraction(min(count, total) * size, total) for name, size in sizes.items()}
    while left > 0:
        open_strata = [name for name, size in sizes.items() if given[name] < size]
        name = max(open_strata, key=lambda n: (exact[n] - given[n], n))
        given[name] += 1
        left -= 1
    return given


def _villages(
    places: Sequence[PlaceCount], wanted: Mapping[str, "Wanted"], invitations: int
) -> int:
    """Return how many villages are travelled to; at once, about as many as people are drawn."""
    through = [row.villages for row in wanted.values() if row.villages is not None]
    if through:
        return sum(through)
    population = sum(place.units for place in places)
    missed = sum((1 - place.units / population) ** invitations for place in places)
    return min(len(places), max(1, round(len(places) - missed)))
