"""Recorded clips and pictures of questionnaires: kept under their hash, never changed."""

import hashlib
import re
from pathlib import Path

from evaluator.errors import NotFound
from evaluator.settings import Settings
from surveys.uploads.recognition import recognise

FOLDER = "media"
TYPES = ("jpg", "png", "mp3", "m4a", "ogg", "webm")
NAME = re.compile(r"[0-9a-f]{64}\.(?:jpg|png|mp3|m4a|ogg|webm)")


def store_media(settings: Settings, name: str, data: bytes) -> str:
    """Keep a clip or a picture for questionnaires and return the name of its content.

    The name is what a questionnaire's ``files`` lead to; the same content is kept once.
    """
    known = recognise(name, data, TYPES)
    stored = f"{hashlib.sha256(known.data).hexdigest()}.{known.ending}"
    path = _path(settings, stored)
    if not path.exists():
        fresh = path.with_suffix(".part")
        fresh.write_bytes(known.data)
        fresh.rename(path)
    return stored


def open_media(settings: Settings, name: str) -> bytes:
    """Return a clip or a picture by the name of its content."""
    path = _path(settings, name)
    if not path.is_file():
        raise NotFound("not_found")
    return path.read_bytes()


def _path(settings: Settings, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise NotFound("not_found")
    return settings.folder(FOLDER) / name
