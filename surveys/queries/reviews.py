"""Finding responses, copies, proposals and back-checks within the scope of the actor."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.kinds.actors import Actor
from evaluator.models.accounts import Account
from surveys.models.responses import Response, ResponseConflict
from surveys.models.reviews import (
    DONE,
    DRAWN,
    PROPOSED,
    UNREACHED,
    Adjudication,
    BackCheck,
    ConflictChoice,
)
from surveys.models.waves import Wave
from surveys.queries.waves import within_scope

PAGE = 50
# Shares of differing facts from which more, or all, of an interviewer's people are called again.
CHECK_MORE_FROM = 0.20
REDO_FROM = 0.40


@dataclass(frozen=True, slots=True)
class Discrepancies:
    """What calling again said about one interviewer."""

    interviewer: str
    drawn: int
    done: int
    unreached: int
    denied: int
    compared: int
    differing: int

    @property
    def differing_share(self) -> float | None:
        """Facts told otherwise, of those compared."""
        return self.differing / self.compared if self.compared else None

    @property
    def advice(self) -> str:
        """What the rule of back-checks says: nothing, check_more, or redo."""
        share = self.differing_share or 0.0
        denied = self.denied / self.done if self.done else 0.0
        worst = max(share, denied)
        return "redo" if worst > REDO_FROM else "check_more" if worst >= CHECK_MORE_FROM else ""


def response_of(session: Session, actor: Actor, submission_id: str) -> Response:
    """Return a response of a wave that the actor may see; a foreign one does not exist."""
    wanted = select(Response).join(Wave, Response.wave_id == Wave.id)
    return within_scope(session, actor, wanted.where(Response.submission_id == submission_id))


def conflict_of(session: Session, actor: Actor, conflict_id: int) -> ResponseConflict:
    """Return a conflicting copy of a wave that the actor may see."""
    wanted = select(ResponseConflict).join(Wave, ResponseConflict.wave_id == Wave.id)
    return within_scope(session, actor, wanted.where(ResponseConflict.id == conflict_id))


def proposal_of(session: Session, actor: Actor, adjudication_id: int) -> Adjudication:
    """Return a proposal in a wave that the actor may see."""
    wanted = select(Adjudication).join(Wave, Adjudication.wave_id == Wave.id)
    return within_scope(session, actor, wanted.where(Adjudication.id == adjudication_id))


def back_check_of(session: Session, actor: Actor, submission_id: str) -> BackCheck:
    """Return a back-check of a wave that the actor may see."""
    wanted = select(BackCheck).join(Wave, BackCheck.wave_id == Wave.id)
    return within_scope(session, actor, wanted.where(BackCheck.submission_id == submission_id))


def verdicts_on(session: Session, response: Response) -> list[tuple[Adjudication, str, str]]:
    """Return the log of a response, oldest first, with the names of the two people."""
    wanted = (
        select(Adjudication)
        .where(Adjudication.submission_id == response.submission_id)
        .order_by(Adjudication.id)
    )
    found = list(session.scalars(wanted))
    people = {one.proposed_by_id for one in found} | {one.decided_by_id for one in found}
    known = select(Account).where(Account.id.in_(people - {None})).order_by(Account.id)
    names = {account.id: account.name for account in session.scalars(known)}
    return [
        (one, names.get(one.proposed_by_id, ""), names.get(one.decided_by_id or 0, ""))
        for one in found
    ]


def waiting_verdicts(session: Session, wave: Wave) -> list[Adjudication]:
    """Return the proposals that wait for a second person, oldest first, a page of them."""
    wanted = (
        select(Adjudication)
        .where(Adjudication.wave_id == wave.id, Adjudication.state == PROPOSED)
        .order_by(Adjudication.id)
        .limit(PAGE)
    )
    return list(session.scalars(wanted))


def open_conflicts(session: Session, wave: Wave) -> list[ResponseConflict]:
    """Return the copies between which nobody has chosen, oldest first, a page of them."""
    wanted = (
        select(ResponseConflict)
        .outerjoin(ConflictChoice, ConflictChoice.conflict_id == ResponseConflict.id)
        .where(ResponseConflict.wave_id == wave.id, ConflictChoice.conflict_id.is_(None))
        .order_by(ResponseConflict.id)
        .limit(PAGE)
    )
    return list(session.scalars(wanted))


def back_checks_to_do(session: Session, wave: Wave, checker: str) -> list[BackCheck]:
    """Return whom to call again, not those whom the caller interviewed, a page of them."""
    wanted = (
        select(BackCheck)
        .where(BackCheck.wave_id == wave.id, BackCheck.state.in_((DRAWN, UNREACHED)))
        .where(BackCheck.interviewer != checker)
        .order_by(BackCheck.state, BackCheck.submission_id)
        .limit(PAGE)
    )
    return list(session.scalars(wanted))


def discrepancy_table(session: Session, wave: Wave) -> list[Discrepancies]:
    """Return what calling again said about each interviewer, by code."""
    rows = session.execute(
        select(
            BackCheck.interviewer,
            BackCheck.state,
            BackCheck.is_held,
            func.count(),
            func.sum(BackCheck.compared),
            func.sum(BackCheck.differing),
        )
        .where(BackCheck.wave_id == wave.id)
        .group_by(BackCheck.interviewer, BackCheck.state, BackCheck.is_held)
        .order_by(BackCheck.interviewer, BackCheck.state)
    )
    counts: dict[str, list[int]] = {}
    for interviewer, state, is_held, count, compared, differing in rows:
        line = counts.setdefault(interviewer, [0] * 6)
        line[0] += count
        line[1] += count if state == DONE else 0
        line[2] += count if state == UNREACHED else 0
        line[3] += count if state == DONE and is_held is False else 0
        line[4] += int(compared or 0)
        line[5] += int(differing or 0)
    return [Discrepancies(interviewer, *line) for interviewer, line in sorted(counts.items())]
