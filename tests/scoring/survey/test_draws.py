"""Tests of draws: repeatable, right chances, and replacement by rule alone."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.draws import (
    Draw,
    RosterUnit,
    draw_units,
    is_repeated,
    next_reserve,
    roster_digest,
)

SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=25)


def villages(sizes: list[int], stratum: str = "north") -> list[RosterUnit]:
    return [RosterUnit(f"{stratum}{place}", stratum, size) for place, size in enumerate(sizes)]


NORTH, SOUTH = villages([5, 9, 40, 7, 3, 12, 8, 6]), villages([1] * 30, "south")
WANTED = {"north": 3, "south": 10}


def drawn() -> Draw:
    return draw_units([*NORTH, *SOUTH], WANTED, seed=20261123)


@given(SIZES, st.integers(0, 25), st.integers(0, 2**64))
def test_each_draw_has_the_wanted_number_of_different_units(
    sizes: list[int], count: int, seed: int
) -> None:
    count = min(count, len(sizes))
    draw = draw_units(villages(sizes), {"north": count}, seed)
    codes = [unit.code for unit in (*draw.units, *draw.reserves)]
    assert len(draw.units) == count
    assert len(draw.reserves) == min(len(sizes) - count, -(-count // 5))
    assert len(set(codes)) == len(codes)
    assert all(0 < unit.probability <= 1 for unit in draw.units)


def test_units_come_as_often_as_their_probability_says() -> None:
    roster, rounds = villages([1, 2, 3, 4, 14]), 4000
    hits: Counter[str] = Counter()
    chances: dict[str, Fraction] = {}
    for seed in range(rounds):
        for unit in draw_units(roster, {"north": 2}, seed).units:
            hits[unit.code] += 1
            chances[unit.code] = unit.probability
    assert chances["north4"] == 1
    assert hits["north4"] == rounds
    for place, size in enumerate([1, 2, 3, 4]):
        assert chances[f"north{place}"] == Fraction(size, 10)
        assert hits[f"north{place}"] / rounds == pytest.approx(size / 10, abs=0.03)


def test_the_chances_of_a_stratum_sum_to_its_size() -> None:
    sizes = {unit.code: unit.size for unit in NORTH}
    chances = {unit.code: unit.probability for unit in drawn().units if unit.stratum == "north"}
    assert chances["north2"] == 1
    rest = sum(sizes.values()) - 40
    for code in chances.keys() - {"north2"}:
        assert chances[code] == Fraction(2 * sizes[code], rest)


def test_anybody_with_the_roster_gets_the_same_draw() -> None:
    draw = drawn()
    assert is_repeated(draw, [*NORTH, *SOUTH])
    assert not is_repeated(draw, [*SOUTH, *NORTH])
    assert draw.roster_digest == roster_digest([*NORTH, *SOUTH])
    assert draw.seed == 20261123
    assert drawn() == draw
    others = {draw_units([*NORTH, *SOUTH], WANTED, seed).units for seed in range(40)}
    assert len(others) > 10


def test_this_draw_never_changes_from_version_to_version() -> None:
    people = [RosterUnit(f"p{place}") for place in range(10)]
    draw = draw_units(people, {"": 3}, seed=1)
    assert draw.algorithm == "systematic-pps-sha256/1"
    assert [unit.code for unit in draw.units] == ["p1", "p5", "p8"]
    assert [unit.code for unit in draw.reserves] == ["p7"]


def test_the_draw_spreads_over_the_order_of_the_roster() -> None:
    places = [int(unit.code[5:]) for unit in drawn().units if unit.stratum == "south"]
    assert {later - one for one, later in pairwise(places)} == {3}


def test_replacement_stays_in_the_stratum_and_in_its_order() -> None:
    draw = drawn()
    lost = next(unit.code for unit in draw.units if unit.stratum == "south")
    own = [unit for unit in draw.reserves if unit.stratum == "south"]
    assert len(own) == 2
    first = next_reserve(draw, lost, used=[])
    assert first == own[0]
    assert next_reserve(draw, lost, used=[first.code]) == own[1]
    assert next_reserve(draw, first.code, used=[first.code]) == own[1]
    with pytest.raises(MethodError, match="reserve_used_up"):
        next_reserve(draw, lost, used=[unit.code for unit in own])
    with pytest.raises(MethodError, match="unknown_label"):
        next_reserve(draw, "south99", used=[])


def test_what_cannot_be_drawn_is_refused() -> None:
    refusals = [
        ("roster_not_fit_to_draw", lambda: draw_units([*NORTH, NORTH[0]], {"north": 1}, 1)),
        ("roster_not_fit_to_draw", lambda: draw_units(villages([0, 1]), {"north": 1}, 1)),
        ("unknown_label", lambda: draw_units(NORTH, {"east": 1}, 1)),
        ("draw_too_large", lambda: draw_units(NORTH, {"north": 9}, 1)),
        ("negative_value", lambda: draw_units(NORTH, {"north": -1}, 1)),
        (
            "negative_value",
            lambda: draw_units(NORTH, {"north": 1}, 1, reserve_share=Fraction(-1)),
        ),
    ]
    for code, act in refusals:
        with pytest.raises(MethodError, match=code):
            act()
