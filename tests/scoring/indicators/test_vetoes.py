"""This room is for tests of vetoes."""

from typing import Any

import pytest

from scoring.errors import BundleError
from scoring.indicators.vetoes import capped_grade, checked_findings, is_capped, vetoes_of
from scoring.plan import Plan
from scoring.scorebook import GradeResult, VetoResult

GOOD = GradeResult("good", "good", {"good": 1.0}, 1.0, is_borderline=False)
BLANK = GradeResult(None, None, {}, None, is_borderline=False, reason="interval_too_wide")


def finding(**changes: Any) -> dict[str, Any]:
    return {"contract": "K1", "code": "V2", "state": "candidate", "evidence": ""} | changes


@pytest.mark.parametrize("state", ["candidate", "dismissed"])
def test_only_a_substantiated_finding_caps_the_grade(plan_t: Plan, state: str) -> None:
    vetoes = vetoes_of(plan_t, "K1", [finding(state=state)])

    assert not is_capped(vetoes)
    assert capped_grade(plan_t, GOOD, vetoes) == GOOD


@pytest.mark.parametrize("grade", [GOOD, BLANK])
def test_a_cap_leaves_the_earned_grade_and_lowers_the_one_that_stands(
    plan_t: Plan, grade: GradeResult
) -> None:
    vetoes = (VetoResult("V2", "substantiated", "payroll"),)
    capped = capped_grade(plan_t, grade, vetoes)

    assert is_capped(vetoes)
    assert (capped.earned, capped.standing) == (grade.earned, "poor")


def test_findings_on_other_contracts_are_left_out(plan_t: Plan) -> None:
    assert vetoes_of(plan_t, "K1", [finding(contract="K2")]) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "V9"}, "unknown_veto"),
        ({"state": "certain"}, "unknown_veto_state"),
        ({"state": "substantiated"}, "veto_without_evidence"),
        ({"state": "substantiated", "evidence": "  "}, "veto_without_evidence"),
    ],
)
def test_a_finding_that_cannot_stand_is_refused(
    plan_t: Plan, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(BundleError, match=code):
        vetoes_of(plan_t, "K1", [finding(**changes)])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("V2", "wrong_type"),
        ({"contract": "K1", "code": "V2"}, "missing_key"),
        ({"contract": None, "code": "V2", "state": "candidate"}, "missing_key"),
        (finding(contract="K9"), "unknown_contract"),
    ],
)
def test_a_finding_that_would_bite_nobody_is_refused(row: Any, code: str) -> None:
    with pytest.raises(BundleError, match=code) as caught:
        checked_findings([finding(), row], ["K1", "K2"])
    assert caught.value.parameters["where"] == "findings.json[1]"
