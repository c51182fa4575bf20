"""Whom to visit is told to who holds the case, while it is open, and each look is recorded."""

import pytest
from sqlalchemy import select

from evaluator.errors import NotAllowed, NotFound
from evaluator.models.audit import AuditEntry
from surveys.models.cases import Case
from surveys.services.assignments import assign_case
from surveys.services.attempts import record_attempt
from surveys.services.vault import seal_identity, sealer_for
from surveys.services.visits import open_for_visit
from tests.collection import Field
from tests.interviewers import facts, hire

PERSON = {"name": "虚拟甲", "phone": "", "address": "虚拟村1号"}


@pytest.fixture
def case(field: Field) -> Case:
    """A case that the interviewer holds, and the vault knows who it is."""
    case, lead = field.cases[0], field.people.actors["field"]
    sealer = sealer_for(field.session, field.settings, field.clock, field.evaluation.id)
    seal_identity(field.session, field.settings, sealer, case.id, PERSON)
    me = field.people.actors["interviewer"].account_id
    assign_case(field.session, lead, field.clock, case, me)
    field.session.commit()
    return case


def _looks(field: Field) -> int:
    wanted = select(AuditEntry).where(AuditEntry.action == "identity.visit")
    return len(field.session.scalars(wanted).all())


def test_who_holds_the_case_is_told_and_the_look_is_recorded(field: Field, case: Case) -> None:
    actor = field.people.actors["interviewer"]
    told = open_for_visit(field.session, actor, field.clock, field.settings, case)
    assert (told["name"], told["address"]) == ("虚拟甲", "虚拟村1号")
    assert _looks(field) == 1


def test_nobody_else_is_told(field: Field, case: Case) -> None:
    (colleague,) = hire(field, 1)
    with pytest.raises(NotFound):
        open_for_visit(field.session, colleague, field.clock, field.settings, case)
    observer = field.people.actors["observer"]
    with pytest.raises(NotAllowed):
        open_for_visit(field.session, observer, field.clock, field.settings, case)
    assert _looks(field) == 0


def test_a_case_that_is_done_is_told_no_more(field: Field, case: Case) -> None:
    actor = field.people.actors["interviewer"]
    record_attempt(field.session, actor, field.clock, field.settings, case, facts(1, "2.11"))
    with pytest.raises(NotFound):
        open_for_visit(field.session, actor, field.clock, field.settings, case)


def test_a_case_without_an_entry_in_the_vault_tells_nobody(field: Field, case: Case) -> None:
    actor, other = field.people.actors["interviewer"], field.cases[1]
    assign_case(field.session, field.people.actors["field"], field.clock, other, actor.account_id)
    with pytest.raises(NotFound):
        open_for_visit(field.session, actor, field.clock, field.settings, other)
    assert _looks(field) == 0
