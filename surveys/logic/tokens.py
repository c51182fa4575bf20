"""Cutting an expression into its words, numbers, texts, names and marks."""

import re
from dataclasses import dataclass

from surveys.logic.faults import ExpressionRefused

LONGEST = 2000
END = "end"
_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+)
      | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
      | (?P<name>\$\{[^{}]{1,80}\})
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<word>[A-Za-z][A-Za-z0-9:_-]*)
      | (?P<mark><=|>=|!=|[=<>+\-*(),.])""",
    re.VERBOSE,
)
# What a Chinese keyboard writes where the language wants the plain sign.
_FULL_WIDTH = str.maketrans("＝＜＞＋－＊（），．＄｛｝“”‘’！×", "=<>+-*(),.${}\"\"''!*")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression: what it is, how it is written, at which character it stands."""

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[Token]:
    """Return the words of an expression, its end last; refuse what is none of them."""
    if len(text) > LONGEST:
        raise ExpressionRefused("expression_too_long", LONGEST, found=len(text), allowed=LONGEST)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind = str(match.lastgroup)
        if kind != "blank":
            found.append(Token(kind, match[0], at))
        at = match.end()
    return [*found, Token(END, "", len(text))]


def _unreadable(text: str, at: int) -> ExpressionRefused:
    sign = text[at]
    plain = sign.translate(_FULL_WIDTH)
    if plain == sign and "０" <= sign <= "９":
        plain = chr(ord(sign) - ord("０") + ord("0"))
    if plain != sign:
        return ExpressionRefused("full_width_sign", at, found=sign, allowed=plain)
    if sign in "'\"":
        return ExpressionRefused("text_without_end", at, found=text[at : at + 20])
    return ExpressionRefused("sign_not_known", at, found=text[at : at + 10])
