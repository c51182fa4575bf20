"""Decisions: by the purchaser alone, once, among what the evidence permits, with reasons."""

import pytest
from sqlalchemy import func, select

from evaluator.errors import Duplicate, Invalid, NotAllowed, NotReady
from evaluator.extensions import db
from evaluator.models.audit import AuditEntry
from reports.kinds.names import NOT_RENEW, RENEW
from reports.models.decisions import Decision, DecisionCase
from reports.models.runs import ScoringRun
from reports.services.choices import SHORTEST_REASON, permitted_choices
from reports.services.decisions import record_decision
from tests.reports.demo_home import SIX, Demo

REASONS = "综合评价结果与现场核查情况，同意建议。"


def decide(
    demo: Demo, case: DecisionCase, login: str = "purchaser", choice: str = "", reasons: str = ""
) -> Decision:
    return record_decision(
        demo.session,
        demo.actor(login),
        demo.clock,
        case,
        choice or case.proposal,
        reasons or REASONS,
    )


def test_the_purchaser_decides_with_reasons_and_the_act_is_recorded(demo: Demo) -> None:
    case = demo.cases(SIX)[0]

    decision = decide(demo, case)
    demo.session.commit()

    assert case.decision is decision
    assert decision.follows_proposal
    assert decision.decider_name == demo.actor("purchaser").name
    newest = demo.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert newest is not None
    assert newest.action == "decision.record"


def test_a_decision_beside_the_proposal_says_so(demo: Demo) -> None:
    case = demo.cases(SIX)[0]
    other = permitted_choices(case.proposal, tuple(case.reasons))[1]

    assert not decide(demo, case, choice=other).follows_proposal


@pytest.mark.parametrize("login", ["lead", "observer", "assessor", "admin", "contractor"])
def test_nobody_but_a_purchaser_decides(demo: Demo, login: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        decide(demo, demo.cases(SIX)[0], login)
    assert refused.value.code == "not_allowed"


def test_the_purchaser_of_another_bureau_does_not_decide(demo: Demo) -> None:
    with pytest.raises(NotAllowed) as refused:
        decide(demo, demo.cases(SIX)[0], "other-purchaser")
    assert refused.value.code == "not_the_purchaser"


def test_a_case_is_decided_once(demo: Demo) -> None:
    case = demo.cases(SIX)[0]
    decide(demo, case)
    with pytest.raises(Duplicate) as refused:
        decide(demo, case)
    assert refused.value.parameters["found"] == demo.actor("purchaser").name


def test_of_two_who_decide_at_once_the_first_has_decided(demo: Demo) -> None:
    case = demo.cases(SIX)[0]
    assert case.decision is None
    demo.session.rollback()
    with demo.app.app_context(), db.sessionmaker() as sooner:
        first = sooner.get_one(DecisionCase, case.id)
        record_decision(sooner, demo.actor("purchaser"), demo.clock, first, first.proposal, REASONS)
        sooner.commit()
    # What this session saw before, it still believes: only the database knows better.
    assert case.__dict__.get("decision") is None

    with pytest.raises(Duplicate):
        decide(demo, case)
    demo.session.rollback()
    assert demo.session.scalar(select(func.count()).select_from(Decision)) == 1


@pytest.mark.parametrize("reasons", ["好", "   \n\t  短   ", "x" * (SHORTEST_REASON - 1)])
def test_reasons_are_required(demo: Demo, reasons: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(demo, demo.cases(SIX)[0], reasons=reasons)
    assert refused.value.code == "reasons_too_short"
    assert refused.value.parameters["field"] == "reasons"


@pytest.mark.parametrize("choice", ["D9", "", "d1"])
def test_only_what_the_evidence_permits_can_be_chosen(demo: Demo, choice: str) -> None:
    case = demo.cases(SIX)[0]
    with pytest.raises(Invalid) as refused:
        record_decision(demo.session, demo.actor("purchaser"), demo.clock, case, choice, REASONS)
    assert refused.value.code == "choice_not_permitted"


def test_a_contract_is_not_ended_where_that_is_not_proposed(demo: Demo) -> None:
    for case in demo.cases(SIX):
        if case.proposal != NOT_RENEW:
            with pytest.raises(Invalid):
                decide(demo, case, choice=NOT_RENEW)


def test_renewal_is_closed_by_a_substantiated_veto(demo: Demo) -> None:
    case = next(row for row in demo.cases(SIX) if row.proposal != RENEW)
    case.reasons = [*case.reasons, "renewal_closed_by_veto"]
    with pytest.raises(Invalid):
        decide(demo, case, choice=RENEW)


def test_a_case_of_a_replaced_run_is_not_decided_any_more(demo: Demo) -> None:
    case = demo.cases(SIX)[0]
    run = case.run
    demo.session.add(
        ScoringRun(
            evaluation_id=run.evaluation_id,
            folder="newer",
            bundle_digest=run.bundle_digest,
            plan_digest=run.plan_digest,
            book_digest=run.book_digest,
            account_id=run.account_id,
            created_at=demo.clock(),
        )
    )
    demo.session.flush()
    with pytest.raises(NotReady) as refused:
        decide(demo, case)
    assert refused.value.code == "case_replaced"
