"""Names in texts are text, and a period is told in months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.kinds.names import Names, months_between

NAMES = Names("评估公司", "民政局", "服务公司", "过去半年")


def test_names_are_put_into_the_text_of_the_language() -> None:
    text = {
        "zh": "我是{firm}的，{purchaser}请来问{contractor}，{period}。",
        "en": "I am from {firm}.",
    }
    assert NAMES.put_into(text, "zh") == "我是评估公司的，民政局请来问服务公司，过去半年。"
    assert NAMES.put_into(text, "en") == "I am from 评估公司."
    assert NAMES.put_into({"zh": "问"}, "en") == "问"


@given(st.text(max_size=20))
def test_whatever_a_contractor_is_called_stands_there_as_it_is(name: str) -> None:
    said = Names("f", "p", name, "t").put_into({"zh": "是{contractor}吗"}, "zh")
    assert said == f"是{name}吗"


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), 6),
        (date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2026, 3, 15), date(2026, 3, 20), 1),
        (date(2025, 7, 1), date(2026, 6, 30), 12),
    ],
)
def test_a_period_is_counted_in_months(starts: date, ends: date, months: int) -> None:
    assert months_between(starts, ends) == months
