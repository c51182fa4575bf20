"""The policy pack of a programme, and what is known of a contractor's standing under it."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotAllowed
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.organisations import CONTRACTOR, Organisation
from evaluator.models.policies import ContractorProfile, ProgrammePolicy
from evaluator.models.programmes import Programme
from evaluator.policy.packs import NATIONAL, Pack, pack, pack_codes
from evaluator.services.audit import record_act
from evaluator.wording.texts import N_

# What is looked at on paper before a contractor may take a contract.
CONDITIONS = {
    "registered": N_("Registered, or exempt from registration, under the law"),
    "credible": N_("No grave loss of credit on record"),
    "taxes_paid": N_("Taxes and social insurance are paid"),
    "staff_and_place": N_("Has the staff, the place and the equipment for the service"),
    "accounts_kept": N_("Keeps sound accounts and internal rules"),
    "no_breach": N_("No grave breach of law in the last three years"),
}


def pack_of(session: Session, programme: Programme) -> Pack:
    """Return the policy pack that a programme is under; the nation's where none was chosen."""
    chosen = session.get(ProgrammePolicy, programme.id)
    return pack(chosen.pack if chosen is not None else NATIONAL)


def choose_pack(
    session: Session, actor: Actor, clock: Clock, programme: Programme, code: str
) -> None:
    """Put a programme under a policy pack; refuses (``unknown_pack``) one that there is not."""
    require_own(actor, programme)
    if code not in pack_codes():
        raise Invalid("unknown_pack", field="pack", found=code, allowed=pack_codes())
    chosen = session.get(ProgrammePolicy, programme.id)
    if chosen is None:
        chosen = ProgrammePolicy(programme_id=programme.id, pack=code)
        session.add(chosen)
    chosen.pack = code
    session.flush()
    subject = f"programme/{programme.id}"
    record_act(session, actor, clock, "programme.choose_pack", subject, pack=code)


def profile_of(session: Session, contractor: Organisation) -> ContractorProfile:
    """Return what is known of a contractor's standing; an empty profile where nothing is."""
    known = session.get(ContractorProfile, contractor.id)
    return known or ContractorProfile(organisation_id=contractor.id, kind="", conditions=[])


def save_profile(
    session: Session,
    actor: Actor,
    clock: Clock,
    contractor: Organisation,
    kind: str,
    conditions: Collection[str],
) -> None:
    """Record of which kind a contractor is and which conditions were seen on paper."""
    actor.require("programmes.edit")
    if contractor.kind != CONTRACTOR:
        raise Invalid("unknown_contractor", field="kind", found=contractor.id)
    allowed = contractor_kinds()
    if kind and kind not in allowed:
        raise Invalid("unknown_contractor_kind", field="kind", found=kind, allowed=allowed)
    seen = sorted(set(conditions) & CONDITIONS.keys())
    session.merge(ContractorProfile(organisation_id=contractor.id, kind=kind, conditions=seen))
    session.flush()
    subject = f"organisation/{contractor.id}"
    record_act(
        session, actor, clock, "contractor.profile", subject, kind=kind, seen=", ".join(seen)
    )


def contractor_kinds() -> tuple[str, ...]:
    """Return the kinds of contractor that any pack knows; a contractor may serve several places."""
    return tuple(
        dict.fromkeys(kind for code in pack_codes() for kind in pack(code).contractor_kinds)
    )


def require_open(rule: str, open_rules: Collection[str], reason: str) -> None:
    """Refuse to waive a rule that nothing breaks, or without a reason."""
    if rule not in open_rules:
        raise Invalid("rule_not_open", field="rule", found=rule, allowed=open_rules)
    if not reason.strip():
        raise Invalid("waiver_without_reason", field="reason", found=rule)


def require_own(actor: Actor, programme: Programme) -> None:
    """Refuse whoever does not work for the firm that assesses the programme."""
    actor.require("programmes.edit")
    if actor.organisation_id != programme.assessor_id:
        raise NotAllowed("not_allowed")
