"""Texts in plain tables are inert, and the numbers beside them stay numbers."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.plain_cells import harmless, harmless_table


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_starts_as_a_formula_does(sign: str) -> None:
    assert harmless(f"{sign}cmd|' /C calc'!A0") == f"'{sign}cmd|' /C calc'!A0"


@given(st.decimals(-1000, 1000, places=2).map(str))
def test_numbers_stay_numbers(number: str) -> None:
    assert harmless(number) == number


@given(st.text())
def test_the_text_as_it_was_can_be_had_back(text: str) -> None:
    assert harmless(text).removeprefix("'") == text.removeprefix("'")


def test_gaps_and_other_columns_of_a_table_stay() -> None:
    table = pa.table({"name": ["=1", None, "甲"], "score": [-1.5, None, 2.0]})
    made = harmless_table(table)
    assert made["name"].to_pylist() == ["'=1", None, "甲"]
    assert made["score"].equals(table["score"])
