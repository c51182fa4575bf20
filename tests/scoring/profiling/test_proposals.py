"""From class and grade to a proposal."""

from decimal import Decimal

import pytest

from scoring.errors import MethodError
from scoring.plan import DecisionPolicy
from scoring.profiling.proposals import Case, propose, weak_items

HARSHNESS = {"D1": 1, "D2": 2, "D3": 3, "D4": 4}


@pytest.mark.parametrize(
    ("decision_class", "grade", "proposal", "needs_explanation"),
    [
        ("renew", "excellent", "D1", False),
        ("renew", "good", "D1", False),
        ("renew", "fair", "D1", True),
        ("renew", "poor", "D1", True),
        ("rectify", "excellent", "D2", False),
        ("rectify", "good", "D2", False),
        ("rectify", "fair", "D3", False),
        ("rectify", "poor", "D3", True),
        ("exit", "good", "D2", True),
        ("exit", "fair", "D3", True),
        ("exit", "poor", "D4", False),
        ("insufficient", "good", "D0", False),
        ("insufficient", "poor", "D0", False),
        ("insufficient", None, "D0", False),
        ("exit", None, "D0", True),
    ],
)
def test_every_class_and_grade_has_its_proposal(
    decision_class: str, grade: str | None, proposal: str, needs_explanation: bool
) -> None:
    found = propose(Case(decision_class, grade))
    assert (found.proposal, found.needs_explanation) == (proposal, needs_explanation)


@pytest.mark.parametrize("decision_class", ["renew", "rectify", "exit"])
def test_a_better_grade_never_gives_a_harsher_proposal(decision_class: str) -> None:
    grades = ("poor", "fair", "good", "excellent")
    steps = [HARSHNESS[propose(Case(decision_class, grade)).proposal] for grade in grades]
    assert steps == sorted(steps, reverse=True)


def test_a_contract_that_allows_no_renewal_leaves_the_question_to_a_person() -> None:
    found = propose(Case("renew", "good", is_renewal_allowed=False))
    assert found.needs_explanation
    assert found.reasons == ("renewal_not_in_contract",)


def test_satisfaction_has_a_line_of_its_own() -> None:
    policy = DecisionPolicy(weak_satisfaction=Decimal(70), weak_dimension_share=Decimal("0.6"))
    codes, marks = ["A", "B", "C"], [True, False, False]
    assert weak_items(codes, [0.699, 0.6, 0.599], marks, policy) == ("A", "C")
    assert weak_items(codes, [0.7 - 1e-12, 0.6 - 1e-12, 0.9], marks, policy) == ()


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(MethodError) as refused:
        propose(Case("applaud", "good"))
    assert refused.value.code == "unknown_decision_class"
