"""What the holder of a personal link may know: the wave, its questionnaire, who asks for whom."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, Executable, bindparam, select
from sqlalchemy.orm import aliased

from evaluator.models.evaluations import Evaluation
from evaluator.models.organisations import Organisation
from evaluator.models.programmes import Contract, Programme
from surveys.models.cases import Case, Invitation
from surveys.models.questionnaires import QuestionnaireVersion
from surveys.models.waves import OPEN, Wave


@dataclass(frozen=True, slots=True)
class Invited:
    """The case behind a link and what its pages show."""

    case_id: str
    is_used: bool
    wave_state: str
    questionnaire: str  # the hash of its version
    is_demo: bool
    period_starts_on: date
    period_ends_on: date
    bureau_phone: str
    complaint_phone: str
    firm: str
    purchaser: str
    contractor: str

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.wave_state == OPEN


def _statement() -> Executable:
    firm, purchaser, contractor = (aliased(Organisation) for _ in range(3))
    return (
        select(
            Case.id,
            Invitation.status == "used",
            Wave.state,
            QuestionnaireVersion.digest,
            Evaluation.is_demo,
            Evaluation.period_starts_on,
            Evaluation.period_ends_on,
            Wave.bureau_phone,
            Wave.complaint_phone,
            firm.name,
            purchaser.name,
            contractor.name,
        )
        .select_from(Invitation)
        .join(Case, Case.id == Invitation.case_id)
        .join(Wave, Wave.id == Case.wave_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Wave.questionnaire_id)
        .join(Evaluation, Evaluation.id == Wave.evaluation_id)
        .join(Programme, Programme.id == Evaluation.programme_id)
        .join(firm, firm.id == Programme.assessor_id)
        .join(purchaser, purchaser.id == Programme.purchaser_id)
        .join(Contract, Contract.id == Case.contract_id)
        .join(contractor, contractor.id == Contract.contractor_id)
        .where(Invitation.token_hash == bindparam("token_hash"))
    )


# Written once: to write it anew at every request took longer than to ask the database.
_INVITED = _statement()


def invited(engine: Engine, token_hash: str) -> Invited | None:
    """Return what belongs to a link, or nothing where there is no such link."""
    with engine.connect() as connection:
        row: Any = connection.execute(_INVITED, {"token_hash": token_hash}).one_or_none()
    return None if row is None else Invited(*row)
