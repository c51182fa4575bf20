"""Finding files that answer questions, within what an actor may see."""

from sqlalchemy.orm import Session

from evaluator.errors import NotFound
from evaluator.kinds.actors import Actor
from surveys.models.attachments import Attachment
from surveys.queries.waves import case_of


def attachment_of(session: Session, actor: Actor, name: str) -> Attachment:
    """Return a file of a case that the actor may see."""
    found = session.get(Attachment, name)
    if found is None:
        raise NotFound("not_found")
    case_of(session, actor, found.case_id)
    return found
