"""Translated texts outside a request: markers, catalogue and language codes."""

from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

CATALOGUE = Path(__file__).parent.parent / "translations"
LOCALES = {"zh": "zh_CN", "zh_CN": "zh_CN", "en": "en"}


def N_(text: str) -> str:  # noqa: N802 - the gettext convention for a marker that changes nothing
    """Mark a text for the catalogue without translating it yet."""
    return text


@lru_cache
def catalogue(locale: str) -> NullTranslations:
    """Return the compiled catalogue of a locale; English needs none."""
    return Translations.load(str(CATALOGUE), [LOCALES.get(locale, locale)])


def translate(text: str, locale: str = "zh") -> str:
    """Return ``text`` in the wished language, or unchanged where the catalogue lacks it."""
    return catalogue(locale).gettext(text) if text else ""
