"""Which language a page speaks: the reader's choice, else the browser's, else Chinese."""

from babel import Locale
from flask import request, session

LANGUAGES = {"zh_CN": "中文", "en": "English"}
DEFAULT = "zh_CN"


def choose_locale() -> str:
    """Return the locale of this request.

    Chinese is the default even for an English browser: a beneficiary's borrowed phone says little
    about the person who holds it. English is a click away and remembered.
    """
    wished = request.args.get("lang") if request else None
    if wished in LANGUAGES:
        session["locale"] = wished
    chosen = session.get("locale")
    return str(chosen) if chosen in LANGUAGES else DEFAULT


class CatalogueLocale(Locale):
    """A locale that is called as its catalogue is: zh_CN, where the library says zh_Hans_CN."""

    catalogue = ""

    def __str__(self) -> str:
        """Return the name of the catalogue's folder, where it was told."""
        return self.catalogue or super().__str__()


def request_locale() -> Locale:
    """Return the locale of this request as the library wants it."""
    name = choose_locale()
    is_english = name == "en"
    locale = CatalogueLocale("en") if is_english else CatalogueLocale("zh", "CN", script="Hans")
    locale.catalogue = name
    return locale


def short_locale() -> str:
    """Return ``zh`` or ``en``, the keys of questionnaire and indicator texts."""
    return "en" if choose_locale() == "en" else "zh"
