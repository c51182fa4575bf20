"""Keeping the files that people answer with: sealed on the way in, opened one at a time."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from evaluator.errors import Invalid, NotFound, Stale
from evaluator.kinds.clocks import Clock, legal_day
from evaluator.settings import Settings
from surveys.kinds.questions import Answer, Question
from surveys.kinds.uploads import NAME, TYPES
from surveys.models.attachments import Attachment
from surveys.uploads.recognition import recognise

FOLDER = "attachments"
NONCE_BYTES = 12


def store_attachment(
    engine: Engine,
    settings: Settings,
    clock: Clock,
    case_id: str,
    question: Question,
    file: tuple[str, bytes],
) -> str:
    """Store a file as the answer to a question of a case and return its name.

    The sealed file is on the disk before its row is in the table: a name that leads to nothing is
    never given out. An earlier file for the question is removed.
    """
    known = recognise(file[0], file[1], TYPES[question.kind], question.keeps_place)
    name = f"{secrets.token_hex(16)}.{known.ending}"
    _write(settings, name, known.data)
    row = {
        "name": name,
        "case_id": case_id,
        "question": question.code,
        "size": len(known.data),
        "digest": hashlib.sha256(known.data).hexdigest(),
        "stored_on": legal_day(clock()),
    }
    of_question = Attachment.case_id == case_id, Attachment.question == question.code
    try:
        with engine.begin() as connection:
            earlier = (
                connection.execute(select(Attachment.name).where(*of_question)).scalars().all()
            )
            connection.execute(delete(Attachment).where(*of_question))
            connection.execute(insert(Attachment).values(**row))
    except IntegrityError as error:
        _path(settings, name).unlink()
        raise Stale("stale") from error
    for old in earlier:
        _path(settings, old).unlink(missing_ok=True)
    return name


def open_attachment(settings: Settings, name: str) -> bytes:
    """Return the content of a stored file; raises ``InvalidTag`` where it was tampered with."""
    path = _path(settings, name)
    if not path.is_file():
        raise NotFound("not_found")
    sealed = path.read_bytes()
    return AESGCM(settings.key(FOLDER)).decrypt(
        sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode()
    )


def require_own_attachments(
    engine: Engine, case_id: str, questions: Sequence[Question], answers: Sequence[Answer]
) -> None:
    """Refuse answers that name a file of another case or question: names are no keys."""
    named = {
        (question.code, answer)
        for question, answer in zip(questions, answers, strict=True)
        if question.kind in TYPES and isinstance(answer, str)
    }
    if not named:
        return
    wanted = select(Attachment.question, Attachment.name).where(Attachment.case_id == case_id)
    with engine.connect() as connection:
        own = {(code, name) for code, name in connection.execute(wanted)}
    for code, _ in sorted(named - own):
        raise Invalid("file_not_here", question=code)


def delete_attachments(engine: Engine, settings: Settings, case_id: str) -> int:
    """Remove the files of a case for good and return how many there were."""
    of_case = Attachment.case_id == case_id
    with engine.begin() as connection:
        names = connection.execute(select(Attachment.name).where(of_case)).scalars().all()
        connection.execute(delete(Attachment).where(of_case))
    for name in names:
        _path(settings, name).unlink(missing_ok=True)
    return len(names)


def _write(settings: Settings, name: str, data: bytes) -> None:
    nonce = secrets.token_bytes(NONCE_BYTES)
    # The name is bound in: a file put in another's place does not open.
    sealed = nonce + AESGCM(settings.key(FOLDER)).encrypt(nonce, data, name.encode())
    path = _path(settings, name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".part")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    fresh.rename(path)


def _path(settings: Settings, name: str) -> Path:
    """Return where a file lies; what is no name of ours leads nowhere."""
    if not NAME.fullmatch(name):
        raise NotFound("not_found")
    return settings.folder(FOLDER) / name[:2] / name
