"""The linter: what packs demand of plans and contracts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluator.policy.checks import ContractFace
from evaluator.policy.linting import lint_contract, lint_plan
from evaluator.policy.packs import pack
from evaluator.policy.ready_sets import ready_plan
from scoring.plan import Plan
from tests.evaluator.policy.plans import without_dimension, without_fiscal, without_source

SOUND = ContractFace(
    missing_clauses=(),
    years=Decimal(1),
    longest_years=3,
    is_contractor_eligible=True,
    contractor_kind="enterprise",
    has_contingency_plan=True,
    is_staffing_only=False,
    services=("T1",),
    is_assessed_by_contractor=False,
)


def codes_of(face: ContractFace, place: str = "tieling", *waived: str) -> list[tuple[str, bool]]:
    found = lint_contract(pack(place).rules, face, waived)
    return [(finding.rule.code, finding.is_blocking) for finding in found]


@pytest.mark.parametrize("template", ["T", "S"])
def test_the_ready_sets_keep_every_rule_of_every_pack(template: str) -> None:
    for code in ("tieling", "guangdong", "fujian", "zhejiang"):
        assert lint_plan(pack(code).rules, ready_plan(template)) == ()


def test_a_sound_contract_is_left_in_peace() -> None:
    assert codes_of(SOUND) == []


@pytest.mark.parametrize(
    ("change", "code", "is_blocking"),
    [
        ({"missing_clauses": ("payment",)}, "clauses_complete", False),
        ({"years": Decimal("3.01")}, "term_within_limit", True),
        ({"is_staffing_only": True}, "not_staffing_only", False),
    ],
)
def test_what_a_contract_lacks_is_found(
    change: dict[str, object], code: str, is_blocking: bool
) -> None:
    assert codes_of(replace(SOUND, **change)) == [(code, is_blocking)]  # type: ignore[arg-type]  # the row names its field


def test_r07_a_contractor_that_may_not_take_such_contracts_is_found() -> None:
    face = replace(SOUND, is_contractor_eligible=False, contractor_kind="funded_group")
    assert codes_of(face) == [("contractor_eligible", True)]
    kinds = pack().contractor_kinds
    assert [code for code, kind in kinds.items() if not kind.is_eligible] == [
        "first_class_institution",
        "funded_group",
    ]


def test_r08_nobody_assesses_a_contract_of_their_own() -> None:
    face = replace(SOUND, is_assessed_by_contractor=True)
    assert codes_of(face) == [("evaluation_bought", True)]


def test_r13_a_contract_that_does_not_forbid_passing_it_on_is_blocked() -> None:
    face = replace(SOUND, missing_clauses=("no_transfer",))
    assert codes_of(face) == [("no_transfer_clause", True), ("clauses_complete", False)]


def test_r19_a_contract_without_a_contingency_plan_is_blocked() -> None:
    face = replace(SOUND, has_contingency_plan=False)
    assert codes_of(face) == [("contingency_plan", True)]


def test_zhejiang_asks_for_the_clause_that_leads_to_an_exit() -> None:
    face = replace(SOUND, missing_clauses=("breach",))
    assert ("exit_clause", True) in codes_of(face, "zhejiang")
    assert ("exit_clause", True) not in codes_of(face, "tieling")


def test_a_waiver_keeps_the_finding_and_lifts_the_block() -> None:
    face = replace(SOUND, has_contingency_plan=False)
    assert codes_of(face, "tieling", "contingency_plan") == [("contingency_plan", False)]


@pytest.mark.parametrize("dimension", ["B", "C", "D"])
def test_r23_outcomes_management_and_social_impact_are_each_there(dimension: str) -> None:
    found = lint_plan(pack("tieling").rules, without_dimension(ready_plan("T"), dimension))
    assert "dimensions_present" in [finding.rule.code for finding in found if finding.is_blocking]


def test_r22_a_plan_that_does_not_ask_the_purchaser_is_pointed_out() -> None:
    found = lint_plan(pack("tieling").rules, without_source(ready_plan("T"), "PQ"))
    assert [(one.rule.code, one.found, one.is_blocking) for one in found] == [
        ("three_sources", ["PQ"], False)
    ]


def share_of(plan: Plan) -> list[tuple[object, object]]:
    found = lint_plan(pack("tieling").rules, plan)
    return [(one.found, one.allowed) for one in found if one.rule.code == "fiscal_share"]


def test_outputs_and_effects_weigh_sixty_percent_or_more() -> None:
    plan = ready_plan("T")
    assert share_of(plan) == []
    heavy_process = without_fiscal(plan, {"效益": "过程"})
    assert share_of(heavy_process) == [(Decimal(27), Decimal(60))]


def test_an_indicator_without_a_tag_may_still_be_an_effect() -> None:
    plan = without_fiscal(ready_plan("T"), {"效益": ""})
    found = [one.rule.code for one in lint_plan(pack("tieling").rules, plan)]
    assert found == ["fiscal_dimension_named"]
