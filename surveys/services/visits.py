"""Telling an interviewer whom to visit: own open cases only, and every look is recorded."""

from sqlalchemy.orm import Session

from evaluator.errors import NotFound
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.services.audit import record_act
from evaluator.settings import Settings
from surveys.models.assignments import Assignment
from surveys.models.cases import Case
from surveys.queries.assignments import open_cases_of
from surveys.services.vault import open_identity

PERMISSION = "cases.visit"


def visit_in_hand(session: Session, actor: Actor, case: Case) -> Assignment:
    """Return the actor's assignment while it is open; what is done or another's does not exist."""
    actor.require(PERMISSION)
    for held in open_cases_of(session, actor.account_id):
        if held.case_id == case.id:
            return held
    raise NotFound("not_found")


def open_for_visit(
    session: Session, actor: Actor, clock: Clock, settings: Settings, case: Case
) -> dict[str, str]:
    """Open the name and address of a case that the actor is still to visit."""
    visit_in_hand(session, actor, case)
    person = open_identity(session, settings, case.id)
    record_act(session, actor, clock, "identity.visit", f"case/{case.id}", label=case.label)
    return person
