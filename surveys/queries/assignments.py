"""Who holds which cases: an interviewer's open ones, the loads of a wave, the attempts so far."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.kinds.roles import INTERVIEWER
from evaluator.models.accounts import Account, Membership
from evaluator.models.evaluations import Evaluation
from surveys.models import waves
from surveys.models.assignments import OPEN, Assignment, Attempt, CaseReplacement
from surveys.models.cases import Case, Invitation
from surveys.models.waves import Wave


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case as the field lead sees it: no name, no answer."""

    case: Case
    assignment: Assignment | None
    attempts: int
    is_answered: bool
    replaced_by: str | None  # the number of the case that stands in
    stands_in_for: str | None


def open_cases_of(session: Session, interviewer_id: int) -> list[Assignment]:
    """Return what an interviewer has still to do in open waves, earliest due first."""
    return list(
        session.scalars(
            select(Assignment)
            .join(Case, Case.id == Assignment.case_id)
            .join(Wave, Wave.id == Case.wave_id)
            .join(Invitation, Invitation.case_id == Case.id)
            .where(Assignment.interviewer_id == interviewer_id, Assignment.state == OPEN)
            .where(Invitation.status == "open", Wave.state == waves.OPEN)
            .order_by(
                Assignment.due_on.is_(None),
                Assignment.due_on,
                Case.stratum,
                Case.psu,
                Case.label,
                Case.id,
            )
        )
    )


def assignment_of(session: Session, case_id: str) -> Assignment | None:
    """Return in whose hands a case is, if in anybody's."""
    return session.scalars(select(Assignment).where(Assignment.case_id == case_id)).one_or_none()


def interviewers_of(session: Session, evaluation: Evaluation) -> list[Account]:
    """Return the active interviewers of the firm that evaluates, by login."""
    firm = evaluation.programme.assessor_id
    return list(
        session.scalars(
            select(Account)
            .join(Membership, Membership.account_id == Account.id)
            .where(Membership.organisation_id == firm, Membership.role == INTERVIEWER)
            .where(Account.is_active)
            .order_by(Account.login)
        )
    )


def attempts_of(session: Session, case_id: str) -> list[Attempt]:
    """Return the attempts at a case in the order in which they were made."""
    wanted = select(Attempt).where(Attempt.case_id == case_id)
    return list(session.scalars(wanted.order_by(Attempt.at, Attempt.id)))


def case_lines(session: Session, wave: Wave) -> list[CaseLine]:
    """Return the cases of a wave with their interviewer and their attempts, as visited."""
    replaced = _replacements(session, wave)
    stands_in = {new: lost for lost, new in replaced.items()}
    labels = dict(session.execute(select(Case.id, Case.label).where(Case.wave_id == wave.id)).all())
    tries = _attempt_counts(session, wave)
    found = session.execute(
        select(Case, Assignment, Invitation.status)
        .outerjoin(Assignment, Assignment.case_id == Case.id)
        .outerjoin(Invitation, Invitation.case_id == Case.id)
        .where(Case.wave_id == wave.id)
        .order_by(Case.contract_id, Case.stratum, Case.psu, Case.label, Case.id)
    )
    return [
        CaseLine(
            case=case,
            assignment=assignment,
            attempts=tries.get(case.id, 0),
            is_answered=status == "used",
            replaced_by=labels.get(replaced.get(case.id, "")),
            stands_in_for=labels.get(stands_in.get(case.id, "")),
        )
        for case, assignment, status in found
    ]


def loads(lines: Sequence[CaseLine]) -> Counter[tuple[int, int]]:
    """Count the cases by contract and interviewer; replaced ones are nobody's load."""
    return Counter(
        (line.case.contract_id, line.assignment.interviewer_id)
        for line in lines
        if line.assignment is not None and line.replaced_by is None
    )


def _replacements(session: Session, wave: Wave) -> dict[str, str]:
    found = session.execute(
        select(CaseReplacement.lost_case_id, CaseReplacement.new_case_id)
        .join(Case, Case.id == CaseReplacement.lost_case_id)
        .where(Case.wave_id == wave.id)
    )
    return {row[0]: row[1] for row in found}


def _attempt_counts(session: Session, wave: Wave) -> dict[str, int]:
    found = session.execute(
        select(Attempt.case_id, func.count())
        .join(Case, Case.id == Attempt.case_id)
        .where(Case.wave_id == wave.id)
        .group_by(Attempt.case_id)
    )
    return {row[0]: row[1] for row in found}
