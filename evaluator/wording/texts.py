"""Translated texts outside a request: markers, catalogue and language codes."""

from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

CATALOGUE = Path(__file__).parent.parent / "translations"
CHINESE = "zh_CN"


def N_(text: str) -> str:  # noqa: N802 - the gettext convention for a marker that changes nothing
    """Mark a text for the catalogue without translating it yet."""
    return text


@lru_cache
def catalogue(locale: str) -> NullTranslations:
    """Return the compiled catalogue of a locale; English needs none."""
    # Chinese has many names (zh, zh_CN, zh_Hans_CN), and one catalogue here.
    wanted = CHINESE if locale.startswith("zh") else locale
    return Translations.load(str(CATALOGUE), [wanted])


def translate(text: str, locale: str = "zh") -> str:
    """Return ``text`` in the wished language, or unchanged where the catalogue lacks it."""
    return catalogue(locale).gettext(text) if text else ""
