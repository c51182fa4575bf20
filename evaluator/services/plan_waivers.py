"""Waiving a rule of policy in a plan that is being drafted."""

from dataclasses import replace

from sqlalchemy.orm import Session

from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.services.plan_policy import policy_findings
from evaluator.services.plans import draft_plan, save_plan
from evaluator.services.policies import require_open
from scoring.plan import Waiver
from scoring.plan_checks import POLICY_RULE


def waive_in_plan(
    session: Session,
    actor: Actor,
    clock: Clock,
    evaluation: Evaluation,
    rule: str,
    reason: str,
    revision: int,
) -> None:
    """Waive a rule of policy for this plan, with a reason and a name that the report prints."""
    plan = draft_plan(evaluation)
    found = policy_findings(session, evaluation, plan)
    require_open(rule, [row.rule.code for row in found if not row.is_waived], reason)
    waiver = Waiver(f"{POLICY_RULE}{rule}", reason.strip(), actor.name)
    changed = replace(plan, waivers=(*plan.waivers, waiver))
    save_plan(session, actor, clock, evaluation, changed, revision)
