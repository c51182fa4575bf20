"""The plan of an evaluation: drafted by one, signed by two, locked for good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.errors import NotAllowed, NotFound, NotReady, Stale
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.kinds.roles import LEAD, PURCHASER
from evaluator.models.accounts import Account
from evaluator.models.evaluations import Evaluation, PlanSignature
from evaluator.policy.ready_sets import READY_SETS, ready_draft
from evaluator.services.audit import record_act
from evaluator.services.passwords import check_credentials
from evaluator.services.plan_policy import require_policy_kept
from evaluator.states.engine import Transition, move, require_state
from scoring.canonical import to_plain
from scoring.plan import Plan
from scoring.plan_checks import CONTRACT_RULE, require_lockable

LOCK_PLAN = Transition("lock_plan", ("E0",), "E1", "plan.sign")
# What belongs to the evaluation itself and is written into the plan when it is read.
OWN_KEYS = ("evaluation", "title", "is_demo", "schema")


@dataclass(frozen=True, slots=True)
class SignedHash:
    """A signature under the hash of a plan, and whether that is the plan's hash still."""

    signature: PlanSignature
    is_valid: bool


def draft_plan(evaluation: Evaluation) -> Plan:
    """Return the plan as it is drafted now."""
    return Plan.from_plain(
        {
            **evaluation.draft,
            "evaluation": evaluation.code,
            "title": {"zh": evaluation.title, "en": evaluation.title},
            "is_demo": evaluation.is_demo,
            "waivers": [*evaluation.draft.get("waivers", ()), *_contract_waivers(evaluation)],
        }
    )


def _contract_waivers(evaluation: Evaluation) -> Iterator[dict[str, str]]:
    """Yield the waivers of the contracts that are judged; the report prints them too."""
    for contract in evaluation.contracts:
        waivers = contract.terms.waivers if contract.terms is not None else {}
        for rule, waiver in sorted(waivers.items()):
            reason = f"{contract.code}: {waiver['reason']}"
            yield {
                "rule": f"{CONTRACT_RULE}{rule}",
                "reason": reason,
                "signed_by": waiver["signed_by"],
            }


def plan_of(evaluation: Evaluation) -> Plan:
    """Return the locked plan; refuse (``plan_not_locked``) while two signatures are missing."""
    if evaluation.plan is None:
        raise NotReady("plan_not_locked", found=evaluation.code)
    return Plan.from_plain(evaluation.plan)


def current_plan(evaluation: Evaluation) -> Plan:
    """Return the locked plan, or the draft while there is none."""
    return draft_plan(evaluation) if evaluation.plan is None else plan_of(evaluation)


def template_of(evaluation: Evaluation) -> str:
    """Return the code of the ready set that the draft was made from, by its indicators' codes."""
    leaves = current_plan(evaluation).indicators
    prefix = leaves[0].code.partition("-")[0] if leaves else ""
    return prefix if prefix in READY_SETS else ""


def draft_of(plan: Plan) -> dict[str, Any]:
    """Return what is stored of a drafted plan."""
    own = tuple(row for row in plan.waivers if not row.rule.startswith(CONTRACT_RULE))
    plain = to_plain(replace(plan, waivers=own))
    return {key: value for key, value in plain.items() if key not in OWN_KEYS}


def save_plan(
    session: Session,
    actor: Actor,
    clock: Clock,
    evaluation: Evaluation,
    plan: Plan,
    revision: int,
) -> None:
    """Store a changed draft; refuse what rests on an older revision, or a locked plan."""
    actor.require("plan.edit")
    _require_assessor(actor, evaluation)
    require_unlocked(evaluation)
    _take(session, evaluation, revision)
    evaluation.draft = draft_of(plan)
    evaluation.revision = revision + 1
    session.flush()
    digest = draft_plan(evaluation).digest
    subject = f"evaluation/{evaluation.id}"
    record_act(session, actor, clock, "plan.save", subject, revision=revision + 1, digest=digest)


def restore_ready_set(
    session: Session, actor: Actor, clock: Clock, evaluation: Evaluation, revision: int
) -> None:
    """Set indicators and weights back to the ready set; settings of the plan stay."""
    template = template_of(evaluation)
    if not template:
        raise NotReady("no_ready_set")
    ready = ready_draft(template)
    kept = {"bands", "adjusters"}
    draft = {**evaluation.draft, **{key: ready[key] for key in ready.keys() - kept}}
    plan = Plan.from_plain({"evaluation": evaluation.code, "title": {}, **draft})
    save_plan(session, actor, clock, evaluation, plan, revision)


def require_unlocked(evaluation: Evaluation) -> None:
    """Refuse any change once two people have signed."""
    if evaluation.plan is not None:
        raise NotReady("plan_locked", found=evaluation.code)
    require_state(evaluation, "E0")


def sign_plan(
    session: Session,
    actor: Actor,
    clock: Clock,
    evaluation: Evaluation,
    digest: str,
    password: str,
) -> bool:
    """Sign the plan whose hash was shown; the second of two people locks it.

    Returns whether the plan is locked now. The password is asked for again, and guessing it is
    slowed down as at the door; the caller commits also where this is refused with
    ``wrong_credentials``, so that the failure counts.
    """
    actor.require("plan.sign")
    role = signing_role(actor, evaluation)
    require_unlocked(evaluation)
    _check_password(session, actor, clock, password)
    _take(session, evaluation, evaluation.revision)
    plan = draft_plan(evaluation)
    if plan.digest != digest:
        raise Stale("plan_changed_since_shown")
    if not evaluation.contracts:
        raise NotReady("no_contracts_chosen")
    require_lockable(plan)
    require_policy_kept(session, evaluation, plan)
    _require_first(signatures_under(session, evaluation, digest), actor, role)
    session.add(
        PlanSignature(
            evaluation_id=evaluation.id,
            account_id=actor.account_id,
            role=role,
            signer_name=actor.name,
            plan_digest=digest,
            signed_at=clock(),
        )
    )
    session.flush()
    record_act(session, actor, clock, "plan.sign", f"evaluation/{evaluation.id}", digest=digest)
    if {row.role for row in signatures_under(session, evaluation, digest)} != {LEAD, PURCHASER}:
        return False
    _lock(session, actor, clock, evaluation, plan)
    return True


def signing_role(actor: Actor, evaluation: Evaluation) -> str:
    """Return the role in which the actor may sign: for the assessor, or for the purchaser."""
    programme = evaluation.programme
    if LEAD in actor.roles and actor.organisation_id == programme.assessor_id:
        return LEAD
    if PURCHASER in actor.roles and actor.organisation_id == programme.purchaser_id:
        return PURCHASER
    raise NotAllowed("may_not_sign")


def signatures_of(session: Session, evaluation: Evaluation) -> list[SignedHash]:
    """Return all signatures, oldest first; those under an earlier hash are no longer valid."""
    digest = evaluation.plan_digest or draft_plan(evaluation).digest
    rows = session.scalars(
        select(PlanSignature)
        .where(PlanSignature.evaluation_id == evaluation.id)
        .order_by(PlanSignature.id)
    )
    return [SignedHash(row, row.plan_digest == digest) for row in rows]


def signatures_under(session: Session, evaluation: Evaluation, digest: str) -> list[PlanSignature]:
    """Return the signatures under one hash, oldest first."""
    return [
        signed.signature
        for signed in signatures_of(session, evaluation)
        if signed.signature.plan_digest == digest
    ]


def _lock(session: Session, actor: Actor, clock: Clock, evaluation: Evaluation, plan: Plan) -> None:
    move(evaluation, LOCK_PLAN.act, (LOCK_PLAN,), actor)
    evaluation.plan = to_plain(plan)
    evaluation.plan_digest = plan.digest
    evaluation.locked_at = clock()
    session.flush()
    subject = f"evaluation/{evaluation.id}"
    record_act(session, actor, clock, "plan.lock", subject, digest=plan.digest)


def _take(session: Session, evaluation: Evaluation, revision: int) -> None:
    """Hold the evaluation's row until the end of the transaction, if it is as it was read.

    Without this, two last signatures at one instant would each miss the other, and a draft could
    change between the look at its hash and the signature under it.
    """
    taken = session.execute(
        update(Evaluation)
        .where(
            Evaluation.id == evaluation.id,
            Evaluation.revision == revision,
            Evaluation.state == evaluation.state,
        )
        .values(revision=revision)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE always returns a cursor result
        raise Stale("stale")


def _check_password(session: Session, actor: Actor, clock: Clock, password: str) -> None:
    account = session.get(Account, actor.account_id)
    if account is None:
        raise NotFound("not_found")
    check_credentials(session, clock, account.login, password, "signature")


def _require_first(signed: Sequence[PlanSignature], actor: Actor, role: str) -> None:
    for row in signed:
        if row.role == role or row.account_id == actor.account_id:
            raise NotReady("already_signed", found=row.signer_name)


def _require_assessor(actor: Actor, evaluation: Evaluation) -> None:
    if actor.organisation_id != evaluation.programme.assessor_id:
        raise NotAllowed("not_allowed")
