"""Reading programmes and evaluations within the scope of the actor's organisation."""

from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from evaluator.errors import NotFound
from evaluator.kinds.actors import Actor
from evaluator.models.evaluations import Evaluation
from evaluator.models.organisations import CONTRACTOR, Organisation
from evaluator.models.programmes import Contract, Programme

Found = TypeVar("Found")
Row = TypeVar("Row")


def programmes_of(session: Session, actor: Actor) -> list[Programme]:
    """Return the programmes that the actor's organisation purchases or assesses, by code."""
    return list(session.scalars(visible_to(select(Programme), actor).order_by(Programme.code)))


def programme_of(session: Session, actor: Actor, programme_id: int) -> Programme:
    """Return one of them; a foreign one is as if it did not exist."""
    wanted = visible_to(select(Programme).where(Programme.id == programme_id), actor)
    return the_one(session.scalars(wanted).one_or_none())


def contract_of(session: Session, actor: Actor, contract_id: int) -> Contract:
    """Return a contract of a visible programme."""
    wanted = select(Contract).join(Programme).where(Contract.id == contract_id)
    return the_one(session.scalars(visible_to(wanted, actor)).one_or_none())


def contractor_of(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """Return a contractor of a visible programme, or one that nobody has a contract with yet."""
    held = select(Contract.id).where(Contract.contractor_id == Organisation.id)
    own = visible_to(held.join(Programme), actor)
    wanted = select(Organisation).where(
        Organisation.id == organisation_id,
        Organisation.kind == CONTRACTOR,
        or_(own.exists(), ~held.exists()),
    )
    return the_one(session.scalars(wanted).one_or_none())


def contracts_with(session: Session, actor: Actor, contractor_id: int) -> list[Contract]:
    """Return a contractor's contracts in visible programmes, by number."""
    wanted = select(Contract).join(Programme).where(Contract.contractor_id == contractor_id)
    return list(session.scalars(visible_to(wanted, actor).order_by(Contract.code, Contract.id)))


def evaluations_of(session: Session, actor: Actor) -> list[Evaluation]:
    """Return the evaluations of visible programmes, newest period first."""
    wanted = select(Evaluation).join(Programme)
    return list(
        session.scalars(
            visible_to(wanted, actor).order_by(Evaluation.period_ends_on.desc(), Evaluation.id)
        )
    )


def evaluations_in(session: Session, programme: Programme) -> list[Evaluation]:
    """Return the evaluations of one programme, newest period first."""
    wanted = select(Evaluation).where(Evaluation.programme_id == programme.id)
    return list(session.scalars(wanted.order_by(Evaluation.period_ends_on.desc(), Evaluation.id)))


def evaluation_of(session: Session, actor: Actor, evaluation_id: int) -> Evaluation:
    """Return one evaluation; a foreign one is as if it did not exist."""
    wanted = select(Evaluation).join(Programme).where(Evaluation.id == evaluation_id)
    return the_one(session.scalars(visible_to(wanted, actor)).one_or_none())


def contract_in(evaluation: Evaluation, contract_id: int) -> Contract:
    """Return a contract that is judged in the evaluation."""
    return the_one(next((c for c in evaluation.contracts if c.id == contract_id), None))


def visible_to(wanted: Select[Row], actor: Actor) -> Select[Row]:
    """Narrow rows that are joined to their programme to those the actor's organisation may see.

    Part of the statement itself: what is foreign and what does not exist take the same time.
    """
    organisation = actor.organisation_id
    return wanted.where(
        or_(Programme.purchaser_id == organisation, Programme.assessor_id == organisation)
    )


def the_one(found: Found | None) -> Found:
    """Return what was found; refuse where there is nothing."""
    if found is None:
        raise NotFound("not_found")
    return found
