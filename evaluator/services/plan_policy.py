"""A plan held against the policy pack of its programme, before anybody signs it."""

from sqlalchemy.orm import Session

from evaluator.errors import NotReady
from evaluator.models.evaluations import Evaluation
from evaluator.policy.linting import PolicyFinding, lint_plan
from evaluator.services.policies import pack_of
from scoring.plan import Plan
from scoring.plan_checks import POLICY_RULE


def policy_findings(
    session: Session, evaluation: Evaluation, plan: Plan
) -> tuple[PolicyFinding, ...]:
    """Return what policy finds in a plan, blocking first; a selection sheet is not bound."""
    if plan.is_selection:
        return ()
    named = [row.rule for row in plan.waivers if row.rule.startswith(POLICY_RULE)]
    waived = [rule.removeprefix(POLICY_RULE) for rule in named]
    return lint_plan(pack_of(session, evaluation.programme).rules, plan, waived)


def require_policy_kept(session: Session, evaluation: Evaluation, plan: Plan) -> None:
    """Refuse (``plan_against_policy``) a plan that breaks a blocking rule nobody waived."""
    found = policy_findings(session, evaluation, plan)
    blocking = [row.rule.code for row in found if row.is_blocking]
    if blocking:
        raise NotReady("plan_against_policy", found=blocking)
