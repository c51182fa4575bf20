"""Recording what the purchaser decides: one reasoned decision a case, never overwritten."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotAllowed, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.services.audit import record_act
from reports.models.decisions import Decision, DecisionCase
from reports.queries.runs import latest_run
from reports.services.choices import SHORTEST_REASON, permitted_choices


def record_decision(
    session: Session, actor: Actor, clock: Clock, case: DecisionCase, choice: str, reasons: str
) -> Decision:
    """Record the decision of a named person of the purchaser on a case.

    Refuses a second decision, a case of a run that another has replaced, a choice that the
    evidence does not permit, and a decision without reasons in the decider's own words.
    """
    _require_open(session, actor, case)
    permitted = permitted_choices(case.proposal, tuple(case.reasons))
    if choice not in permitted:
        raise Invalid("choice_not_permitted", field="choice", found=choice, allowed=permitted)
    reasons = reasons.strip()
    if len(reasons) < SHORTEST_REASON:
        raise Invalid(
            "reasons_too_short", field="reasons", found=len(reasons), allowed=SHORTEST_REASON
        )
    decision = Decision(
        case_id=case.id,
        choice=choice,
        follows_proposal=choice == case.proposal,
        reasons=reasons,
        account_id=actor.account_id,
        decider_name=actor.name,
        decided_at=clock(),
    )
    _add_first(session, case, decision)
    record_act(
        session,
        actor,
        clock,
        "decision.record",
        f"decision-case/{case.id}",
        choice=choice,
        proposal=case.proposal,
        plan=case.run.plan_digest,
        book=case.run.book_digest,
    )
    return decision


def _require_open(session: Session, actor: Actor, case: DecisionCase) -> None:
    actor.require("decisions.record")
    if case.evaluation.programme.purchaser_id != actor.organisation_id:
        raise NotAllowed("not_the_purchaser")
    if case.decision is not None:
        raise Duplicate("already_decided", found=case.decision.decider_name)
    if latest_run(session, case.evaluation) is not case.run:
        raise NotReady("case_replaced")


def _add_first(session: Session, case: DecisionCase, decision: Decision) -> None:
    """Add the decision; where two people decide at once, the first to arrive has decided."""
    try:
        with session.begin_nested():
            session.add(decision)
    except IntegrityError as error:
        session.refresh(case)
        if case.decision is None:
            raise
        raise Duplicate("already_decided", found=case.decision.decider_name) from error
    session.refresh(case)
