"""This room is for the promises of the ready indicator sets: sums, sources, languages."""

from decimal import Decimal

import pytest

from scoring.indicators.inputs import SOURCES, is_survey
from scoring.indicators.rules import curve_of
from scoring.plan import Plan


@pytest.fixture(params=["plan_t", "plan_s"])
def plan(request: pytest.FixtureRequest) -> Plan:
    ready: Plan = request.getfixturevalue(request.param)
    return ready


def test_the_points_sum_to_100_exactly(plan: Plan) -> None:
    assert plan.total_points == Decimal(100)


def test_the_dimensions_weigh_what_the_handbook_says(plan_t: Plan, plan_s: Plan) -> None:
    assert [node.weight for node in plan_t.dimensions] == [36, 30, 20, 14]
    assert [node.weight for node in plan_s.dimensions] == [38, 30, 20, 12]


def test_outputs_and_benefits_weigh_as_the_fiscal_view_asks(plan_t: Plan, plan_s: Plan) -> None:
    def share(plan: Plan, fiscal: str) -> Decimal:
        rows = (leaf.weight for leaf in plan.indicators if leaf.fiscal == fiscal)
        return sum(rows, Decimal(0))

    assert (share(plan_t, "产出"), share(plan_t, "效益"), share(plan_t, "过程")) == (27, 53, 20)
    assert (share(plan_s, "产出"), share(plan_s, "效益"), share(plan_s, "过程")) == (23, 57, 20)


def test_every_rule_can_be_drawn(plan: Plan) -> None:
    for leaf in plan.indicators:
        for part in leaf.parts:
            assert part.source in SOURCES
            assert curve_of(part, leaf.code).at is not None


def test_every_survey_input_is_a_variable_of_scored_items(plan: Plan) -> None:
    variables = {variable.code: variable for variable in plan.variables}
    items = {item.code for item in plan.items}
    parts = [part for leaf in plan.indicators for part in leaf.parts if is_survey(part)]

    assert {part.input for part in parts} == set(variables)
    assert {code for variable in plan.variables for code in variable.items} == items


def test_every_name_stands_in_both_languages(plan: Plan) -> None:
    for dimension, group, leaf in plan.walk():
        for node in (dimension, group, leaf):
            assert node.name["zh"]
            assert node.name["en"]
        assert set(leaf.evidence) == {"zh", "en"}
