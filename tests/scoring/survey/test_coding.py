"""This room is for how answers become points: missing codes, means, counts and filters."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import PlanError
from scoring.plan import Item, Variable
from scoring.survey.coding import BLANK, code_variables
from tests.bundles import FIVE, survey_plan

YES_NO = {"0": Decimal(0), "1": Decimal(100)}


def coded(variable: Variable, items: list[Item], answers: dict[str, list[int]], **how: Any) -> Any:
    """Return points of one variable, None where it is not known."""
    (coding,) = code_variables(survey_plan(items, [variable]), exact=how.get("exact", True))
    arrays = {code: np.array(column, np.int16) for code, column in answers.items()}
    result = coding.apply(arrays)
    return [
        float(value * coding.unit) if known else None
        for value, known in zip(result.values.tolist(), result.known, strict=True)
    ]


def test_a_single_item_gives_its_points() -> None:
    found = coded(Variable("v", "mean", ("a",)), [Item("a", FIVE)], {"a": [1, 2, 3, 4, 5]})
    assert found == [0, 25, 50, 75, 100]


@pytest.mark.parametrize("code", [-1, -2, -3, BLANK])
def test_missing_answers_have_no_points(code: int) -> None:
    found = coded(Variable("v", "mean", ("a",)), [Item("a", FIVE)], {"a": [code, 5]})
    assert found == [None, 100]


def test_a_mean_needs_half_of_its_items() -> None:
    items = [Item(code, FIVE) for code in "abc"]
    answers = {"a": [5, 5, 5, -1], "b": [1, 1, -1, -1], "c": [1, -1, -2, BLANK]}
    found = coded(Variable("v", "mean", ("a", "b", "c")), items, answers)
    assert found == [pytest.approx(100 / 3), 50, None, None]


def test_at_least_counts_full_marks_among_those_who_answered_any() -> None:
    items = [Item(code, YES_NO) for code in "abc"]
    answers = {"a": [1, 1, -1, -1], "b": [1, 0, 1, -1], "c": [0, 0, 1, BLANK]}
    variable = Variable("v", "at_least", ("a", "b", "c"), {"count": 2})
    assert coded(variable, items, answers) == [100, 0, 100, None]
    assert coded(variable, items, answers, exact=False) == [100, 0, 100, None]


def test_among_asks_the_filter_first_and_counts_a_missing_answer_as_nothing() -> None:
    items = [Item("filter", YES_NO), Item("solved", YES_NO)]
    answers = {"filter": [1, 1, 1, 0, -1], "solved": [1, 0, -1, 1, 1]}
    variable = Variable("v", "among", ("filter", "solved"), {"codes": [1]})
    assert coded(variable, items, answers) == [100, 0, 0, None, None]


@pytest.mark.parametrize(
    ("variable", "code"),
    [
        (Variable("v", "median", ("a",)), "unknown_method"),
        (Variable("v", "mean", ("z",)), "unknown_item"),
        (Variable("v", "mean", ()), "unknown_item"),
        (Variable("v", "at_least", ("a",), {"count": 2}), "wrong_parameter"),
        (Variable("v", "at_least", ("a",), {"count": True}), "wrong_parameter"),
        (Variable("v", "among", ("a",), {"codes": [1]}), "wrong_parameter"),
        (Variable("v", "among", ("a", "a"), {"codes": ["x"]}), "wrong_parameter"),
        (Variable("v", "among", ("a", "a"), {"codes": [99_999]}), "wrong_parameter"),
    ],
)
def test_a_variable_that_cannot_be_computed_is_refused(variable: Variable, code: str) -> None:
    with pytest.raises(PlanError) as caught:
        code_variables(survey_plan([Item("a", FIVE)], [variable]), exact=True)
    assert caught.value.code == code
    assert str(caught.value.parameters["where"]).startswith("v")


@pytest.mark.parametrize("code", ["-1", "32768", "1.0", "yes"])
def test_answer_codes_are_whole_numbers_that_fit(code: str) -> None:
    item = Item("a", {code: Decimal(50)})
    with pytest.raises(PlanError) as caught:
        code_variables(survey_plan([item], [Variable("v", "mean", ("a",))]), exact=True)
    assert (caught.value.code, caught.value.parameters["found"]) == ("wrong_answer_code", code)


def test_which_variables_are_shares_of_respondents_is_known() -> None:
    items = [Item("a", FIVE), Item("p", YES_NO), Item("q", YES_NO)]
    variables = [
        Variable("mean", "mean", ("a",)),
        Variable("yes", "mean", ("p",)),
        Variable("both", "mean", ("p", "q")),
        Variable("any", "at_least", ("p", "q"), {"count": 1}),
        Variable("solved", "among", ("p", "q"), {"codes": [1]}),
    ]
    codings = code_variables(survey_plan(items, variables), exact=True)
    assert [coding.is_binary for coding in codings] == [False, True, False, True, True]


@given(
    st.lists(st.lists(st.sampled_from([-3, -1, 1, 2, 3, 4, 5]), min_size=7, max_size=7)),
    st.integers(1, 7),
)
def test_whole_numbers_hold_the_mean_of_any_answers_without_loss(
    rows: list[list[int]], count: int
) -> None:
    codes = [f"i{n}" for n in range(count)]
    plan = survey_plan([Item(code, FIVE) for code in codes], [Variable("v", "mean", tuple(codes))])
    (coding,) = code_variables(plan, exact=True)
    answers = {code: np.array([row[n] for row in rows], np.int16) for n, code in enumerate(codes)}
    result = coding.apply(answers)
    assert result.values.dtype == np.int64
    for row, value, known in zip(rows, result.values.tolist(), result.known, strict=True):
        points = [Fraction(FIVE[str(code)]) for code in row[:count] if code > 0]
        assert known == (len(points) * 2 >= count)
        if known:
            assert value * coding.unit == sum(points) / len(points)
            assert value <= coding.largest
