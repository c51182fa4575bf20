"""What tests of fieldwork share: interviewers of the firm, and tries that they make."""

from datetime import datetime

from evaluator.kinds.actors import Actor
from evaluator.kinds.roles import INTERVIEWER
from evaluator.models.accounts import Account, Membership
from surveys.services.attempts import AttemptFacts
from tests.collection import Field
from tests.web import NOON, PASSWORD_HASH


def hire(field: Field, count: int) -> list[Actor]:
    """Open accounts of further interviewers of the firm."""
    firm = field.people.firm.id
    hired = []
    for number in range(1, count + 1):
        account = Account(
            login=f"int-{number}",
            name=f"虚拟访员{number}",
            password_hash=PASSWORD_HASH,
            created_at=NOON,
            memberships=[Membership(organisation_id=firm, role=INTERVIEWER)],
        )
        field.session.add(account)
        field.session.flush()
        hired.append(Actor(account.id, account.name, firm, frozenset({INTERVIEWER})))
    field.session.commit()
    return hired


def facts(number: int, disposition: str, at: datetime = NOON, note: str = "") -> AttemptFacts:
    """A visit as noted."""
    return AttemptFacts(f"attempt-{number:04d}", at, "face_to_face", disposition, note)
