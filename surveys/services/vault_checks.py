"""Watching over the vault: entries altered or put back are found, keys are changed under load."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from evaluator.errors import NotReady
from evaluator.jobs.context import JobContext
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import Job
from evaluator.services.audit import record_act
from evaluator.services.jobs import start_job
from evaluator.settings import Settings
from evaluator.wording.texts import N_
from surveys.models.assignments import Attempt
from surveys.models.cases import Case, Identity
from surveys.models.entrustments import VaultKey
from surveys.models.rosters import Roster, RosterPerson
from surveys.models.waves import Wave
from surveys.services.roster_reading import subject_of_person
from surveys.services.vault import (
    Sealer,
    open_identity,
    seal_identity,
    sealer_for,
    tally_part,
    unseal,
)
from surveys.services.vault_keys import bytes_of, make_key, shred

ROTATE = "vault.rotate"
BATCH = 200
STEP = N_("Sealing again under a new key")
_WHOLE = 1 << 256


@dataclass(frozen=True, slots=True)
class VaultFault:
    """Something in the vault that is not as it was left."""

    code: str  # identity_altered / vault_tally / vault_key_missing / vault_key_wrong
    subject: str


def check_vault(session: Session, settings: Settings, evaluation_id: int) -> list[VaultFault]:
    """Open every entry and add up each key's tally; nothing that is read is kept or returned.

    An older entry put back whole, with its version, opens; but then the tally does not come out,
    and who has only the database cannot make one that does.
    """
    faults: list[VaultFault] = []
    tallies: Counter[int] = Counter()
    keys = _keys(session, settings, evaluation_id, faults)
    for identity in session.scalars(_identities(evaluation_id)):
        try:
            open_identity(session, settings, identity.case_id)
        except NotReady as error:
            faults.append(VaultFault(error.code, f"case/{identity.case_id}"))
        if identity.key_id in keys:
            part = tally_part(
                keys[identity.key_id], identity.case_id, identity.version, identity.sealed
            )
            tallies[identity.key_id] = (tallies[identity.key_id] + part) % _WHOLE
    for key_id in keys:
        stored = session.get_one(VaultKey, key_id).tally
        if int(stored, 16) != tallies[key_id]:
            faults.append(VaultFault("vault_tally", f"key/{key_id}"))
    return faults


def start_rotation(
    session: Session, actor: Actor, clock: Clock, settings: Settings, evaluation: Evaluation
) -> Job:
    """Retire the key in use and let the worker seal everything again under a new one."""
    actor.require("identities.destroy")
    old, _ = sealer_key(session, settings, clock, evaluation.id)
    old.retired_at = clock()
    fresh, _ = make_key(session, settings, clock, evaluation.id)
    subject = f"evaluation/{evaluation.id}"
    record_act(
        session, actor, clock, "vault.rotate", subject, old=old.fingerprint, new=fresh.fingerprint
    )
    return start_job(session, actor, clock, ROTATE, {"evaluation": evaluation.id})


def sealer_key(
    session: Session, settings: Settings, clock: Clock, evaluation_id: int
) -> tuple[VaultKey, bytes]:
    """Return the key in use, taken until the commit."""
    sealer = sealer_for(session, settings, clock, evaluation_id)
    return sealer.record, sealer.key


def rotate(context: JobContext) -> dict[str, Any]:
    """Do the job: entry by entry in small steps, then shred what no entry needs any more."""
    evaluation_id = context.parameters["evaluation"]
    done = 0
    while True:
        with context.sessions() as session:
            moved = reseal_some(session, context.settings, context.clock, evaluation_id)
            session.commit()
        if not moved:
            break
        done += moved
        context.report(STEP, done, 0)
    with context.sessions() as session:
        shredded = shred_unused(session, context.settings, context.clock, evaluation_id)
        session.commit()
    return {"moved": done, "shredded": shredded, "address": f"/evaluations/{evaluation_id}/vault"}


def reseal_some(session: Session, settings: Settings, clock: Clock, evaluation_id: int) -> int:
    """Seal some entries again under the key in use; tells how many, 0 when none is left."""
    sealer = sealer_for(session, settings, clock, evaluation_id)
    in_use = sealer.record.id
    stale = _identities(evaluation_id).where(Identity.key_id.is_distinct_from(in_use))
    identities = list(session.scalars(stale.limit(BATCH)))
    for identity in identities:
        person = open_identity(session, settings, identity.case_id)
        seal_identity(
            session, settings, sealer, identity.case_id, person, known_key=identity.person_key
        )
    session.flush()
    if identities:
        return len(identities)
    return _reseal_people(session, settings, sealer, evaluation_id) or _reseal_notes(
        session, settings, sealer, evaluation_id
    )


def shred_unused(session: Session, settings: Settings, clock: Clock, evaluation_id: int) -> int:
    """Shred the retired keys that seal nothing any more; a key that seals anything stays."""
    shredded = 0
    wanted = select(VaultKey).where(
        VaultKey.evaluation_id == evaluation_id,
        VaultKey.retired_at.is_not(None),
        VaultKey.shredded_at.is_(None),
    )
    for record in session.scalars(wanted.with_for_update()):
        if not _uses(session, evaluation_id, record.id):
            shred(session, settings, clock, record)
            shredded += 1
    return shredded


def _uses(session: Session, evaluation_id: int, key_id: int) -> int:
    identities = session.scalar(
        select(func.count()).select_from(Identity).where(Identity.key_id == key_id)
    )
    people = session.scalar(
        select(func.count()).select_from(RosterPerson).where(RosterPerson.key_id == key_id)
    )
    head = key_id.to_bytes(4, "big")
    held = [attempt.sealed_note for attempt in _notes(session, evaluation_id)]
    notes: int = sum(note[1:5] == head for note in held)
    return (identities or 0) + (people or 0) + notes


def _reseal_people(session: Session, settings: Settings, sealer: Sealer, evaluation_id: int) -> int:
    wanted = (
        select(RosterPerson)
        .join(Roster, Roster.id == RosterPerson.roster_id)
        .where(Roster.evaluation_id == evaluation_id, RosterPerson.key_id != sealer.record.id)
        .limit(BATCH)
    )
    people = list(session.scalars(wanted))
    for person in people:
        subject = subject_of_person(person.roster_id, person.code)
        text = unseal(session, settings, subject, person.sealed)
        # Only what was read is replaced: who wrote in between is not overwritten.
        session.execute(
            update(RosterPerson)
            .where(RosterPerson.id == person.id, RosterPerson.sealed == person.sealed)
            .values(sealed=sealer.seal(subject, text), key_id=sealer.record.id)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
    return len(people)


def _reseal_notes(session: Session, settings: Settings, sealer: Sealer, evaluation_id: int) -> int:
    head, moved = sealer.record.id.to_bytes(4, "big"), 0
    for attempt in _notes(session, evaluation_id):
        if attempt.sealed_note and attempt.sealed_note[1:5] != head:
            subject = f"attempt/{attempt.client_id}"
            text = unseal(session, settings, subject, attempt.sealed_note)
            attempt.sealed_note = sealer.seal(subject, text)
            moved += 1
    session.flush()
    return moved


def _keys(
    session: Session, settings: Settings, evaluation_id: int, faults: list[VaultFault]
) -> dict[int, bytes]:
    keys = {}
    wanted = select(VaultKey).where(VaultKey.evaluation_id == evaluation_id)
    for record in session.scalars(wanted.where(VaultKey.shredded_at.is_(None))):
        try:
            keys[record.id] = bytes_of(settings, record)
        except NotReady as error:
            faults.append(VaultFault(error.code, f"key/{record.id}"))
    return keys


def _identities(evaluation_id: int) -> Any:
    return (
        select(Identity)
        .join(Case, Case.id == Identity.case_id)
        .join(Wave, Wave.id == Case.wave_id)
        .where(Wave.evaluation_id == evaluation_id)
        .order_by(Identity.case_id)
    )


def _notes(session: Session, evaluation_id: int) -> Any:
    return session.scalars(
        select(Attempt)
        .join(Case, Case.id == Attempt.case_id)
        .join(Wave, Wave.id == Case.wave_id)
        .where(Wave.evaluation_id == evaluation_id, Attempt.sealed_note.is_not(None))
        .order_by(Attempt.id)
    )
