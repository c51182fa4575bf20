"""The foundation's steps of an evaluation: contracts, indicators, plan, measures."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from evaluator.errors import NotAllowed
from evaluator.feature import Step
from evaluator.kinds.actors import Actor
from evaluator.kinds.roles import LEAD, PURCHASER
from evaluator.models.evaluations import Evaluation
from evaluator.services.measures import OPEN_STATES, missing_inputs
from evaluator.services.plan_policy import policy_findings
from evaluator.services.plans import draft_plan, signatures_of, signing_role
from scoring.plan_checks import BLOCKING, findings

DONE, CURRENT, WAITING, BLOCKED = "done", "current", "waiting", "blocked"


def steps(session: Session, actor: Actor, evaluation: Evaluation) -> Sequence[Step]:
    """Return the foundation's steps as this person meets them."""
    blocking = _blocking(session, evaluation)
    rows = [
        _contracts(actor, evaluation),
        _indicators(actor, evaluation, blocking),
        _plan(session, actor, evaluation, blocking),
    ]
    if actor.may("measures.read"):
        rows.append(_measures(session, actor, evaluation))
    return rows


def _blocking(session: Session, evaluation: Evaluation) -> int:
    if evaluation.plan is not None:
        return 0
    plan = draft_plan(evaluation)
    policy = policy_findings(session, evaluation, plan)
    return sum(row.severity == BLOCKING for row in findings(plan)) + sum(
        row.is_blocking for row in policy
    )


def _contracts(actor: Actor, evaluation: Evaluation) -> Step:
    count = len(evaluation.contracts)
    can_change = actor.may("programmes.edit") and evaluation.plan is None
    url = url_for("programmes.show", programme_id=evaluation.programme_id)
    if can_change:
        url = url_for("evaluations.edit", evaluation_id=evaluation.id)
    return Step(
        title=_("Contracts to be judged"),
        status=DONE if count else (CURRENT if can_change else WAITING),
        detail=ngettext("One contract", "%(num)s contracts", count),
        url=url,
        action=_("Change") if can_change else _("See"),
    )


def _indicators(actor: Actor, evaluation: Evaluation, blocking: int) -> Step:
    can_edit = actor.may("plan.edit") and evaluation.plan is None
    status = DONE
    detail = _("Nothing speaks against the weights.")
    if blocking:
        status = CURRENT if can_edit else BLOCKED
        detail = ngettext(
            "One finding must be mended.", "%(num)s findings must be mended.", blocking
        )
    return Step(
        title=_("Indicator set with its weights"),
        status=status,
        detail=detail,
        url=url_for("indicator_sets.show", evaluation_id=evaluation.id),
        action=_("Edit") if can_edit else _("See"),
    )


def _plan(session: Session, actor: Actor, evaluation: Evaluation, blocking: int) -> Step:
    status, detail, action = DONE, _("Locked by two signatures."), _("See")
    if evaluation.plan is None:
        signed = {row.signature.role for row in signatures_of(session, evaluation) if row.is_valid}
        detail = _waiting_for(signed)
        status = BLOCKED if blocking else WAITING
        if not blocking and _own_role(actor, evaluation) not in {"", *signed}:
            status, action = CURRENT, _("Read and sign")
    return Step(
        title=_("Plan signed by two people"),
        status=status,
        detail=detail,
        url=url_for("plans.show", evaluation_id=evaluation.id),
        action=action,
    )


def _waiting_for(signed: set[str]) -> str:
    if not signed:
        return str(_("Both signatures are missing."))
    if PURCHASER not in signed:
        return str(_("The purchaser's signature is missing."))
    return str(_("The lead evaluator's signature is missing.")) if LEAD not in signed else ""


def _own_role(actor: Actor, evaluation: Evaluation) -> str:
    try:
        return signing_role(actor, evaluation)
    except NotAllowed:
        return ""


def _measures(session: Session, actor: Actor, evaluation: Evaluation) -> Step:
    title = _("Measures beside the survey")
    if evaluation.plan is None:
        return Step(title, WAITING, _("Possible once the plan is locked."))
    missing = len(missing_inputs(session, evaluation))
    can_enter = actor.may("measures.enter") and evaluation.state in OPEN_STATES
    status = DONE
    if missing:
        status = CURRENT if can_enter else WAITING
    return Step(
        title=title,
        status=status,
        detail=ngettext("One value is missing.", "%(num)s values are missing.", missing)
        if missing
        else _("All entered."),
        url=url_for("measures.index", evaluation_id=evaluation.id),
        action=_("Enter") if can_enter else _("See"),
    )
