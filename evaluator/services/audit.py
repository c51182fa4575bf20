"""Recording acts in the audit chain, and checking that nothing in it was altered."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.audit import AuditEntry, AuditHead
from scoring.canonical import hash_of


def record_act(
    session: Session,
    actor: Actor,
    clock: Clock,
    action: str,
    subject: str,
    **details: Any,
) -> AuditEntry:
    """Append an entry to the chain of the actor's organisation, in the caller's transaction."""
    return append_entry(
        session, actor.organisation_id, actor.account_id, clock, action, subject, details
    )


def append_entry(
    session: Session,
    organisation_id: int,
    account_id: int | None,
    clock: Clock,
    action: str,
    subject: str,
    details: dict[str, Any],
) -> AuditEntry:
    """Append an entry; the head row is taken first, so that two appends cannot interleave."""
    taken = session.execute(
        update(AuditHead)
        .where(AuditHead.organisation_id == organisation_id)
        .values(position=AuditHead.position + 1)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE always returns a cursor result
        session.add(AuditHead(organisation_id=organisation_id, position=1, digest=""))
        session.flush()
    head = session.execute(
        select(AuditHead)
        .where(AuditHead.organisation_id == organisation_id)
        .execution_options(populate_existing=True)
    ).scalar_one()
    entry = AuditEntry(
        organisation_id=organisation_id,
        position=head.position,
        at=clock(),
        account_id=account_id,
        action=action,
        subject=subject,
        details=details,
        previous_digest=head.digest,
        digest="",
    )
    entry.digest = digest_of(entry)
    head.digest = entry.digest
    session.add(entry)
    session.flush()
    return entry


def digest_of(entry: AuditEntry) -> str:
    """Return the hash that binds an entry to its content and to the entry before it."""
    return hash_of(
        {
            "organisation": entry.organisation_id,
            "position": entry.position,
            "at": entry.at.isoformat(),
            "account": entry.account_id,
            "action": entry.action,
            "subject": entry.subject,
            "details": entry.details,
            "previous": entry.previous_digest,
        }
    )


def broken_position(session: Session, organisation_id: int) -> int | None:
    """Return the first position at which the chain does not hold, or nothing where it is whole."""
    previous, position = "", 0
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.organisation_id == organisation_id)
        .order_by(AuditEntry.position)
    )
    for entry in entries:
        position += 1
        linked = entry.position == position and entry.previous_digest == previous
        if not linked or entry.digest != digest_of(entry):
            return position
        previous = entry.digest
    head = session.get(AuditHead, organisation_id)
    if head is not None and (head.position != position or head.digest != previous):
        return position + 1
    return None
