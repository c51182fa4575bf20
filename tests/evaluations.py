"""Fixtures for tests: a programme with two contracts, its evaluation drafted, or locked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Contract, Programme
from evaluator.services.evaluations import EvaluationFacts, create_evaluation
from evaluator.services.plans import draft_plan, sign_plan
from evaluator.services.programmes import (
    ContractFacts,
    create_contract,
    create_contractor,
    create_programme,
)
from tests.web import PASSWORD, People

ClockNow = Callable[[], datetime]
# Unified social credit codes with right check digits, of nobody.
CREDIT_CODES = ("91210000MA0000012F", "91210000MA0000020A")


@dataclass(frozen=True)
class Register:
    """A programme and its contracts."""

    programme: Programme
    contracts: tuple[Contract, ...]


def contract_facts(contractor_id: int, number: int, kind: str = "T") -> ContractFacts:
    """Facts of a contract that nothing speaks against."""
    return ContractFacts(
        contractor_id=contractor_id,
        code=f"HT-{number}",
        name=f"虚拟合同{number}",
        area="虚拟县",
        service_kind=kind,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        amount=Decimal("500000.00"),
        served_population=1200,
    )


def evaluation_facts(*contracts: Contract) -> EvaluationFacts:
    """Facts of an evaluation of these contracts."""
    return EvaluationFacts(
        code="PJ-2026",
        title="虚拟评价",
        phase="after",
        period_starts_on=date(2026, 1, 1),
        period_ends_on=date(2026, 12, 31),
        contract_ids=tuple(contract.id for contract in contracts),
    )


@pytest.fixture
def register(session: Session, people: People, clock: ClockNow) -> Register:
    """A programme with two contracts for transactional handling."""
    lead = people.actors["lead"]
    programme = create_programme(session, lead, clock, "XM-1", "虚拟项目", people.bureau.id)
    contracts = []
    for number in (1, 2):
        firm = create_contractor(session, lead, clock, f"虚拟承接方{number}", "")
        facts = contract_facts(firm.id, number)
        contracts.append(create_contract(session, lead, clock, programme, facts))
    session.commit()
    return Register(programme, tuple(contracts))


@pytest.fixture
def drafted(session: Session, people: People, clock: ClockNow, register: Register) -> Evaluation:
    """An evaluation whose plan is the ready set for transactional handling, not signed yet."""
    facts = evaluation_facts(*register.contracts)
    lead = people.actors["lead"]
    evaluation = create_evaluation(session, lead, clock, register.programme, facts, "T")
    session.commit()
    return evaluation


@pytest.fixture
def locked(session: Session, people: People, clock: ClockNow, drafted: Evaluation) -> Evaluation:
    """The same evaluation with its plan signed by two people and locked."""
    digest = draft_plan(drafted).digest
    for login in ("lead", "purchaser"):
        sign_plan(session, people.actors[login], clock, drafted, digest, PASSWORD)
    session.commit()
    return drafted
