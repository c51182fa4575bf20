"""Scores, intervals, shares and places as they are printed, in either language."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from evaluator.wording.texts import N_, translate

BLANK = "—"
_LITTLE_DOUBT = 0.0001
_NUMERALS = "零一二三四五六七八九"


def half_up(value: float, places: int) -> str:
    """Return a number rounded half-up, after its ninth decimal was settled."""
    settled = Decimal(repr(round(value, 9)))
    text = str(settled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    return text.removeprefix("-") if Decimal(text) == 0 else text


def points(value: Decimal | float | None) -> str:
    """Return a score with two decimals, or a dash where it is blank."""
    if value is None:
        return BLANK
    return f"{value:.2f}" if isinstance(value, Decimal) else half_up(value, 2)


def interval(low: float | None, high: float | None) -> str:
    """Return an interval with one decimal at each end."""
    if low is None or high is None:
        return BLANK
    return f"{half_up(low, 1)}–{half_up(high, 1)}"


def share(value: float | None) -> str:
    """Return a share as whole per cent; never 0 or 100 where it is not quite that."""
    if value is None:
        return BLANK
    if 0 < value < 0.005:
        return "<1%"
    if 0.995 <= value < 1:
        return ">99%"
    return half_up(100 * value, 0) + "%"


def chance(value: float) -> str:
    """Return a probability as whole per cent: never 0 or 100, for a survey leaves some doubt."""
    return share(min(max(value, _LITTLE_DOUBT), 1 - _LITTLE_DOUBT))


def numeral(number: int, locale: str) -> str:
    """Return the number of a group: 一 to 九十九 in Chinese, digits otherwise."""
    if locale != "zh" or not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _NUMERALS[tens] + "十")
    return head + (_NUMERALS[ones] if ones or not tens else "")


def places(low: int, high: int, locale: str) -> str:
    """Return a band of places: 第1–3位, or 第1位 where there is only one."""
    if low == high:
        return translate(N_("place %(low)s"), locale) % {"low": low}
    return translate(N_("places %(low)s–%(high)s"), locale) % {"low": low, "high": high}


def group_names(groups: Sequence[int], locale: str) -> str:
    """Return the name of a tie group, or of the run of groups that a contract is in."""
    first, last = numeral(min(groups), locale), numeral(max(groups), locale)
    if first == last:
        return translate(N_("Group %(first)s"), locale) % {"first": first}
    return translate(N_("Groups %(first)s–%(last)s"), locale) % {"first": first, "last": last}


def standing(groups: Sequence[int], low: int, high: int, locale: str) -> str:
    """Return tie group and band together: 第一组（并列，第1–3位）; never a bare place."""
    values = {"groups": group_names(groups, locale), "places": places(low, high, locale)}
    if low == high:
        return translate(N_("%(groups)s (%(places)s)"), locale) % values
    return translate(N_("%(groups)s (tied, %(places)s)"), locale) % values
