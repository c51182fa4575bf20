"""Telling an identity number that can be relied on from one that a spreadsheet has spoiled."""

import re

_WHOLE = re.compile(r"[1-9]\d{16}[\dX]")
_ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_FACTORS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"

GOOD, MISSING, NUMBER, ROUNDED, WRONG = "", "missing", "number", "rounded", "wrong"


def fault_of_identity_number(text: str, is_number: bool) -> str:
    """Return what speaks against matching people by this number; blank where nothing does.

    A spreadsheet keeps fifteen digits of a number: the last three of eighteen become zeros, which
    makes one number of up to a thousand people.

    >>> fault_of_identity_number("110101199003070011", False)
    ''
    >>> fault_of_identity_number("110101199003070012", False)
    'wrong'
    >>> fault_of_identity_number("1.10101E+17", False)
    'rounded'
    >>> fault_of_identity_number("110101199003070000", True)
    'number'
    """
    if not text:
        return MISSING
    if is_number:
        return NUMBER
    if _ROUNDED.fullmatch(text):
        return ROUNDED
    number = text.upper()
    if _WHOLE.fullmatch(number):
        if check_sign(number) == number[17]:
            return GOOD
        return ROUNDED if number.endswith("000") else WRONG
    return WRONG


def check_sign(number: str) -> str:
    """Return the last sign that belongs to the first seventeen digits (GB 11643-1999).

    >>> check_sign("11010119900307001")
    '1'
    """
    total = sum(int(digit) * factor for digit, factor in zip(number[:17], _FACTORS, strict=True))
    return _SIGNS[total % 11]
