"""Answers that are files: a photo, a voice note, a signature, a paper; stored on their own."""

import re
from collections.abc import Sequence

from evaluator.errors import Invalid
from surveys.kinds.kind import Kind, only_reasons, read_reason
from surveys.kinds.questions import Answer, Question

# What stands in the answer: the random name of the stored file with the ending of its real type.
NAME = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{3,4}")
# The types that each kind takes, by the ending that their content earns.
TYPES = {
    "photo": ("jpg", "png", "heic"),
    "voice": ("m4a", "mp3", "amr", "webm", "ogg"),
    "signature": ("png", "jpg"),
    "file": ("pdf", "jpg", "png", "heic"),
}
SIGNS = {"photo": "📷", "voice": "🎤", "signature": "✍", "file": "📄"}


def read(question: Question, sent: Sequence[str]) -> Answer:
    """Read the name of a file that was stored before; whose it is, is checked where it is taken."""
    given = [value.strip() for value in sent if value.strip()]
    names = [value for value in given if NAME.fullmatch(value)]
    others = {value for value in given if value not in names}
    if others or not names:
        # Who changes a file for a reason why there is none, means the reason.
        return read_reason(question, others, is_strict=True)
    if names[0].rpartition(".")[2] not in TYPES[question.kind]:
        raise Invalid("answer_not_offered", question=question.code, found=names[0][:40])
    return names[0]


def words(question: Question, answer: Answer, language: str) -> str:
    """Say that there is a file, never its name."""
    if isinstance(answer, int):
        option = question.option(answer)
        return "" if option is None else option.text.get(language) or option.text.get("zh", "")
    return SIGNS[question.kind] if answer else ""


PHOTO, VOICE, SIGNATURE, FILE = (
    Kind(name, only_reasons, read, words, is_needed=False) for name in TYPES
)
