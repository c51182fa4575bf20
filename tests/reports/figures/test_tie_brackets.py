"""This room is for the brackets that hold tied contracts together."""

from hypothesis import given
from hypothesis import strategies as st

from reports.figures.tie_brackets import LANES, brackets


def test_overlapping_groups_take_lanes_of_their_own() -> None:
    found = brackets(list("abcde"), [("a", "b", "c"), ("b", "c", "d"), ("d", "e")], ["1", "2", "3"])

    assert found is not None
    assert [(row.first, row.last, row.lane) for row in found] == [(0, 2, 0), (1, 3, 1), (3, 4, 0)]
    assert all(row.starts_here and row.ends_here for row in found)


def test_a_group_that_goes_on_over_the_page_stays_open_there() -> None:
    found = brackets(list("bc"), [("a", "b", "c", "d")], ["1"])

    assert found is not None
    assert (found[0].starts_here, found[0].ends_here) == (False, False)


def test_a_group_of_one_needs_no_bracket_and_too_many_give_none() -> None:
    assert brackets(["a"], [("a",)], ["1"]) == ()
    groups = [("a", "b")] * (LANES + 1)
    assert brackets(["a", "b"], groups, ["x"] * len(groups)) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), max_size=9))
def test_brackets_in_one_lane_never_touch(runs: list[tuple[int, int]]) -> None:
    page = [str(row) for row in range(15)]
    groups = [tuple(page[first : first + length + 1]) for first, length in sorted(runs)]

    found = brackets(page, groups, ["g"] * len(groups))

    assert found is not None
    for one in found:
        for other in found:
            if one is not other and one.lane == other.lane:
                assert one.last < other.first or other.last < one.first
