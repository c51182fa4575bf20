"""The vault of identities: sealed on the way in, opened one at a time, altered never unnoticed."""

import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotFound, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.services.audit import record_act
from evaluator.settings import Settings
from surveys.models.cases import Case, Identity
from surveys.models.entrustments import VaultKey
from surveys.models.waves import Wave
from surveys.services.links import person_key
from surveys.services.vault_keys import bytes_of, key_in_use

FIRST_KEY = 1  # sealed with the installation's own key, before evaluations had keys of their own
OWN_KEY = 2
NONCE_BYTES = 12
_HEAD = 5  # which kind of key, and its number in four bytes
_WHOLE = 1 << 256
SHORTEST_REASON = 4


class Sealer:
    """Seals many texts under one key; the cipher is set up once."""

    def __init__(self, record: VaultKey, key: bytes) -> None:
        self.record = record
        self.key = key
        self._cipher = AESGCM(key)
        self._head = bytes([OWN_KEY]) + record.id.to_bytes(4, "big")

    def seal(self, subject: str, text: str) -> bytes:
        """Return a text sealed for one subject; moved to another it does not open."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound = self._head + subject.encode()
        return self._head + nonce + self._cipher.encrypt(nonce, text.encode(), bound)


def sealer_for(session: Session, settings: Settings, clock: Clock, evaluation_id: int) -> Sealer:
    """Return what seals for an evaluation; its key stays as it is until the commit."""
    return Sealer(*key_in_use(session, settings, clock, evaluation_id))


def unseal(session: Session, settings: Settings, subject: str, sealed: bytes) -> str:
    """Return what was sealed for a subject; refuses what was altered, moved or cut off."""
    if len(sealed) < _HEAD + NONCE_BYTES or sealed[0] != OWN_KEY:
        raise NotReady("identity_altered")
    record = session.get(VaultKey, int.from_bytes(sealed[1:_HEAD], "big"))
    if record is None:
        raise NotReady("identity_altered")
    cipher = AESGCM(bytes_of(settings, record))
    nonce, rest = sealed[_HEAD : _HEAD + NONCE_BYTES], sealed[_HEAD + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, rest, sealed[:_HEAD] + subject.encode()).decode()
    except InvalidTag as error:
        raise NotReady("identity_altered") from error


def seal_identity(
    session: Session,
    settings: Settings,
    sealer: Sealer,
    case_id: str,
    person: Mapping[str, str],
    known_key: str = "",
) -> None:
    """Put a person behind a case into the vault, or a newer entry for it; the caller flushes.

    ``known_key`` is the keyed hash under which the person is noticed again, where one is known.
    """
    known = session.get(Identity, case_id)
    version = 1 if known is None else known.version + 1
    text = json.dumps(dict(person), ensure_ascii=False, sort_keys=True)
    sealed = sealer.seal(subject_of(case_id, version), text)
    key = known_key or person_key(settings, _recognisable(person))
    if known is None:
        known = Identity(case_id=case_id, sealed=sealed, person_key=key, version=version)
        session.add(known)
    else:
        _take_from_tally(session, settings, known)
        known.sealed, known.person_key, known.version = sealed, key, version
    known.key_id = sealer.record.id
    add_to_tally(sealer, case_id, version, sealed)


def open_identity(session: Session, settings: Settings, case_id: str) -> dict[str, str]:
    """Return the person behind a case; refuses a blob that was altered, moved or put back."""
    identity = session.get(Identity, case_id)
    if identity is None:
        raise NotFound("not_found")
    if identity.sealed[:1] == bytes([FIRST_KEY]):
        text = _open_first(settings, identity)
    else:
        subject = subject_of(case_id, identity.version)
        text = unseal(session, settings, subject, identity.sealed)
    person: dict[str, str] = json.loads(text)
    return person


def open_for_reason(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    case: Case,
    reason: str,
) -> dict[str, str]:
    """Open one identity for the quality lead; who, when, which case and why stay recorded."""
    actor.require("identities.open")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid("reason_needed", field="reason")
    person = open_identity(session, settings, case.id)
    record_act(
        session, actor, clock, "identity.open", f"case/{case.id}", label=case.label, reason=reason
    )
    return person


def subject_of(case_id: str, version: int) -> str:
    """Return what a blob is bound to: its case and how often it was sealed."""
    return f"case/{case_id}/{version}"


def evaluation_of_case(session: Session, case_id: str) -> int:
    """Return the evaluation to which a case belongs."""
    wanted = select(Wave.evaluation_id).join(Case, Case.wave_id == Wave.id)
    return session.scalars(wanted.where(Case.id == case_id)).one()


def add_to_tally(sealer: Sealer, case_id: str, version: int, sealed: bytes) -> None:
    """Count a blob in; the order in which blobs come makes no difference."""
    _move_tally(sealer.record, tally_part(sealer.key, case_id, version, sealed))


def tally_part(key: bytes, case_id: str, version: int, sealed: bytes) -> int:
    """Return what one blob adds to the tally of its key."""
    text = f"{case_id}\n{version}\n".encode() + sealed
    return int.from_bytes(hmac.digest(hashlib.sha256(b"tally" + key).digest(), text, "sha256"))


def _move_tally(record: VaultKey, part: int) -> None:
    record.tally = f"{(int(record.tally, 16) + part) % _WHOLE:064x}"


def _take_from_tally(session: Session, settings: Settings, known: Identity) -> None:
    if known.key_id is None:
        return
    record = session.get_one(VaultKey, known.key_id, with_for_update=True)
    part = tally_part(bytes_of(settings, record), known.case_id, known.version, known.sealed)
    _move_tally(record, -part)


def _open_first(settings: Settings, identity: Identity) -> str:
    nonce = identity.sealed[1 : 1 + NONCE_BYTES]
    cipher = AESGCM(settings.key("vault"))
    try:
        text = cipher.decrypt(nonce, identity.sealed[1 + NONCE_BYTES :], identity.case_id.encode())
    except (InvalidTag, ValueError) as error:
        raise NotReady("identity_altered") from error
    return text.decode()


def _recognisable(person: Mapping[str, str]) -> str:
    """Return what makes two entries the same person, however they were typed."""
    parts = [unicodedata.normalize("NFKC", person.get(name, "")) for name in ("name", "phone")]
    return "\n".join("".join(part.split()) for part in parts)
