"""Registering programmes, contractors and contracts."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from evaluator.errors import Duplicate, Invalid, NotAllowed, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation, EvaluationContract
from evaluator.models.organisations import BUREAU, CONTRACTOR, Organisation
from evaluator.models.programmes import Contract, Programme
from evaluator.services.audit import record_act


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What is registered of a contract."""

    contractor_id: int
    code: str
    name: str
    area: str
    service_kind: str
    starts_on: date
    ends_on: date
    amount: Decimal
    served_population: int
    renewal_allowed: bool = True


def create_programme(
    session: Session, actor: Actor, clock: Clock, code: str, title: str, purchaser_id: int
) -> Programme:
    """Register a programme of a purchaser, to be assessed by the actor's organisation."""
    actor.require("programmes.edit")
    purchaser = session.get(Organisation, purchaser_id)
    if purchaser is None or purchaser.kind != BUREAU:
        raise Invalid("unknown_purchaser", field="purchaser_id", found=purchaser_id)
    taken = select(Programme.id).where(
        Programme.purchaser_id == purchaser_id, Programme.code == code
    )
    if session.scalar(taken) is not None:
        raise Duplicate("duplicate", field="code", found=code)
    programme = Programme(
        code=code,
        title=title,
        purchaser_id=purchaser_id,
        assessor_id=actor.organisation_id,
        is_demo=purchaser.is_demo,
        created_at=clock(),
    )
    session.add(programme)
    session.flush()
    subject = f"programme/{programme.id}"
    record_act(session, actor, clock, "programme.create", subject, code=code)
    return programme


def create_contractor(
    session: Session, actor: Actor, clock: Clock, name: str, credit_code: str
) -> Organisation:
    """Register a contractor; its unified social credit code must carry the right check digit."""
    actor.require("programmes.edit")
    compact = checked_credit_code(credit_code)
    if session.scalar(select(Organisation.id).where(Organisation.name == name)) is not None:
        raise Duplicate("duplicate", field="name", found=name)
    taken = select(Organisation.name).where(Organisation.credit_code == compact)
    holder = session.scalar(taken) if compact else None
    if holder is not None:
        raise Duplicate("credit_code_taken", field="credit_code", found=holder)
    contractor = Organisation(kind=CONTRACTOR, name=name, credit_code=compact)
    session.add(contractor)
    session.flush()
    record_act(session, actor, clock, "contractor.create", f"organisation/{contractor.id}")
    return contractor


def checked_credit_code(typed: str) -> str | None:
    """Return the 18 characters of a unified social credit code, or nothing where none was given."""
    if not typed.strip():
        return None
    try:
        return str(uscc.validate(typed))
    except ValidationError as error:
        raise Invalid("wrong_credit_code", field="credit_code", found=typed) from error


def create_contract(
    session: Session, actor: Actor, clock: Clock, programme: Programme, facts: ContractFacts
) -> Contract:
    """Register a contract of a programme."""
    _require_assessor(actor, programme)
    _check(session, programme, facts)
    contract = Contract(programme_id=programme.id, **asdict(facts))
    session.add(contract)
    session.flush()
    subject = f"contract/{contract.id}"
    record_act(session, actor, clock, "contract.create", subject, code=facts.code)
    return contract


def change_contract(
    session: Session, actor: Actor, clock: Clock, contract: Contract, facts: ContractFacts
) -> None:
    """Correct a contract, unless it is judged under a plan that is locked."""
    _require_assessor(actor, contract.programme)
    locked = session.scalar(
        select(Evaluation.code)
        .join(EvaluationContract)
        .where(EvaluationContract.contract_id == contract.id, Evaluation.state != "E0")
        .order_by(Evaluation.id)
        .limit(1)
    )
    if locked is not None:
        raise NotReady("contract_locked", found=locked)
    _check(session, contract.programme, facts, contract.id)
    changed = [name for name, value in asdict(facts).items() if getattr(contract, name) != value]
    for name in changed:
        setattr(contract, name, getattr(facts, name))
    session.flush()
    subject = f"contract/{contract.id}"
    record_act(session, actor, clock, "contract.change", subject, changed=changed)


def _require_assessor(actor: Actor, programme: Programme) -> None:
    actor.require("programmes.edit")
    if actor.organisation_id != programme.assessor_id:
        raise NotAllowed("not_allowed")


def _check(
    session: Session, programme: Programme, facts: ContractFacts, contract_id: int | None = None
) -> None:
    contractor = session.get(Organisation, facts.contractor_id)
    if contractor is None or contractor.kind != CONTRACTOR:
        raise Invalid("unknown_contractor", field="contractor_id", found=facts.contractor_id)
    if facts.ends_on < facts.starts_on:
        raise Invalid(
            "ends_before_start", field="ends_on", found=facts.ends_on, allowed=facts.starts_on
        )
    other = session.scalar(
        select(Contract.id).where(
            Contract.programme_id == programme.id, Contract.code == facts.code
        )
    )
    if other is not None and other != contract_id:
        raise Duplicate("duplicate", field="code", found=facts.code)
