"""The values that expressions reckon with: numbers, texts, truths, days, or nothing at all."""

import math
import re
from datetime import date
from decimal import Decimal

Value = float | str | bool | None
Answer = int | str | None
EPOCH = date(1970, 1, 1).toordinal()
LAST_DAY = date(9999, 12, 31).toordinal() - EPOCH
FIRST_DAY = date(1, 1, 1).toordinal() - EPOCH
BLANKS = " \t\r\n"
SECONDS = 86400
# Half of what was meant as a half can be a hair less in binary: 2.675 times 100 is 267.4999….
HAIR = 1e-9
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.*)?", re.DOTALL)
TENS = (1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9)


def finite(number: float) -> float | None:
    """Return a number, or nothing where a computer has none for it."""
    return number if math.isfinite(number) else None


def number_text(number: float) -> str:
    """Return the shortest decimal of a number, written out without an exponent.

    >>> number_text(3.0), number_text(1e-7), number_text(-0.0)
    ('3', '0.0000001', '0')
    """
    text = format(Decimal(repr(float(number))), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def read_number(text: str) -> float | None:
    """Return the number that a text is, or nothing."""
    text = text.strip(BLANKS)
    return finite(float(text)) if _NUMBER.fullmatch(text) else None


def read_day(text: str) -> float | None:
    """Return the day of a text ``2026-05-01`` (a time after it is left out), or nothing."""
    found = _DAY.fullmatch(text.strip(BLANKS))
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return float(date(year, month, day).toordinal() - EPOCH)
    except ValueError:
        return None


def rounded(number: float, digits: float) -> float | None:
    """Return a number rounded half up to some digits, from nine before the point to nine after."""
    if digits != math.floor(digits) or abs(digits) >= len(TENS):
        return None
    ten = TENS[int(abs(digits))]
    scaled = number * ten if digits >= 0 else number / ten
    if not math.isfinite(scaled):
        return None
    whole = math.floor(scaled + 0.5 + HAIR)
    return finite(whole / ten if digits >= 0 else whole * ten)


def remainder(number: float, by: float) -> float | None:
    """Return what a division leaves, with the sign of what was divided."""
    return None if by == 0 else finite(math.fmod(number, by))


def power(base: float, exponent: float) -> float | None:
    """Return a whole power from -64 to 64: repeated multiplication is the same everywhere."""
    if exponent != math.floor(exponent) or abs(exponent) > 64:
        return None
    result = 1.0
    for _ in range(int(abs(exponent))):
        result *= base
    if exponent >= 0:
        return finite(result)
    return None if result == 0 else finite(1.0 / result)


def day_text(days: float, pattern: str) -> str | None:
    """Return a day number in words of a pattern of ``%Y %y %m %n %d %e %H %h %M %S %%``."""
    whole = math.floor(days)
    if not FIRST_DAY <= whole <= LAST_DAY:
        return None
    day = date.fromordinal(int(whole) + EPOCH)
    seconds = min(math.floor((days - whole) * SECONDS + 1e-6), SECONDS - 1)
    hour, minute, second = seconds // 3600, seconds % 3600 // 60, seconds % 60
    words = {
        "Y": f"{day.year:04d}",
        "y": f"{day.year % 100:02d}",
        "m": f"{day.month:02d}",
        "n": str(day.month),
        "d": f"{day.day:02d}",
        "e": str(day.day),
        "H": f"{hour:02d}",
        "h": str(hour),
        "M": f"{minute:02d}",
        "S": f"{second:02d}",
        "%": "%",
    }
    return re.sub("%(.)", lambda found: words.get(found[1], found[0]), pattern, flags=re.DOTALL)


def codes_in(text: str) -> list[str]:
    """Return the codes of an answer with several, as it is kept: parted by blanks.

    >>> codes_in("3 1")
    ['3', '1']
    """
    return [part for part in re.split("[ \t\r\n]+", text) if part]
