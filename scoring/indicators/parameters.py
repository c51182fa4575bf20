"""This room is for reading the parameters of rules: exact decimals, or a located error."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from scoring.errors import PlanError


def refuse_unknown(parameters: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
    """Raise ``unknown_rule_parameter`` for a name that the rule does not know."""
    for name in parameters:
        if name not in allowed:
            raise PlanError(
                "unknown_rule_parameter", where=where, found=name, allowed=list(allowed)
            )


def exact(plain: Any, where: str) -> Fraction:
    """Return a plain decimal (a string or an integer) as a fraction.

    >>> exact("0.5", "parts[0].each")
    Fraction(1, 2)
    """
    if isinstance(plain, Fraction):
        return plain
    if isinstance(plain, bool) or not isinstance(plain, str | int | Decimal):
        raise _wrong(plain, where, "decimal as string")
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise _wrong(plain, where, "decimal as string") from error
    if not number.is_finite():
        raise _wrong(plain, where, "finite decimal")
    return Fraction(number)


def positive(parameters: Mapping[str, Any], name: str, where: str) -> Fraction:
    """Return a required parameter above zero."""
    if name not in parameters:
        raise PlanError("missing_rule_parameter", where=where, found=None, allowed=name)
    number = exact(parameters[name], f"{where}.{name}")
    if number <= 0:
        raise _wrong(parameters[name], f"{where}.{name}", "above 0")
    return number


def not_negative(parameters: Mapping[str, Any], name: str, where: str) -> Fraction:
    """Return an optional parameter of at least zero, 0 where it is absent."""
    number = exact(parameters.get(name, "0"), f"{where}.{name}")
    if number < 0:
        raise _wrong(parameters[name], f"{where}.{name}", "0 or more")
    return number


def choice(parameters: Mapping[str, Any], name: str, allowed: tuple[str, ...], where: str) -> str:
    """Return an optional word out of ``allowed``, the first where it is absent."""
    word = parameters.get(name, allowed[0])
    if word not in allowed:
        raise _wrong(word, f"{where}.{name}", list(allowed))
    return str(word)


def pairs(
    parameters: Mapping[str, Any], name: str, where: str
) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return a required, non-empty list of pairs of decimals."""
    rows = parameters.get(name)
    if not isinstance(rows, list | tuple) or not rows:
        raise PlanError("missing_rule_parameter", where=where, found=rows, allowed=name)
    for row in rows:
        if not isinstance(row, list | tuple) or len(row) != 2:
            raise _wrong(row, f"{where}.{name}", "[bound, points]")
    return tuple(
        (exact(row[0], f"{where}.{name}[{i}]"), exact(row[1], f"{where}.{name}[{i}]"))
        for i, row in enumerate(rows)
    )


def _wrong(found: Any, where: str, allowed: object) -> PlanError:
    return PlanError("wrong_rule_parameter", where=where, found=found, allowed=allowed)
