"""The numbers of a design are those of the handbook, and it says what it cannot tell."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.models.programmes import Contract
from surveys.models.draws import STRATIFIED, TWO_STAGE
from surveys.services.frames import PlaceCount
from surveys.services.sample_designs import (
    ContractDesign,
    DesignFacts,
    affordable,
    allocate,
    design_samples,
    pair_size,
    share_of_zero,
    showing_of,
    townships_shown,
)

CONTRACT = Contract(id=1, code="C1", name="C1", served_population=0, starts_on=date(2026, 1, 1))


def _places(population: int, villages: int = 10) -> list[PlaceCount]:
    size, rest = divmod(population, villages)
    return [PlaceCount(1, f"{n % 2}镇", f"{n}村", size + (n < rest)) for n in range(villages)]


def _design(population: int, facts: DesignFacts, villages: int = 10) -> ContractDesign:
    (found,) = design_samples(_places(population, villages), [CONTRACT], facts)
    return found


@pytest.mark.parametrize(
    ("population", "error", "effect", "response", "interviews", "invitations"),
    [
        (12000, 0.05, 1.5, 0.7, 559, 799),
        (480, 0.08, 1.2, 0.7, 138, 198),
        (1800, 0.06, 1.4, 0.65, 326, 502),
        (90, 0.10, 1.0, 0.8, 47, 59),
        (35000, 0.03, 1.5, 0.7, 1554, 2220),
    ],
)
def test_the_sizes_of_the_handbook(
    population: int, error: float, effect: float, response: float, interviews: int, invitations: int
) -> None:
    # A likeness within villages that gives the stated effect with eleven people of each.
    facts = DesignFacts(
        method=TWO_STAGE,
        half_width=error,
        response_rate=response,
        per_village=11,
        correlation=(effect - 1) / 10,
    )
    found = _design(population, facts, villages=90 if population > 500 else 20)
    assert (found.interviews, found.invitations) == (interviews, invitations)


def test_telling_two_contractors_apart_needs_what_the_handbook_says() -> None:
    assert (pair_size(1.0), pair_size(1.3)) == (252, 327)
    assert round(share_of_zero(300), 3) == 0.013
    sixty = _design(5000, DesignFacts(interviews=60))
    assert round(sixty.told_apart, 1) == 10.2
    assert {"design_cannot_rank", "design_misses_rare_harm"} <= set(sixty.warnings)
    many = _design(5000, DesignFacts(interviews=400))
    assert many.warnings == ()
    few = _design(5000, DesignFacts(method=TWO_STAGE, interviews=10, per_village=10), villages=2)
    assert {"design_too_few_answers", "design_too_few_villages"} <= set(few.warnings)


def test_where_most_would_be_drawn_everybody_is_asked() -> None:
    found = _design(60, DesignFacts(half_width=0.03))
    assert found.is_census
    assert found.invitations == 60
    assert "design_is_census" in found.warnings


def test_townships_with_few_answers_are_told_beforehand() -> None:
    facts = DesignFacts(interviews=60)
    places = [
        PlaceCount(1, "大镇", "a", 800),
        PlaceCount(1, "中镇", "b", 250),
        PlaceCount(1, "小镇", "c", 50),
    ]
    designs = design_samples(places, [CONTRACT], facts)
    shown = {row.township: row.showing for row in townships_shown(places, designs, facts)}
    assert shown == {"大镇": "full", "中镇": "interval", "小镇": "hidden"}
    assert [showing_of(n) for n in (9.9, 10, 29.9, 30)] == [
        "hidden",
        "interval",
        "interval",
        "full",
    ]


def test_a_budget_is_turned_into_interviews() -> None:
    facts = DesignFacts(
        method=TWO_STAGE,
        interviews=100,
        price=Decimal(50),
        travel=Decimal(200),
        budget=Decimal(6000),
    )
    design = _design(3000, facts, villages=40)
    assert design.cost == 50 * 100 + 200 * design.villages
    within = affordable([design], facts)
    assert within is not None
    assert _design(3000, replace(facts, interviews=within), villages=40).cost <= 6000 * Decimal(
        "1.05"
    )
    assert affordable([design], replace(facts, budget=None)) is None


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(1, 500), min_size=1),
    st.integers(1, 300),
)
def test_a_sample_is_shared_whole_and_no_stratum_gives_more_than_it_has(
    sizes: dict[str, int], count: int
) -> None:
    given_out = allocate(sizes, count)
    least = sum(min(size, 2) for size in sizes.values())
    assert sum(given_out.values()) == max(least, min(count, sum(sizes.values())))
    assert all(min(size, 2) <= given_out[name] <= size for name, size in sizes.items())


def test_strata_are_townships_and_villages_stand_inside() -> None:
    found = _design(1000, DesignFacts(method=STRATIFIED, interviews=70))
    assert {name: row.units for name, row in found.wanted.items()} == {"C1/0镇": 50, "C1/1镇": 50}
    through = _design(1000, DesignFacts(method=TWO_STAGE, interviews=28, per_village=5))
    assert [(row.units, row.villages) for row in through.wanted.values()] == [(5, 8)]
