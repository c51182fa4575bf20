"""The fonts of documents and pictures, and the characters that they can show."""

from functools import lru_cache
from pathlib import Path

# Stands for a character that the font lacks; PDF for archives refuses to hide such a thing.
MISSING = "〓"


def sans_font() -> Path:
    """Return the file of the sans serif font (Noto Sans SC) from its installed package."""
    from pylopdf_fonts_zh_cn import sans_path

    return Path(sans_path())


@lru_cache(maxsize=1)
def known_characters() -> frozenset[int]:
    """Return the code points for which the font has a glyph."""
    from fontTools.ttLib import TTFont

    with TTFont(sans_font(), lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """Return ``text`` with 〓 where the font has no glyph; control characters become blanks.

    >>> printable("喆堃昇 👍")
    '喆堃昇 〓'
    """
    known = known_characters()
    return "".join(_shown(character, known) for character in text)


def _shown(character: str, known: frozenset[int]) -> str:
    if character in "\n\t" or (character.isspace() and ord(character) not in known):
        return " "
    if ord(character) in known:
        return character
    return "" if not character.isprintable() else MISSING
