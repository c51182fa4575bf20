"""Secrets that go out: personal links, receipts and proofs, all derived, none stored."""

import base64
import hashlib
import hmac
from collections.abc import Callable

from evaluator.settings import Settings

LINK_BYTES = 16  # 128 bits
# Letters and digits that are not mistaken for one another when read out.
_PLAIN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_SPOKEN = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_SPOKEN = bytes.maketrans(_PLAIN, _SPOKEN)
_HEARD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def token_of(settings: Settings, case_id: str) -> str:
    """Return the secret of a case's link; made from its random id, so it can be printed again."""
    return _spoken(_keyed(settings, "links", "link", case_id)[:LINK_BYTES]).lower()


def token_hash(token: str) -> str:
    """Return what is stored of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def proof_of(settings: Settings, token: str) -> str:
    """Return the proof that a form was ours; bound to the link, so that no cookie is needed."""
    return _keyed(settings, "links", "form", token).hex()


def is_proof(settings: Settings, token: str, proof: str) -> bool:
    """Whether a form carries the proof of its link."""
    return hmac.compare_digest(proof_of(settings, token).encode(), proof.encode())


def receipt_of(settings: Settings, submission_id: str) -> str:
    """Return the receipt code of a submission, in groups that can be read out."""
    code = _spoken(_keyed(settings, "receipts", "receipt", submission_id)[:10])[:12]
    return "-".join(code[start : start + 4] for start in (0, 4, 8))


def receipt_hash(settings: Settings, code: str) -> str:
    """Return what is stored of a receipt; letters that sound alike are taken as one."""
    heard = code.upper().translate(_HEARD)
    return _keyed(settings, "receipts", "stored", heard).hex()


def person_key(settings: Settings, value: str) -> str:
    """Return the keyed hash under which the same person or case is noticed again."""
    return _keyed(settings, "vault", "person", value).hex()


def person_keys_with(settings: Settings) -> Callable[[str], str]:
    """Return what makes such hashes of many values: the key is read from its file once."""
    key = settings.key("vault")
    return lambda value: hmac.digest(key, f"person\n{value}".encode(), "sha256").hex()


def origin_key(settings: Settings, door: str, origin: str) -> str:
    """Return the key of a counter of wrong guesses; tells nothing about where they came from."""
    return _keyed(settings, "links", f"origin {door}", origin).hex()


def _keyed(settings: Settings, key: str, purpose: str, value: str) -> bytes:
    return hmac.digest(settings.key(key), f"{purpose}\n{value}".encode(), "sha256")


def _spoken(value: bytes) -> str:
    return base64.b32encode(value).rstrip(b"=").translate(_TO_SPOKEN).decode()
