"""Destroying an evaluation's identities for good, and the certificate that says so."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock, legal_day
from evaluator.models.evaluations import Evaluation
from evaluator.services.audit import record_act
from evaluator.settings import Settings
from scoring.canonical import hash_of
from surveys.models.assignments import Attempt
from surveys.models.cases import Case, Identity
from surveys.models.entrustments import DestructionCertificate, VaultKey
from surveys.models.rosters import Roster, RosterPerson
from surveys.models.waves import CLOSED, Wave
from surveys.queries.bundles import frozen_bundle_of
from surveys.queries.waves import waves_of
from surveys.services.rosters import forget_file
from surveys.services.vault_keys import shred

PERMISSION = "identities.destroy"
MOST_DAYS = 90  # after the re-check closes, or without one after the data were frozen
SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class RetentionClock:
    """By when identities must be gone: nothing runs before the data are frozen."""

    started_on: date | None
    due_on: date | None
    is_overdue: bool
    identities: int
    people: int


def retention_of(session: Session, clock: Clock, evaluation: Evaluation) -> RetentionClock:
    """Return how the clock of an evaluation stands."""
    bundle = frozen_bundle_of(session, evaluation)
    started = None if bundle is None else legal_day(bundle.frozen_at)
    due = None if started is None else started + timedelta(days=MOST_DAYS)
    held = counts_of(session, evaluation)
    left = held["identities"] + held["people"]
    return RetentionClock(
        started_on=started,
        due_on=due,
        is_overdue=due is not None and left > 0 and legal_day(clock()) > due,
        identities=held["identities"],
        people=held["people"],
    )


def destroy_identities(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    evaluation: Evaluation,
    witness: str,
    reason: str,
) -> DestructionCertificate:
    """Delete every identity, shred the keys that sealed them, and certify it.

    What is left are reports, figures, answers without names, and hashes. Copies of the database
    hold sealed entries still, and no key opens them any more.
    """
    actor.require(PERMISSION)
    _require_over(session, evaluation)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid("reason_needed", field="reason")
    if not witness.strip() or witness.strip() == actor.name:
        raise Invalid("witness_needed", field="witness")
    before = counts_of(session, evaluation)
    keys = list(
        session.scalars(
            select(VaultKey)
            .where(VaultKey.evaluation_id == evaluation.id, VaultKey.shredded_at.is_(None))
            .order_by(VaultKey.id)
        )
    )
    if not keys and not before["identities"] and not before["people"]:
        raise NotReady("nothing_to_destroy")
    _delete_rows(session, settings, evaluation)
    for record in keys:
        shred(session, settings, clock, record)
    facts = {
        "before": before,
        "after": counts_of(session, evaluation),
        "keys": [record.fingerprint for record in keys],
        "kept": "reports, figures, answers without names, hashes",
    }
    return _certify(session, actor, clock, evaluation, witness.strip(), reason.strip(), facts)


def counts_of(session: Session, evaluation: Evaluation) -> dict[str, int]:
    """Count what the installation holds that leads to people."""
    cases = _cases(evaluation)
    rosters = select(Roster.id).where(Roster.evaluation_id == evaluation.id)
    wanted: dict[str, Any] = {
        "identities": select(func.count()).where(Identity.case_id.in_(cases)),
        "people": select(func.count()).where(RosterPerson.roster_id.in_(rosters)),
        "notes": select(func.count()).where(
            Attempt.case_id.in_(cases), Attempt.sealed_note.is_not(None)
        ),
    }
    return {name: session.scalar(query) or 0 for name, query in wanted.items()}


def certificates_of(session: Session, evaluation: Evaluation) -> list[DestructionCertificate]:
    """Return the certificates of an evaluation, newest first."""
    wanted = select(DestructionCertificate).where(
        DestructionCertificate.evaluation_id == evaluation.id
    )
    return list(session.scalars(wanted.order_by(DestructionCertificate.id.desc())))


def _require_over(session: Session, evaluation: Evaluation) -> None:
    if any(wave.state != CLOSED for wave in waves_of(session, evaluation)):
        raise NotReady("waves_still_open")


def _delete_rows(session: Session, settings: Settings, evaluation: Evaluation) -> None:
    cases = _cases(evaluation)
    rosters = list(session.scalars(select(Roster.id).where(Roster.evaluation_id == evaluation.id)))
    options = {"synchronize_session": False}
    session.execute(delete(Identity).where(Identity.case_id.in_(cases)), execution_options=options)
    session.execute(
        delete(RosterPerson).where(RosterPerson.roster_id.in_(rosters)), execution_options=options
    )
    session.execute(
        update(Attempt).where(Attempt.case_id.in_(cases)).values(sealed_note=None),
        execution_options=options,
    )
    session.expire_all()
    for roster_id in rosters:
        forget_file(settings, roster_id)


def _certify(
    session: Session,
    actor: Actor,
    clock: Clock,
    evaluation: Evaluation,
    witness: str,
    reason: str,
    facts: dict[str, Any],
) -> DestructionCertificate:
    at = clock()
    number = f"{evaluation.code}-{len(certificates_of(session, evaluation)) + 1:02d}"
    text = {"number": number, "at": at.isoformat(), "witness": witness, "reason": reason, **facts}
    certificate = DestructionCertificate(
        evaluation_id=evaluation.id,
        number=number,
        witness=witness,
        reason=reason,
        facts=facts,
        digest=hash_of(text),
        destroyed_by_id=actor.account_id,
        destroyed_by=actor.name,
        destroyed_at=at,
    )
    session.add(certificate)
    subject = f"evaluation/{evaluation.id}"
    record_act(
        session, actor, clock, "identities.destroy", subject, digest=certificate.digest, **facts
    )
    session.flush()
    return certificate


def _cases(evaluation: Evaluation) -> Any:
    waves = select(Wave.id).where(Wave.evaluation_id == evaluation.id)
    return select(Case.id).where(Case.wave_id.in_(waves))
