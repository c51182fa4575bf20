"""This room is for the picture of a ranking, page by page."""

from io import BytesIO

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reports.figures.overviews import draw_overview
from reports.figures.rankings import Mark, Ties, draw_ranking, has_too_many_ties, name_lines, pages
from reports.figures.score_axis import Line, ScoreAxis

AXIS = ScoreAxis(0, 100, (Line(60, "退出线60", (0, (5.0, 2.0))),), "总分")


def marks(count: int) -> list[Mark]:
    """Return rows of a ranking, one with a very long name."""
    return [
        Mark(
            f"c{i}", "铁岭市银州区" * (6 if i == 1 else 1), 90 - i / 2, 85 - i / 2, 95 - i / 2, "x"
        )
        for i in range(count)
    ]


@given(st.integers(1, 2000))
def test_pages_hold_all_rows_and_none_is_over_full(count: int) -> None:
    sheets = pages(marks(1) * count)

    assert sum(len(sheet) for sheet in sheets) == count
    assert max(len(sheet) for sheet in sheets) <= 60
    assert max(map(len, sheets)) - min(map(len, sheets)) <= 1


@pytest.mark.parametrize("count", [1, 6, 60])
def test_a_picture_is_the_same_bytes_each_time_and_leaves_no_settings(count: int) -> None:
    before = dict(mpl.rcParams)
    rows = marks(count)
    ties = Ties((tuple(row.contract for row in rows),), ("并列 第一组",))

    first, second = draw_ranking(rows, AXIS, ties), draw_ranking(rows, AXIS, ties)

    assert first == second
    assert dict(mpl.rcParams) == before
    picture = Image.open(BytesIO(first))
    assert picture.width > 1000
    assert set(picture.info) <= {"dpi"}
    assert len(picture.convert("L").getcolors() or ()) > 8


def test_an_overview_shows_thousands_of_rows_on_one_sheet() -> None:
    rows = [Mark(f"c{i}", "甲", i / 20, i / 20 - 2, i / 20 + 2, "") for i in range(40, 1900)]

    assert Image.open(BytesIO(draw_overview(rows, AXIS, "序"))).height < 1000
    assert draw_overview(rows[:80], AXIS, "序") == draw_overview(rows[:80], AXIS, "序")


def test_ties_that_overlap_too_often_are_told() -> None:
    rows = marks(3)
    everything = tuple(row.contract for row in rows)

    assert has_too_many_ties(rows, Ties((everything,) * 12, ("g",) * 12))
    assert not has_too_many_ties(rows, Ties((everything,), ("g",)))


@pytest.mark.parametrize(
    ("name", "lines", "shown"),
    [
        ("甲社", 2, "甲社"),
        ("虚拟铁岭乙社会工作服务中心（演示）", 2, "虚拟铁岭乙社会工作服务中心\n（演示）"),
        ("Yinzhou Social Work Service Centre", 2, "Yinzhou Social Work Service\nCentre"),
        ("铁岭市银州区阳光社会工作服务中心", 1, "铁岭市银州区阳光社会工作…"),
    ],
)
def test_a_long_name_takes_a_second_line_where_there_is_room(
    name: str, lines: int, shown: str
) -> None:
    assert name_lines(name, lines) == shown


@given(st.text(st.characters(codec="gb18030", exclude_categories=["C", "Z"]), min_size=1))
def test_a_name_keeps_its_beginning_and_tells_where_it_was_cut(name: str) -> None:
    shown = name_lines(name, 2)

    assert shown.count("\n") <= 1
    told = shown.replace("\n", "")
    assert told == name or (told.endswith("…") and name.startswith(told[:-1]))
