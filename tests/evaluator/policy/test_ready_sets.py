"""The ready sets as drafts: fresh copies that nothing speaks against."""

import pytest

from evaluator.policy.ready_sets import READY_SETS, ready_draft, ready_plan, usual_adjusters
from scoring.plan_checks import findings


@pytest.mark.parametrize("template", READY_SETS)
def test_nothing_speaks_against_a_ready_set(template: str) -> None:
    assert findings(ready_plan(template)) == ()


def test_changing_one_draft_leaves_the_next_one_whole() -> None:
    ready_draft("T")["dimensions"].clear()
    assert ready_draft("T")["dimensions"]


def test_adjusters_are_named_in_both_languages() -> None:
    assert all(row["name"]["zh"] and row["name"]["en"] for row in usual_adjusters())
