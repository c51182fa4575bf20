"""Opening evaluations, and the moves of their state that belong to the foundation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotAllowed
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Contract, Programme
from evaluator.policy.ready_sets import READY_SETS, ready_draft
from evaluator.services.audit import record_act
from evaluator.services.plans import LOCK_PLAN, require_unlocked, template_of

TRANSITIONS = (LOCK_PLAN,)


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """What an evaluation is about: its names, its period, and the contracts it judges."""

    code: str
    title: str
    phase: str
    period_starts_on: date
    period_ends_on: date
    contract_ids: tuple[int, ...]
    is_pilot: bool = False


def create_evaluation(
    session: Session,
    actor: Actor,
    clock: Clock,
    programme: Programme,
    facts: EvaluationFacts,
    template: str,
) -> Evaluation:
    """Open an evaluation with the indicators of a ready set as the draft of its plan."""
    _require_assessor(actor, programme)
    if template not in READY_SETS:
        raise Invalid(
            "unknown_template", field="template", found=template, allowed=list(READY_SETS)
        )
    contracts = _checked(session, programme, facts, template)
    evaluation = Evaluation(
        programme_id=programme.id,
        code=facts.code,
        title=facts.title,
        phase=facts.phase,
        is_pilot=facts.is_pilot,
        is_demo=programme.is_demo,
        period_starts_on=facts.period_starts_on,
        period_ends_on=facts.period_ends_on,
        state="E0",
        draft=ready_draft(template),
        contracts=contracts,
        created_at=clock(),
    )
    session.add(evaluation)
    session.flush()
    subject = f"evaluation/{evaluation.id}"
    record_act(session, actor, clock, "evaluation.create", subject, code=facts.code)
    return evaluation


def change_evaluation(
    session: Session, actor: Actor, clock: Clock, evaluation: Evaluation, facts: EvaluationFacts
) -> None:
    """Change names, period and contracts while the plan is a draft."""
    _require_assessor(actor, evaluation.programme)
    require_unlocked(evaluation)
    evaluation.contracts = _checked(
        session, evaluation.programme, facts, template_of(evaluation), evaluation.id
    )
    evaluation.code = facts.code
    evaluation.title = facts.title
    evaluation.phase = facts.phase
    evaluation.is_pilot = facts.is_pilot
    evaluation.period_starts_on = facts.period_starts_on
    evaluation.period_ends_on = facts.period_ends_on
    session.flush()
    subject = f"evaluation/{evaluation.id}"
    record_act(session, actor, clock, "evaluation.change", subject, code=facts.code)


def _checked(
    session: Session,
    programme: Programme,
    facts: EvaluationFacts,
    template: str,
    evaluation_id: int | None = None,
) -> list[Contract]:
    """Return the chosen contracts, or refuse what does not fit together."""
    if facts.period_ends_on < facts.period_starts_on:
        raise Invalid(
            "ends_before_start",
            field="period_ends_on",
            found=facts.period_ends_on,
            allowed=facts.period_starts_on,
        )
    other = session.scalar(
        select(Evaluation.id).where(
            Evaluation.programme_id == programme.id, Evaluation.code == facts.code
        )
    )
    if other is not None and other != evaluation_id:
        raise Duplicate("duplicate", field="code", found=facts.code)
    return _contracts(programme, facts.contract_ids, template)


def _contracts(programme: Programme, contract_ids: Sequence[int], template: str) -> list[Contract]:
    chosen = [contract for contract in programme.contracts if contract.id in set(contract_ids)]
    if not chosen:
        raise Invalid("no_contracts_chosen", field="contract_ids")
    # Care services answer other questions than transactional handling: one set judges one kind.
    strangers = [row.code for row in chosen if template and row.service_kind != template]
    if strangers:
        raise Invalid("contracts_of_another_kind", field="contract_ids", found=strangers)
    return chosen


def _require_assessor(actor: Actor, programme: Programme) -> None:
    actor.require("programmes.edit")
    if actor.organisation_id != programme.assessor_id:
        raise NotAllowed("not_allowed")
