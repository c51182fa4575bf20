"""The keys of the vault: one file for each, made, found again, and shredded for good."""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evaluator.errors import NotReady
from evaluator.kinds.clocks import Clock
from evaluator.settings import Settings
from surveys.models.entrustments import VaultKey

KEY_BYTES = 32


def key_in_use(
    session: Session, settings: Settings, clock: Clock, evaluation_id: int
) -> tuple[VaultKey, bytes]:
    """Return the key under which an evaluation's people are sealed now; locked until the commit.

    The lock keeps a change of keys from overtaking whoever is sealing with the old one.
    """
    wanted = select(VaultKey.id).where(
        VaultKey.evaluation_id == evaluation_id, VaultKey.retired_at.is_(None)
    )
    for key_id in session.scalars(wanted.order_by(VaultKey.id.desc())):
        taken = session.execute(
            update(VaultKey)
            .where(VaultKey.id == key_id, VaultKey.retired_at.is_(None))
            .values(retired_at=None)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount:  # type: ignore[attr-defined]  # an UPDATE always returns a cursor result
            record = session.get_one(VaultKey, key_id, populate_existing=True)
            return record, bytes_of(settings, record)
    return make_key(session, settings, clock, evaluation_id)


def make_key(
    session: Session, settings: Settings, clock: Clock, evaluation_id: int
) -> tuple[VaultKey, bytes]:
    """Make a new key: the file first, so that no record ever names a key that is nowhere."""
    key = secrets.token_bytes(KEY_BYTES)
    record = VaultKey(
        evaluation_id=evaluation_id,
        fingerprint=fingerprint(key),
        tally="0" * 64,
        made_at=clock(),
    )
    path = _path(settings, record.fingerprint)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())
    session.add(record)
    session.flush()
    return record, key


def bytes_of(settings: Settings, record: VaultKey) -> bytes:
    """Return a key; raises where it was shredded, is missing, or is another one."""
    if record.shredded_at is not None:
        raise NotReady("vault_key_shredded", found=record.fingerprint)
    try:
        key = _path(settings, record.fingerprint).read_bytes()
    except FileNotFoundError as error:
        raise NotReady("vault_key_missing", found=record.fingerprint) from error
    if fingerprint(key) != record.fingerprint:
        raise NotReady("vault_key_wrong", found=record.fingerprint)
    return key


def shred(session: Session, settings: Settings, clock: Clock, record: VaultKey) -> None:
    """Overwrite a key and take it away: what it sealed stays closed, in every copy there is."""
    path = _path(settings, record.fingerprint)
    with suppress(FileNotFoundError):
        with path.open("r+b") as stream:
            stream.write(secrets.token_bytes(max(KEY_BYTES, path.stat().st_size)))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    record.shredded_at = clock()
    record.retired_at = record.retired_at or clock()
    session.flush()


def fingerprint(key: bytes) -> str:
    """Return by what a key is told from others; tells nothing about the key."""
    return hashlib.sha256(b"vault key\n" + key).hexdigest()[:16]


def _path(settings: Settings, name: str) -> Path:
    return settings.home / "keys" / f"vault-{name}"
