"""Finding files that answer questions, within what an actor may see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.kinds.actors import Actor
from surveys.models.attachments import Attachment
from surveys.models.cases import Case
from surveys.models.waves import Wave
from surveys.queries.waves import within_scope


def attachment_of(session: Session, actor: Actor, name: str) -> Attachment:
    """Return a file of a case that the actor may see."""
    wanted = select(Attachment).join(Case, Attachment.case_id == Case.id)
    wanted = wanted.join(Wave, Case.wave_id == Wave.id).where(Attachment.name == name)
    return within_scope(session, actor, wanted)
