"""The vault of identities: sealed on the way in, opened one at a time."""

import json
import secrets
import unicodedata
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from evaluator.errors import NotFound
from evaluator.settings import Settings
from surveys.models.cases import Identity
from surveys.services.links import person_key

KEY_NUMBER = b"\x01"  # which key sealed a blob, for the day when keys are changed
NONCE_BYTES = 12


def seal_identity(
    session: Session, settings: Settings, case_id: str, person: Mapping[str, str]
) -> None:
    """Put a person behind a case into the vault; the caller flushes."""
    text = json.dumps(dict(person), ensure_ascii=False, sort_keys=True)
    nonce = secrets.token_bytes(NONCE_BYTES)
    # The case is bound in: a blob moved to another row does not open.
    sealed = AESGCM(settings.key("vault")).encrypt(nonce, text.encode(), case_id.encode())
    key = person_key(settings, _recognisable(person))
    session.add(Identity(case_id=case_id, sealed=KEY_NUMBER + nonce + sealed, person_key=key))


def open_identity(session: Session, settings: Settings, case_id: str) -> dict[str, str]:
    """Return the person behind a case; raises ``InvalidTag`` where the blob was tampered with."""
    identity = session.get(Identity, case_id)
    if identity is None:
        raise NotFound("not_found")
    nonce = identity.sealed[1 : 1 + NONCE_BYTES]
    sealed = identity.sealed[1 + NONCE_BYTES :]
    text = AESGCM(settings.key("vault")).decrypt(nonce, sealed, case_id.encode())
    person: dict[str, str] = json.loads(text)
    return person


def _recognisable(person: Mapping[str, str]) -> str:
    """Return what makes two entries the same person, however they were typed."""
    parts = [unicodedata.normalize("NFKC", person.get(name, "")) for name in ("name", "phone")]
    return "\n".join("".join(part.split()) for part in parts)
