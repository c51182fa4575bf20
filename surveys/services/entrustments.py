"""Recording the agreement that entrusts people's data, without which none is taken in."""

import hashlib
import os
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock, legal_day
from evaluator.models.evaluations import Evaluation
from evaluator.services.audit import record_act
from evaluator.settings import Settings
from surveys.models.entrustments import Entrustment

PERMISSION = "entrustments.record"
SHORTEST_SCOPE = 10
MOST_SCAN_BYTES = 20 * 1024 * 1024
# By their first bytes; the name a file is sent under proves nothing.
SCAN_KINDS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}


@dataclass(frozen=True, slots=True)
class EntrustmentFacts:
    """What the agreement says."""

    title: str
    number: str
    signed_on: date
    expires_on: date
    controller_signer: str
    processor_signer: str
    scope: str


def record_entrustment(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    evaluation: Evaluation,
    facts: EntrustmentFacts,
    scan: tuple[str, bytes] | None = None,
) -> Entrustment:
    """Record a signed agreement, with the scan of its sealed page where there is one."""
    actor.require(PERMISSION)
    today = legal_day(clock())
    if facts.signed_on > today:
        raise Invalid("signed_in_the_future", field="signed_on", found=facts.signed_on)
    if facts.expires_on <= facts.signed_on:
        raise Invalid("term_backward", field="expires_on", found=facts.expires_on)
    if len(facts.scope.strip()) < SHORTEST_SCOPE:
        raise Invalid("scope_needed", field="scope")
    name, digest = _keep(settings, scan) if scan is not None else ("", "")
    record = Entrustment(
        evaluation_id=evaluation.id,
        title=facts.title,
        number=facts.number,
        signed_on=facts.signed_on,
        expires_on=facts.expires_on,
        controller_signer=facts.controller_signer,
        processor_signer=facts.processor_signer,
        scope=facts.scope.strip(),
        scan_name=name,
        scan_digest=digest,
        recorded_by_id=actor.account_id,
        recorded_at=clock(),
    )
    session.add(record)
    session.flush()
    subject = f"evaluation/{evaluation.id}"
    record_act(
        session, actor, clock, "entrustment.record", subject, number=facts.number, scan=digest
    )
    return record


def revoke_entrustment(session: Session, actor: Actor, clock: Clock, record: Entrustment) -> None:
    """End an agreement before its time: from now on nothing is taken in under it."""
    actor.require(PERMISSION)
    if record.revoked_at is not None:
        raise NotReady("entrustment_ended")
    record.revoked_at = clock()
    subject = f"evaluation/{record.evaluation_id}"
    record_act(session, actor, clock, "entrustment.revoke", subject, number=record.number)
    session.flush()


def entrustments_of(session: Session, evaluation: Evaluation) -> list[Entrustment]:
    """Return the agreements of an evaluation, newest first."""
    wanted = select(Entrustment).where(Entrustment.evaluation_id == evaluation.id)
    return list(session.scalars(wanted.order_by(Entrustment.id.desc())))


def is_in_force(record: Entrustment, today: date) -> bool:
    """Whether data may be taken in under an agreement."""
    return record.revoked_at is None and record.signed_on <= today <= record.expires_on


def entrustment_in_force(session: Session, clock: Clock, evaluation: Evaluation) -> Entrustment:
    """Return the agreement under which data are taken in today; refuses where there is none."""
    today = legal_day(clock())
    for record in entrustments_of(session, evaluation):
        if is_in_force(record, today):
            return record
    raise NotReady("entrustment_needed")


def _keep(settings: Settings, scan: tuple[str, bytes]) -> tuple[str, str]:
    """Keep a scan under its hash, outside of what the web serves."""
    name, content = scan
    kind = next((k for start, k in SCAN_KINDS.items() if content.startswith(start)), None)
    if kind is None:
        raise Invalid("scan_kind", field="scan", allowed=", ".join(sorted(SCAN_KINDS.values())))
    if len(content) > MOST_SCAN_BYTES:
        raise Invalid("scan_too_large", field="scan", allowed="20 MB")
    digest = hashlib.sha256(content).hexdigest()
    path = settings.folder("entrustments") / f"{digest}{kind}"
    if not path.exists():
        fresh = path.with_suffix(".part")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    return name[:200], digest
