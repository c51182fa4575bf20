"""A sample is repeated by anybody from the frame, and everybody's chance is what is stated."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.sample_draws import (
    MAIN,
    RESERVE,
    FrameUnit,
    Wanted,
    draw_sample,
    frame_digest,
    repeat_sample,
)

PLACES = st.lists(
    st.tuples(st.sampled_from(["甲镇", "乙镇"]), st.sampled_from(["一村", "二村", "三村"])),
    min_size=12,
    max_size=80,
)


def _frame(places: list[tuple[str, str]]) -> list[FrameUnit]:
    rows = sorted(zip(places, range(len(places)), strict=True))
    return [FrameUnit(f"p{number:03d}", *place) for place, number in rows]


@given(PLACES, st.integers(0, 2**70), st.integers(1, 3))
def test_weights_of_villages_add_up_to_the_stratum_as_expected(
    places: list[tuple[str, str]], seed: int, take: int
) -> None:
    frame = _frame(places)
    sizes = Counter(unit.stratum for unit in frame)
    villages = {name: len({u.psu for u in frame if u.stratum == name}) for name in sizes}
    wanted = {name: Wanted(take, villages[name]) for name in sizes}
    draw = draw_sample(frame, wanted, seed)
    mains = [unit for unit in draw.units if unit.role == MAIN]
    # Every village is drawn, so the weights add up to the population exactly.
    for name, size in sizes.items():
        assert sum(1 / unit.probability for unit in mains if unit.stratum == name) == size
    assert all(unit.psus == (villages[unit.stratum],) * 2 for unit in mains)
    assert repeat_sample(frame, draw.to_plain()) == draw


@given(PLACES, st.integers(0, 2**70))
def test_at_once_every_unit_of_a_stratum_has_the_same_chance(
    places: list[tuple[str, str]], seed: int
) -> None:
    frame = _frame(places)
    sizes = Counter(unit.stratum for unit in frame)
    wanted = {name: Wanted(min(size, 3)) for name, size in sizes.items()}
    draw = draw_sample(frame, wanted, seed)
    for unit in draw.units:
        if unit.role == MAIN:
            assert unit.probability == Fraction(min(sizes[unit.stratum], 3), sizes[unit.stratum])
            assert unit.psus is None
    codes = [unit.code for unit in draw.units]
    assert len(set(codes)) == len(codes)


def test_over_many_seeds_units_are_drawn_as_often_as_stated() -> None:
    frame = _frame([("甲镇", f"{n % 4}村") for n in range(8)] + [("甲镇", "0村")] * 8)
    drawn: Counter[str] = Counter()
    stated: dict[str, Fraction] = {}
    rounds = 1500
    for seed in range(rounds):
        for unit in draw_sample(frame, {"甲镇": Wanted(2, 2)}, seed).units:
            if unit.role == MAIN:
                drawn[unit.code] += 1
                stated[unit.code] = unit.probability
    assert len(stated) == len(frame)
    for code, chance in stated.items():
        # Five standard errors of a share over so many rounds.
        width = 5 * (float(chance * (1 - chance)) / rounds) ** 0.5
        assert abs(drawn[code] / rounds - chance) <= width


def test_reserves_stand_in_their_own_village_in_a_fixed_order() -> None:
    frame = _frame([("甲镇", f"{n % 3}村") for n in range(60)])
    draw = draw_sample(frame, {"甲镇": Wanted(5, 2)}, 3)
    reserves = [unit for unit in draw.units if unit.role == RESERVE]
    assert [unit.position for unit in reserves] == [1, 2]
    assert {unit.psu for unit in reserves} == {u.psu for u in draw.units if u.role == MAIN}


def test_another_frame_or_another_algorithm_is_refused() -> None:
    frame = _frame([("甲镇", "一村")] * 12)
    plain = draw_sample(frame, {"甲镇": Wanted(3)}, 3).to_plain()
    with pytest.raises(MethodError, match="roster_not_fit_to_draw"):
        repeat_sample(frame[::-1], plain)
    with pytest.raises(MethodError, match="unknown_method"):
        repeat_sample(frame, {**plain, "algorithm": "by hand"})
    moved = [replace(frame[0], psu="二村"), *frame[1:]]
    assert frame_digest(moved) != frame_digest(frame)


def test_a_unit_of_no_village_is_refused_where_villages_are_drawn() -> None:
    frame = [FrameUnit("a", "甲镇", "一村"), FrameUnit("b", "甲镇")]
    with pytest.raises(MethodError, match="unknown_label"):
        draw_sample(frame, {"甲镇": Wanted(1, 1)}, 1)
    assert len(draw_sample(frame, {"甲镇": Wanted(1)}, 1).units) == 2
