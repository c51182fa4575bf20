"""Finding waves and cases within the scope of the actor's organisation."""

from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from evaluator.kinds.actors import Actor
from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Programme
from evaluator.queries.evaluations import the_one, visible_to
from surveys.models.cases import Case, Invitation
from surveys.models.waves import Wave

Found = TypeVar("Found")


def waves_of(session: Session, evaluation: Evaluation) -> list[Wave]:
    """Return the waves of an evaluation, oldest first."""
    return list(
        session.scalars(select(Wave).where(Wave.evaluation_id == evaluation.id).order_by(Wave.id))
    )


def within_scope(session: Session, actor: Actor, wanted: Select[Found]) -> Found:
    """Return one row, joined to its wave, that the actor may see; a foreign one does not exist.

    One statement asks for the row and the right to it, so that no time tells the two apart.
    """
    owned = wanted.join(Evaluation, Wave.evaluation_id == Evaluation.id).join(
        Programme, Evaluation.programme_id == Programme.id
    )
    return the_one(session.scalars(visible_to(owned, actor)).one_or_none())


def wave_of(session: Session, actor: Actor, wave_id: int) -> Wave:
    """Return a wave of an evaluation that the actor may see; a foreign one does not exist."""
    return within_scope(session, actor, select(Wave).where(Wave.id == wave_id))


def case_of(session: Session, actor: Actor, case_id: str) -> Case:
    """Return a case of a wave that the actor may see."""
    wanted = select(Case).join(Wave, Case.wave_id == Wave.id).where(Case.id == case_id)
    return within_scope(session, actor, wanted)


def cases_of(session: Session, wave: Wave) -> list[Case]:
    """Return the cases of a wave in the order in which they are visited."""
    return list(
        session.scalars(
            select(Case)
            .where(Case.wave_id == wave.id)
            .order_by(Case.contract_id, Case.stratum, Case.psu, Case.label, Case.id)
        )
    )


def open_cases_of(session: Session, wave: Wave) -> list[Case]:
    """Return the cases that nobody has answered for yet, in the order they are visited."""
    return list(
        session.scalars(
            select(Case)
            .join(Invitation, Invitation.case_id == Case.id)
            .where(Case.wave_id == wave.id, Invitation.status == "open")
            .order_by(Case.contract_id, Case.stratum, Case.psu, Case.label, Case.id)
        )
    )
