"""Registering: what is right is kept with its trace, what is wrong is named with its field."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotAllowed, NotReady
from evaluator.models.audit import AuditEntry
from evaluator.models.evaluations import Evaluation
from evaluator.services.programmes import (
    change_contract,
    checked_credit_code,
    create_contract,
    create_contractor,
    create_programme,
)
from tests.evaluations import CREDIT_CODES, Register, contract_facts
from tests.web import People

ClockNow = Callable[[], datetime]


def test_a_programme_belongs_to_the_assessor_who_registers_it(
    session: Session, people: People, register: Register
) -> None:
    assert register.programme.assessor_id == people.firm.id
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[0] == "programme.create"


def test_one_purchaser_has_each_code_once(
    session: Session, people: People, clock: ClockNow, register: Register
) -> None:
    lead = people.actors["lead"]
    with pytest.raises(Duplicate) as refusal:
        create_programme(session, lead, clock, "XM-1", "另一个", people.bureau.id)
    assert refusal.value.parameters["field"] == "code"


def test_a_purchaser_must_be_a_bureau(session: Session, people: People, clock: ClockNow) -> None:
    with pytest.raises(Invalid, match="unknown_purchaser"):
        create_programme(session, people.actors["lead"], clock, "X", "X", people.firm.id)


def test_an_observer_registers_nothing(session: Session, people: People, clock: ClockNow) -> None:
    with pytest.raises(NotAllowed):
        create_contractor(session, people.actors["observer"], clock, "虚拟社工中心", "")


@pytest.mark.parametrize("typed", ["91210000MA0000012X", "123", "九一二一"])
def test_a_wrong_credit_code_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="wrong_credit_code"):
        checked_credit_code(typed)


def test_a_right_credit_code_is_kept_without_blanks() -> None:
    assert checked_credit_code(f" {CREDIT_CODES[0].lower()} ") == CREDIT_CODES[0]
    assert checked_credit_code("  ") is None


def test_a_credit_code_belongs_to_one_contractor(
    session: Session, people: People, clock: ClockNow
) -> None:
    lead = people.actors["lead"]
    create_contractor(session, lead, clock, "虚拟甲", CREDIT_CODES[0])
    with pytest.raises(Duplicate, match="虚拟甲"):
        create_contractor(session, lead, clock, "虚拟乙", CREDIT_CODES[0])


def test_a_contract_cannot_end_before_it_starts(
    session: Session, people: People, clock: ClockNow, register: Register
) -> None:
    facts = contract_facts(register.contracts[0].contractor_id, 3)
    wrong = replace(facts, ends_on=date(2025, 12, 31))
    with pytest.raises(Invalid, match="ends_before_start"):
        create_contract(session, people.actors["lead"], clock, register.programme, wrong)


def test_a_contract_may_be_corrected_until_its_plan_is_locked(
    session: Session, people: People, clock: ClockNow, register: Register, locked: Evaluation
) -> None:
    contract = register.contracts[0]
    facts = replace(contract_facts(contract.contractor_id, 1), served_population=9)
    with pytest.raises(NotReady, match="contract_locked"):
        change_contract(session, people.actors["lead"], clock, contract, facts)


def test_a_correction_is_stored(
    session: Session, people: People, clock: ClockNow, register: Register
) -> None:
    contract = register.contracts[0]
    facts = replace(contract_facts(contract.contractor_id, 1), served_population=9)
    change_contract(session, people.actors["lead"], clock, contract, facts)
    assert contract.served_population == 9
