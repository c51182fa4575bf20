"""This room is for the characters that documents can show."""

from hypothesis import given
from hypothesis import strategies as st

from reports.documents.glyphs import MISSING, known_characters, printable


def test_rare_characters_of_names_and_the_signs_of_reports_are_there() -> None:
    text = "喆堃昇〓–—±≥（）：；“”％·…ＡＢ"
    assert printable(text) == text


def test_what_the_font_lacks_is_shown_as_lacking() -> None:
    assert printable("好👍了") == f"好{MISSING}了"
    assert printable("a\tb\x00c\nd") == "a bc d"


@given(st.text())
def test_every_printed_character_has_a_glyph(text: str) -> None:
    assert {ord(character) for character in printable(text)} <= known_characters()
