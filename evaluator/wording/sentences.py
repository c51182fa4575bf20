"""One table of sentences for all error and reason codes; features add their own rows."""

from collections.abc import Mapping
from typing import Any

from evaluator.wording.texts import N_, translate

SENTENCES: dict[str, str] = {
    "not_signed_in": N_("Please sign in first."),
    "not_allowed": N_("Your role does not allow this."),
    "not_found": N_("There is nothing here that you may see."),
    "not_ready": N_("This cannot be done yet."),
    "stale": N_("Someone else changed this in the meantime. Nothing of yours was saved over it."),
    "duplicate": N_("This already exists: %(found)s."),
    "too_many_attempts": N_("Too many attempts. Please wait %(minutes)s minutes and try again."),
    "wrong_credentials": N_("The user name or the password is not right."),
    "csrf": N_("The page was open for too long. What you typed is kept; please send it again."),
    "unreadable_characters": N_(
        "The text holds a character that cannot be typed (%(found)s). Delete it and send again."
    ),
    "too_large": N_("The file is larger than the %(allowed)s that are accepted."),
    "http_400": N_("This request could not be read. Please go back and try again."),
    "database_unavailable": N_(
        "The database does not answer at this moment. Nothing was stored; please try again."
    ),
    "unexpected": N_("Something went wrong on our side. What was saved before is safe."),
}


def extend(sentences: Mapping[str, str]) -> None:
    """Add a feature's sentences; a code that is already taken is a mistake."""
    for code, text in sentences.items():
        if SENTENCES.setdefault(code, text) != text:
            raise ValueError(f"two sentences for the code {code}")


def sentence(code: str, parameters: Mapping[str, Any] | None = None, locale: str = "zh") -> str:
    """Return the sentence of a code in the reader's language.

    A code without a sentence is shown with its parameters, so that nothing is hidden. A
    ``reason`` among the parameters that is itself a code is told in words.
    """
    values = dict(parameters or {})
    text = SENTENCES.get(code)
    if text is None:
        details = ", ".join(f"{name}: {value}" for name, value in values.items())
        return f"{code} ({details})" if details else code
    reason = values.get("reason")
    if isinstance(reason, str) and reason in SENTENCES:
        values["reason"] = sentence(reason, None, locale)
    return translate(text, locale) % _Readable(values)


class _Readable(dict[str, Any]):
    """Parameters as a reader sees them: lists joined, a missing one as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if isinstance(value, list | tuple | set | frozenset):
            return ", ".join(str(inner) for inner in value)
        return "—" if value is None else value
