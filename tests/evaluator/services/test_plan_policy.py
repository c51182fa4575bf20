"""A plan is signed only when it keeps the policy of its place, or a name stands under a waiver."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotReady
from evaluator.models.evaluations import Evaluation
from evaluator.services.contract_terms import waive_rule
from evaluator.services.plan_policy import policy_findings
from evaluator.services.plan_waivers import waive_in_plan
from evaluator.services.plans import draft_plan, save_plan, sign_plan
from scoring.plan import Dimension, Plan
from scoring.plan_checks import CONTRACT_RULE, POLICY_RULE
from tests.evaluations import ClockNow
from tests.web import PASSWORD, People


def without_social_impact(plan: Plan) -> Plan:
    """The plan with its last dimension under a name that policy does not know."""
    *others, last = plan.dimensions
    renamed: Dimension = replace(last, name={"zh": "其他", "en": "Other"})
    return replace(plan, dimensions=(*others, renamed))


def sign(session: Session, people: People, clock: ClockNow, evaluation: Evaluation) -> bool:
    digest = draft_plan(evaluation).digest
    return sign_plan(session, people.actors["lead"], clock, evaluation, digest, PASSWORD)


def test_the_ready_sets_keep_the_policy_of_the_nation(
    session: Session, drafted: Evaluation
) -> None:
    found = policy_findings(session, drafted, draft_plan(drafted))
    assert [row.rule.code for row in found if row.is_blocking] == []


def test_r23_a_plan_without_social_impact_is_not_signed_until_waived(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    lead = people.actors["lead"]
    changed = without_social_impact(draft_plan(drafted))
    save_plan(session, lead, clock, drafted, changed, drafted.revision)
    with pytest.raises(NotReady, match="plan_against_policy"):
        sign(session, people, clock, drafted)
    rule, reason = "dimensions_present", "县里另设专项评价"
    waive_in_plan(session, lead, clock, drafted, rule, reason, drafted.revision)
    assert not sign(session, people, clock, drafted)  # the purchaser's signature is still missing
    waiver = draft_plan(drafted).waivers[-1]
    assert (waiver.rule, waiver.signed_by) == (f"{POLICY_RULE}{rule}", lead.name)
    with pytest.raises(Invalid, match="rule_not_open"):
        waive_in_plan(session, lead, clock, drafted, rule, reason, drafted.revision)


def test_a_selection_sheet_is_not_bound_by_rules_for_evaluations(
    session: Session, drafted: Evaluation
) -> None:
    sheet = replace(without_social_impact(draft_plan(drafted)), is_selection=True)
    assert policy_findings(session, drafted, sheet) == ()


def test_waivers_of_contracts_stand_in_the_plan_and_void_signatures_made_before(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    lead, contract = people.actors["lead"], drafted.contracts[0]
    before = draft_plan(drafted).digest
    waive_rule(session, lead, clock, contract, "contingency_plan", "县里统一预案")
    session.refresh(contract)
    plan = draft_plan(drafted)
    assert plan.digest != before
    assert plan.waivers[-1].rule == f"{CONTRACT_RULE}contingency_plan"
    assert plan.waivers[-1].reason == f"{contract.code}: 县里统一预案"
    thresholds = replace(plan.thresholds, grade_half_width=Decimal(4))
    save_plan(session, lead, clock, drafted, replace(plan, thresholds=thresholds), drafted.revision)
    assert drafted.draft["waivers"] == []  # it is the contract's, and not written down twice
    assert len(draft_plan(drafted).waivers) == 1
