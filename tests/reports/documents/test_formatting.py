"""This room is for numbers and places as they are printed."""

from decimal import Decimal

import pytest

from reports.documents.formatting import chance, half_up, interval, numeral, points, share, standing


def test_scores_have_two_decimals_rounded_half_up() -> None:
    assert points(Decimal("85.73")) == "85.73"
    assert points(3.745) == "3.75"
    assert points(None) == "—"
    assert interval(83.05, 88.249) == "83.1–88.2"
    assert interval(None, 1.0) == "—"
    assert half_up(-0.001, 2) == "0.00"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0%"), (0.001, "<1%"), (0.925, "93%"), (0.9999, ">99%"), (1.0, "100%")],
)
def test_a_share_is_never_all_or_nothing_unless_it_is(value: float, text: str) -> None:
    assert share(value) == text


def test_a_probability_is_never_told_as_certain() -> None:
    assert (chance(0.0), chance(0.5), chance(1.0)) == ("<1%", "50%", ">99%")


def test_a_place_is_printed_with_its_group_and_band() -> None:
    assert standing([1], 1, 3, "en") == "Group 1 (tied, places 1–3)"
    assert standing([1, 2], 1, 5, "en") == "Groups 1–2 (tied, places 1–5)"
    assert standing([4], 6, 6, "en") == "Group 4 (place 6)"


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (45, "四十五"), (120, "120")],
)
def test_groups_are_counted_in_chinese_numerals(number: int, text: str) -> None:
    assert numeral(number, "zh") == text
    assert numeral(number, "en") == str(number)
