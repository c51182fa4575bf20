"""This room is for totals that foot: random plans, gaps and values, added up by hand."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.composite import SurveyCovariance, compose
from scoring.indicators.outcomes import score_indicators
from scoring.indicators.readings import NOT_APPLICABLE, Reading, blank
from scoring.indicators.rounding import half_up
from scoring.plan import Band, Dimension, Group, Indicator, Part, Plan
from scoring.profiling.grades import GradeRule, grade_results

BANDS = tuple(
    Band(grade, Decimal(floor))
    for grade, floor in (("excellent", 90), ("good", 80), ("fair", 60), ("poor", 0))
)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Plan, dict[str, Reading]]:
    """A plan of 100 points in random shares, and a reading or a gap for each indicator."""
    tree = draw(
        st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=3), min_size=1, max_size=4)
    )
    leaves = sum(size for groups in tree for size in groups)
    cuts = st.lists(st.integers(1, 9_999), min_size=leaves - 1, max_size=leaves - 1, unique=True)
    edges = [0, *sorted(draw(cuts)), 10_000]
    points = iter(Decimal(b - a) / 100 for a, b in pairwise(edges))
    dimensions, readings = [], {}
    for d, groups in enumerate(tree):
        made = []
        for g, size in enumerate(groups):
            codes = [f"{d}{g}{leaf}" for leaf in range(size)]
            made.append(Group(f"{d}{g}", {}, tuple(_leaf(code, next(points)) for code in codes)))
            readings |= {code: draw(_readings()) for code in codes}
        dimensions.append(Dimension(str(d), {}, tuple(made), is_satisfaction=d == 0))
    return Plan("E1", {}, tuple(dimensions), (), (), BANDS), readings


def _leaf(code: str, points: Decimal) -> Indicator:
    return Indicator(code, {}, (Part("SAT", points, "PQ", code),))


def _readings() -> st.SearchStrategy[Reading]:
    values = st.decimals(0, 100, places=3, allow_nan=False).map(
        lambda value: Reading(Fraction(value))
    )
    return st.one_of(values, values, values, st.just(blank(NOT_APPLICABLE)))


def by_hand(plan: Plan, readings: dict[str, Reading]) -> dict[str, Fraction] | None:
    """Points of each indicator, its gaps carried by its nearest sisters; None if a node is bare."""
    points: dict[str, Fraction] = {}
    for node in plan.dimensions:
        answered = {
            group.code: [leaf for leaf in group.indicators if readings[leaf.code].value is not None]
            for group in node.groups
        }
        alive = [group for group in node.groups if answered[group.code]]
        if not alive:
            return None
        whole = sum(Fraction(group.weight) for group in alive)
        for group in alive:
            carried = Fraction(node.weight) * Fraction(group.weight) / whole
            inside = sum(Fraction(leaf.weight) for leaf in answered[group.code])
            for leaf in answered[group.code]:
                weight = carried * Fraction(leaf.weight) / inside
                points[leaf.code] = weight * (readings[leaf.code].value or Fraction(0)) / 100
    return points


@settings(max_examples=500, deadline=None)
@given(sheets())
def test_rows_subtotals_and_total_foot_as_they_do_by_hand(
    sheet: tuple[Plan, dict[str, Reading]],
) -> None:
    plan, readings = sheet
    nothing = SurveyCovariance((), np.zeros((0, 0)))
    composite = compose(plan, score_indicators(plan, readings), nothing)
    expected = by_hand(plan, readings)
    if expected is None:
        assert composite.printed is None
        assert composite.reasons == ("dimension_not_applicable",)
        return
    printed = {row.code: row.printed for row in composite.indicators if row.printed is not None}
    assert printed == {code: half_up(points) for code, points in expected.items()}
    assert composite.printed == sum(printed.values())
    assert composite.printed == sum(row.printed or Decimal(0) for row in composite.dimensions)
    assert composite.total == float(sum(expected.values()))
    assert sum(row.effective_weight for row in composite.indicators) == pytest.approx(100)
    assert abs(Fraction(composite.printed or 0) - sum(expected.values())) <= len(
        printed
    ) * Fraction("0.005") + Fraction("0.000000001")


@pytest.mark.parametrize(
    ("total", "grade", "is_borderline"),
    [
        (89.995, "excellent", True),
        (89.9949999996, "excellent", True),  # noise of the tenth decimal is not looked at
        (89.994999999, "good", False),
        (90.0, "excellent", False),
        (90.0 - 1e-11, "excellent", False),
        (79.995, "good", True),
        (59.994999, "poor", False),
        (60.0, "fair", False),
        (0.0, "poor", False),
        (100.0, "excellent", False),
    ],
)
def test_grades_at_an_edge_follow_the_printed_total(
    total: float, grade: str, is_borderline: bool
) -> None:
    (result,) = grade_results(GradeRule(BANDS), [half_up(total)], [total], [1.0], [80])
    assert (result.earned, result.is_borderline) == (grade, is_borderline)


def test_a_total_of_one_row_prints_that_row() -> None:
    plan = Plan(
        "E1",
        {},
        (Dimension("A", {}, (Group("A1", {}, (_leaf("A101", Decimal(100)),)),)),),
        (),
        (),
        BANDS,
    )
    readings: dict[str, Any] = {"A101": Reading(Fraction("89.995"))}
    nothing = SurveyCovariance((), np.zeros((0, 0)))
    composite = compose(plan, score_indicators(plan, readings), nothing)
    assert (composite.printed, composite.total) == (Decimal("90.00"), 89.995)
