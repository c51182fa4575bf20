"""The audit chain: whole while nobody touches it, broken where somebody did."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.models.audit import AuditEntry
from evaluator.services.audit import broken_position, record_act
from tests.web import People, both_databases


def _write(session: Session, people: People, clock: Callable[[], datetime], count: int) -> None:
    for number in range(count):
        record_act(session, people.actors["lead"], clock, "plan.save", f"plan/{number}", n=number)
    session.commit()


@both_databases
def test_an_untouched_chain_holds(
    session: Session, people: People, clock: Callable[[], datetime]
) -> None:
    _write(session, people, clock, 5)
    assert broken_position(session, people.firm.id) is None


def test_a_changed_entry_is_found_where_it_stands(
    session: Session, people: People, clock: Callable[[], datetime]
) -> None:
    _write(session, people, clock, 5)
    session.scalars(select(AuditEntry).where(AuditEntry.position == 3)).one().subject = "plan/9"
    session.commit()
    assert broken_position(session, people.firm.id) == 3


def test_a_deleted_last_entry_is_missed(
    session: Session, people: People, clock: Callable[[], datetime]
) -> None:
    _write(session, people, clock, 5)
    session.delete(session.scalars(select(AuditEntry).where(AuditEntry.position == 5)).one())
    session.commit()
    assert broken_position(session, people.firm.id) == 5


def test_each_organisation_has_its_own_chain(
    session: Session, people: People, clock: Callable[[], datetime]
) -> None:
    _write(session, people, clock, 2)
    record_act(session, people.actors["purchaser"], clock, "plan.sign", "plan/1")
    session.commit()
    assert broken_position(session, people.bureau.id) is None
