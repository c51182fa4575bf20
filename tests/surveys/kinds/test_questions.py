"""What a question is to the parts of the house that ask it: an item, a symbol, a set of codes."""

import pytest

from surveys.kinds.questions import Question
from surveys.kinds.registry import KINDS
from surveys.logic.symbols import CHOICES
from tests.surveys.kinds.examples import EXAMPLE


def test_only_choices_and_counts_go_into_a_bundle() -> None:
    items = {question.code for question in EXAMPLE.questions if question.is_item}
    assert items == {"came", "trips", "row1", "row2", "best", "told"}


@pytest.mark.parametrize(
    ("least", "most", "decimals", "is_item"),
    [(0, 32_000, 0, True), (0, 32_001, 0, False), (-1, 9, 0, False), (0, 9, 1, False)],
)
def test_a_number_that_no_column_of_codes_holds_is_no_item(
    least: int, most: int, decimals: int, is_item: bool
) -> None:
    question = Question("N", "number", {}, least=least, most=most, decimals=decimals)
    assert question.is_item == is_item


def test_every_kind_but_a_screen_can_be_named_in_an_expression() -> None:
    unnamed = {kind for kind in KINDS if Question("Q", kind, {}).symbol is None}
    assert unnamed == {"info"}
    symbol = EXAMPLE.questions[EXAMPLE.position("aid")].symbol
    assert symbol is not None
    assert (symbol.kind, symbol.codes["9"]) == (CHOICES, 9)
