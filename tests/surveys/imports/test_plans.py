"""This room is for the plan that a mapping states or implies."""

from decimal import Decimal
from pathlib import Path

import pytest

from surveys.imports.mappings import read_mapping
from surveys.imports.plans import build_plan
from surveys.imports.problems import AnswersRefused

PLAN = """
[plan]
satisfaction = "A"

[plan.dimensions]
A = { zh = "满意度", en = "Satisfaction" }
B = { zh = "可及性", en = "Access" }

[[plan.indicators]]
code = "A1"
dimension = "A"
weight = 60.5
items = ["Q12"]

[[plan.indicators]]
code = "B1"
dimension = "B"
weight = 39.5
items = ["Q12"]

[plan.bands]
excellent = 92

[plan.lines]
exit = 55
renewal = 82.5
"""


def test_without_a_plan_one_satisfaction_indicator_carries_all(mapping_file: Path) -> None:
    plan = build_plan(read_mapping(mapping_file))

    (indicator,) = plan.indicators
    assert (indicator.weight, indicator.source) == (Decimal(100), "BQ")
    assert plan.dimensions[0].is_satisfaction
    assert [(band.grade, band.floor) for band in plan.bands] == [
        ("excellent", 90),
        ("good", 80),
        ("fair", 60),
        ("poor", 0),
    ]
    assert (plan.decision.exit_line, plan.decision.renewal_line) == (60, 80)
    assert plan.items[0].scores["2"] == 75
    assert plan.is_demo


def test_a_stated_plan_is_taken_exactly(mapping_file: Path) -> None:
    mapping_file.write_text(mapping_file.read_text("utf-8") + PLAN, "utf-8")

    plan = build_plan(read_mapping(mapping_file))

    assert [(row.code, row.weight) for row in plan.dimensions] == [
        ("A", Decimal("60.5")),
        ("B", Decimal("39.5")),
    ]
    assert [row.is_satisfaction for row in plan.dimensions] == [True, False]
    assert plan.bands[0].floor == 92
    assert (plan.decision.exit_line, plan.decision.renewal_line) == (55, Decimal("82.5"))
    assert plan.total_points == 100


def test_a_plan_that_names_what_is_not_there_is_refused_whole(mapping_file: Path) -> None:
    stated = PLAN.replace('items = ["Q12"]', 'items = ["Q99"]').replace("92", '"high"')
    stated = stated.replace("exit =", "exits =").replace("= 39.5", "= -1")
    stated = stated.replace('satisfaction = "A"', 'satisfaction = "Z"\nsurprise = 1')
    mapping_file.write_text(mapping_file.read_text("utf-8") + stated, "utf-8")

    with pytest.raises(AnswersRefused) as refused:
        build_plan(read_mapping(mapping_file))

    assert {(p.code, p.column) for p in refused.value.problems} == {
        ("unknown_key", "plan"),
        ("unknown_item", "plan.indicators.A1"),
        ("unknown_item", "plan.indicators.B1"),
        ("weight_not_positive", "plan.indicators.B1"),
        ("unknown_dimension", "plan.satisfaction"),
        ("not_a_number", "plan.bands.excellent"),
        ("unknown_key", "plan.lines"),
    }
