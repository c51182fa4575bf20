"""The terms of contracts, held against the policy pack; nothing goes active with a breach open."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import update
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotReady, Stale
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import LEGAL_ZONE, Clock
from evaluator.models.programmes import Contract, ContractTerms
from evaluator.policy.checks import ContractFace
from evaluator.policy.linting import PolicyFinding, lint_contract
from evaluator.policy.packs import Pack
from evaluator.services.audit import record_act
from evaluator.services.policies import pack_of, profile_of, require_open, require_own

DAYS_OF_A_YEAR = Decimal(365)
TENTH = Decimal("0.1")
LONGEST_CLAUSE = 1000


@dataclass(frozen=True, slots=True)
class TermsFacts:
    """What is recorded of a contract beside its face."""

    method: str = ""
    services: tuple[str, ...] = ()
    clauses: Mapping[str, str] | None = None
    successor: str = ""
    contingency: str = ""
    is_staffing_only: bool = False
    is_paid_by_result: bool = False


def terms_of(session: Session, contract: Contract) -> ContractTerms:
    """Return the terms of a contract; empty ones, not stored, where nobody recorded any."""
    known = session.get(ContractTerms, contract.id)
    return known or ContractTerms(
        contract_id=contract.id,
        method="",
        services=[],
        clauses={},
        successor="",
        contingency="",
        is_staffing_only=False,
        is_paid_by_result=False,
        waivers={},
        revision=0,
    )


def save_terms(
    session: Session,
    actor: Actor,
    clock: Clock,
    contract: Contract,
    facts: TermsFacts,
    revision: int,
) -> ContractTerms:
    """Record the terms; refuse what rests on an older revision, or what the pack does not know."""
    require_own(actor, contract.programme)
    _check(pack_of(session, contract.programme), facts)
    terms = _taken(session, contract, revision)
    before = {name: getattr(terms, name) for name in asdict(facts)}
    clauses = {code: text.strip() for code, text in (facts.clauses or {}).items() if text.strip()}
    wanted = {**asdict(facts), "services": list(facts.services), "clauses": clauses}
    for name, value in wanted.items():
        setattr(terms, name, value)
    terms.revision = revision + 1
    session.flush()
    changed = sorted(name for name, value in wanted.items() if before[name] != value)
    subject = f"contract/{contract.id}"
    record_act(session, actor, clock, "contract.terms", subject, changed=changed)
    return terms


def face_of(session: Session, contract: Contract, pack: Pack) -> ContractFace:
    """Return what the linter sees of a contract."""
    terms = terms_of(session, contract)
    kind = profile_of(session, contract.contractor).kind
    known = pack.contractor_kinds.get(kind)
    days = Decimal((contract.ends_on - contract.starts_on).days + 1)
    # To the tenth of a year: two leap days more do not make three years longer than three.
    years = (days / DAYS_OF_A_YEAR).quantize(TENTH, ROUND_HALF_UP)
    return ContractFace(
        missing_clauses=tuple(code for code in pack.clauses if not terms.clauses.get(code)),
        years=years,
        longest_years=pack.term.longest_years,
        is_contractor_eligible=known.is_eligible if known else (None if not kind else False),
        contractor_kind=kind,
        has_contingency_plan=bool(terms.successor.strip() and terms.contingency.strip()),
        is_staffing_only=terms.is_staffing_only,
        services=tuple(terms.services),
        is_assessed_by_contractor=_is_assessed_by_contractor(contract),
    )


def findings_of(session: Session, contract: Contract) -> tuple[PolicyFinding, ...]:
    """Return what the policy pack of the programme finds in a contract, blocking first."""
    pack = pack_of(session, contract.programme)
    waived = terms_of(session, contract).waivers
    return lint_contract(pack.rules, face_of(session, contract, pack), waived)


def waive_rule(
    session: Session, actor: Actor, clock: Clock, contract: Contract, rule: str, reason: str
) -> None:
    """Waive a rule for one contract, with a reason and a name that the report prints."""
    require_own(actor, contract.programme)
    open_rules = [row.rule.code for row in findings_of(session, contract) if not row.is_waived]
    require_open(rule, open_rules, reason)
    terms = _taken(session, contract, terms_of(session, contract).revision)
    day = clock().astimezone(LEGAL_ZONE).date().isoformat()
    waiver = {"reason": reason.strip(), "signed_by": actor.name, "on": day}
    terms.waivers = {**terms.waivers, rule: waiver}
    terms.revision += 1
    session.flush()
    subject = f"contract/{contract.id}"
    record_act(session, actor, clock, "contract.waive_rule", subject, rule=rule)


def activate_contract(session: Session, actor: Actor, clock: Clock, contract: Contract) -> None:
    """Put a contract into force; every blocking finding must be mended or waived before."""
    require_own(actor, contract.programme)
    terms = terms_of(session, contract)
    if terms.active_since is not None:
        raise NotReady("contract_active_already", found=contract.code)
    blocking = [row.rule.code for row in findings_of(session, contract) if row.is_blocking]
    if blocking:
        raise NotReady("contract_has_findings", found=contract.code, allowed=len(blocking))
    terms = _taken(session, contract, terms.revision)
    terms.active_since = clock()
    terms.revision += 1
    session.flush()
    record_act(session, actor, clock, "contract.activate", f"contract/{contract.id}")


def _check(pack: Pack, facts: TermsFacts) -> None:
    if facts.method and facts.method not in pack.methods:
        raise Invalid(
            "unknown_purchase_method", field="method", found=facts.method, allowed=[*pack.methods]
        )
    for code in facts.services:
        if code not in pack.services:
            raise Invalid("unknown_service", field="services", found=code, allowed=[*pack.services])
    for code, text in (facts.clauses or {}).items():
        if code not in pack.clauses:
            raise Invalid("unknown_clause", field="clauses", found=code, allowed=[*pack.clauses])
        if len(text) > LONGEST_CLAUSE:
            raise Invalid("clause_too_long", field=code, found=len(text), allowed=LONGEST_CLAUSE)


def _taken(session: Session, contract: Contract, revision: int) -> ContractTerms:
    """Return the stored terms, held until the end of the transaction; refuse an older revision."""
    if session.get(ContractTerms, contract.id) is None:
        session.add(terms_of(session, contract))
        session.flush()
    taken = session.execute(
        update(ContractTerms)
        .where(ContractTerms.contract_id == contract.id, ContractTerms.revision == revision)
        .values(revision=revision)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE always returns a cursor result
        raise Stale("stale")
    return session.get_one(ContractTerms, contract.id)


def _is_assessed_by_contractor(contract: Contract) -> bool:
    """Whether the assessor firm is, owns, or is owned by the contractor."""
    firm, contractor = contract.programme.assessor, contract.contractor
    is_same = firm.id == contractor.id
    same_code = firm.credit_code is not None and firm.credit_code == contractor.credit_code
    return (
        is_same or same_code or firm.id == contractor.parent_id or contractor.id == firm.parent_id
    )
