"""Finding waves and cases within the scope of the actor's organisation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import NotFound
from evaluator.kinds.actors import Actor
from evaluator.models.evaluations import Evaluation
from evaluator.queries.evaluations import evaluation_of
from surveys.models.cases import Case, Invitation
from surveys.models.waves import Wave


def waves_of(session: Session, evaluation: Evaluation) -> list[Wave]:
    """Return the waves of an evaluation, oldest first."""
    return list(
        session.scalars(select(Wave).where(Wave.evaluation_id == evaluation.id).order_by(Wave.id))
    )


def wave_of(session: Session, actor: Actor, wave_id: int) -> Wave:
    """Return a wave of an evaluation that the actor may see; a foreign one does not exist."""
    wave = session.get(Wave, wave_id)
    if wave is None:
        raise NotFound("not_found")
    evaluation_of(session, actor, wave.evaluation_id)
    return wave


def case_of(session: Session, actor: Actor, case_id: str) -> Case:
    """Return a case of a wave that the actor may see."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("not_found")
    wave_of(session, actor, case.wave_id)
    return case


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
