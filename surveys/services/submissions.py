"""The one path on which answers come in: one transaction, idempotent, nothing lost or doubled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Engine,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from evaluator.errors import NotReady
from evaluator.kinds.clocks import Clock, legal_day
from evaluator.settings import Settings
from scoring.canonical import hash_of
from surveys.kinds.documents import Answer
from surveys.models.cases import COMPLETE, Case, Invitation
from surveys.models.responses import Draft, Receipt, Response, ResponseConflict
from surveys.models.waves import OPEN, Wave
from surveys.services.links import receipt_hash, receipt_of

MOST_CONFLICTS = 20  # of one case; beyond that somebody plays with a used link
LONGEST_SECONDS = 4 * 60 * 60  # a longer stay is a pause, not an interview

# Written once: to write them anew at every submission took longer than the database takes.
_OF_CASE: BindParameter[str] = bindparam("case")
_PLACE = (
    select(Case.wave_id, Case.contract_id)
    .join(Wave, Wave.id == Case.wave_id)
    .where(Case.id == _OF_CASE)
    .with_for_update(read=True, of=Wave)
)
_IN_OPEN_WAVE = exists().where(Case.id == _OF_CASE, Wave.id == Case.wave_id, Wave.state == OPEN)
_BURN = (
    update(Invitation)
    .where(Invitation.case_id == _OF_CASE, Invitation.status == "open", _IN_OPEN_WAVE)
    .values(status="used")
    .execution_options(synchronize_session=False)
)
_STORE = insert(Response)
_NOTE_RECEIPT = insert(Receipt)
_REMOVE_DRAFT = delete(Draft).where(Draft.case_id == _OF_CASE)
_COMPLETE = update(Case).where(Case.id == _OF_CASE).values(disposition=COMPLETE)
_STORED_DIGEST = select(Response.digest).where(Response.submission_id == bindparam("submission"))
_ANSWERED = select(Response.submission_id).where(Response.case_id == _OF_CASE)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How the answers came about."""

    mode: str
    is_assisted: bool = False
    is_proxy: bool = False
    proxy_reason: str = ""
    presence: str = ""
    interviewer: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A finished questionnaire as it was sent."""

    submission_id: str
    case_id: str
    answers: list[Answer]
    circumstances: Circumstances
    started_at: datetime | None = None

    @property
    def content(self) -> Mapping[str, Any]:
        """What makes two sendings of one submission the same."""
        around = self.circumstances
        return {
            "answers": self.answers,
            "mode": around.mode,
            "is_assisted": around.is_assisted,
            "is_proxy": around.is_proxy,
            "proxy_reason": around.proxy_reason,
            "presence": around.presence,
            "interviewer": around.interviewer,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission: stored, or kept beside an earlier one that differs."""

    receipt: str
    is_conflict: bool = False


def submit(engine: Engine, settings: Settings, clock: Clock, sent: Submission) -> Outcome:
    """Store a submission for good, or recognise that it is here already.

    The link is burned, the response stored and the draft removed in one transaction: whoever gets
    the receipt may forget the answers. The same submission gets the same receipt however often it
    is sent; another one for the same case is kept for review and changes nothing.
    """
    digest = hash_of(sent.content)
    receipt = receipt_of(settings, sent.submission_id)
    with engine.begin() as connection:
        place = _place(connection, sent.case_id)
        if _burn(connection, sent.case_id):
            _store(connection, clock, sent, digest, place)
            code = receipt_hash(settings, receipt)
            connection.execute(_NOTE_RECEIPT, {"code_hash": code})
            return Outcome(receipt)
        stored = _stored_digest(connection, sent.submission_id)
        if stored == digest:
            return Outcome(receipt)
        if stored is None and not _is_answered(connection, sent.case_id):
            raise NotReady("wave_not_open")
    _keep_conflict(engine, clock, sent, digest, place)
    return Outcome(receipt, is_conflict=True)


def _place(connection: Connection, case_id: str) -> tuple[int, int]:
    """Return wave and contract of a case; the wave cannot be closed while this goes on."""
    wave_id, contract_id = connection.execute(_PLACE, {"case": case_id}).one()
    return wave_id, contract_id


def _burn(connection: Connection, case_id: str) -> bool:
    """Use up the link of a case; only one of many at once succeeds, and only in an open wave."""
    return bool(connection.execute(_BURN, {"case": case_id}).rowcount)


def _store(
    connection: Connection, clock: Clock, sent: Submission, digest: str, place: tuple[int, int]
) -> None:
    wave_id, contract_id = place
    row = {
        "submission_id": sent.submission_id,
        "wave_id": wave_id,
        "case_id": sent.case_id,
        "contract_id": contract_id,
        "duration_seconds": _duration(clock, sent.started_at),
        "digest": digest,
        "received_on": legal_day(clock()),
        "status": "accepted",
        "reason": "",
        **sent.content,
    }
    connection.execute(_STORE, row)
    connection.execute(_REMOVE_DRAFT, {"case": sent.case_id})
    connection.execute(_COMPLETE, {"case": sent.case_id})


def _stored_digest(connection: Connection, submission_id: str) -> str | None:
    found = connection.execute(_STORED_DIGEST, {"submission": submission_id})
    return found.scalar_one_or_none()


def _is_answered(connection: Connection, case_id: str) -> bool:
    return connection.execute(_ANSWERED, {"case": case_id}).first() is not None


def _keep_conflict(
    engine: Engine, clock: Clock, sent: Submission, digest: str, place: tuple[int, int]
) -> None:
    row = {
        "submission_id": sent.submission_id,
        "wave_id": place[0],
        "case_id": sent.case_id,
        "content": dict(sent.content),
        "digest": digest,
        "received_on": legal_day(clock()),
    }
    of_case = ResponseConflict.case_id == sent.case_id
    try:
        with engine.begin() as connection:
            kept = connection.execute(select(func.count()).where(of_case)).scalar_one()
            if kept < MOST_CONFLICTS:
                connection.execute(insert(ResponseConflict).values(**row))
    except IntegrityError:
        pass  # this very copy is kept already


def _duration(clock: Clock, started_at: datetime | None) -> int | None:
    if started_at is None:
        return None
    seconds = int((clock() - started_at).total_seconds())
    return seconds if 0 <= seconds <= LONGEST_SECONDS else None
