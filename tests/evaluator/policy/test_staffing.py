"""The staffing norms, against every value of the tables that the founding reply gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import Invalid
from evaluator.policy.packs import pack
from evaluator.policy.staffing import CEILING, FLOOR, need

COUNTY = {
    FLOOR: "0:2 4999:2 5000:2 5001:2 9999:2 10000:3 10001:3 14999:3 15000:4 20000:5",
    CEILING: "0:2 4999:2 5000:2 5001:3 9999:3 10000:3 10001:4 14999:4 15000:4 20000:5",
}
TOWNSHIP = {
    FLOOR: "0:2 499:2 500:4 1499:4 1500:4 1501:4 1999:4 2000:5 2001:5 2500:6 2501:6 3000:7 3001:7 "
    "3499:7 3500:8 4000:8 9999:8",
    CEILING: "0:2 499:2 500:4 1499:4 1500:4 1501:5 1999:5 2000:5 2001:6 2500:6 2501:7 3000:7 "
    "3001:8 3499:8 3500:8 4000:8 9999:8",
}
TABLES = [
    (level, reading, *map(int, cell.split(":")))
    for level, table in (("county", COUNTY), ("township", TOWNSHIP))
    for reading, cells in table.items()
    for cell in cells.split()
]


@pytest.mark.parametrize(("level", "reading", "count", "staff"), TABLES)
def test_r16_every_value_of_the_staffing_tables(
    level: str, reading: str, count: int, staff: int
) -> None:
    assert pack("tieling").staffing[level].staff(count, reading) == staff


def test_r16_the_literal_reading_is_the_norm_and_the_fuller_one_a_suggestion() -> None:
    found = need(pack("tieling").staffing["county"], 5001, actual=2)
    assert (found.needed, found.suggested, found.is_met) == (2, 3, True)


@pytest.mark.parametrize(
    ("level", "count", "staff", "notes"),
    [
        ("county", 2999, 2, ()),
        ("county", 3000, 4, ("edge_unclear",)),
        ("county", 8000, 6, ("edge_unclear",)),
        ("county", 8001, 10, ()),
        ("township", 299, 2, ()),
        ("township", 601, 6, ()),
    ],
)
def test_guangdong_counts_households_and_says_where_its_text_is_unclear(
    level: str, count: int, staff: int, notes: tuple[str, ...]
) -> None:
    norm = pack("guangdong").staffing[level]
    found = need(norm, count)
    assert (norm.unit, found.needed, found.notes) == ("households", staff, notes)


@pytest.mark.parametrize(("residents", "staff"), [(20000, 1), (20001, 2), (50000, 2), (50001, 3)])
def test_fujian_counts_registered_residents(residents: int, staff: int) -> None:
    assert pack("fujian").staffing["township"].staff(residents) == staff


def test_nobody_served_is_told_and_a_negative_number_refused() -> None:
    norm = pack("tieling").staffing["township"]
    assert need(norm, 0).notes == ("nobody_served",)
    with pytest.raises(Invalid, match="count_below_zero"):
        norm.staff(-1)


def test_more_people_than_the_cap_are_reported_and_met() -> None:
    found = need(pack("tieling").staffing["township"], 9999, actual=11)
    assert found.is_met
    assert found.notes == ("above_cap",)


@given(count=st.integers(0, 10**7), more=st.integers(0, 10**5))
def test_more_people_to_serve_never_need_fewer_staff(count: int, more: int) -> None:
    for code in ("tieling", "guangdong", "fujian"):
        for norm in pack(code).staffing.values():
            for reading in (FLOOR, CEILING):
                assert norm.staff(count, reading) <= norm.staff(count + more, reading)
            assert norm.staff(count, FLOOR) <= norm.staff(count, CEILING)
