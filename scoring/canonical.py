"""Turning frozen objects into canonical JSON and back, and for hashing them."""

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from scoring.errors import PlanError

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return ``value`` as plain JSON data: decimals become strings, tuples lists, objects maps."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(inner) for inner in value]
    return value


def canonical_json(value: Any) -> str:
    """Return the one JSON text of ``value``: sorted keys, no blanks, no NaN, UTF-8 characters.

    >>> canonical_json({"b": (1, 2), "a": Decimal("0.10")})
    '{"a":"0.10","b":[1,2]}'
    """
    return json.dumps(
        to_plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def pretty_json(value: Any) -> str:
    """Return the JSON text that people read: the canonical one with one key a line."""
    return (
        json.dumps(to_plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1)
        + "\n"
    )


def hash_of(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of ``value``, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def from_plain(kind: type[T], plain: Any, where: str = "") -> T:
    """Rebuild a frozen dataclass from plain JSON data.

    Raises :class:`PlanError` (``unknown_key``, ``missing_key``, ``wrong_type``) naming the place.
    """
    return typing.cast(T, _decode(kind, plain, where or kind.__name__))


def _decode(kind: Any, plain: Any, where: str) -> Any:
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = [a for a in arguments if a is not type(None)]
        if plain is None and len(inner) < len(arguments):
            return None
        return _decode(inner[0], plain, where)
    if origin is tuple:
        if not isinstance(plain, list):
            raise PlanError("wrong_type", where=where, found=plain, allowed="list")
        return tuple(_decode(arguments[0], row, f"{where}[{i}]") for i, row in enumerate(plain))
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        if not isinstance(plain, dict):
            raise PlanError("wrong_type", where=where, found=plain, allowed="object")
        return {key: _decode(arguments[1], row, f"{where}.{key}") for key, row in plain.items()}
    if dataclasses.is_dataclass(kind):
        return _decode_object(typing.cast(type[Any], kind), plain, where)
    return _decode_scalar(kind, plain, where)


def _decode_object(kind: type[Any], plain: Any, where: str) -> Any:
    if not isinstance(plain, dict):
        raise PlanError("wrong_type", where=where, found=plain, allowed="object")
    hints = typing.get_type_hints(kind)
    fields = {f.name: f for f in dataclasses.fields(kind)}
    for key in plain:
        if key not in fields:
            raise PlanError("unknown_key", where=where, found=key, allowed=sorted(fields))
    for name, field in fields.items():
        optional = (
            field.default is not dataclasses.MISSING
            or field.default_factory is not dataclasses.MISSING
        )
        if name not in plain and not optional:
            raise PlanError("missing_key", where=where, found=None, allowed=name)
    return kind(
        **{key: _decode(hints[key], value, f"{where}.{key}") for key, value in plain.items()}
    )


def _decode_scalar(kind: Any, plain: Any, where: str) -> Any:
    if kind is Decimal:
        if isinstance(plain, bool | float) or plain is None:
            raise PlanError("wrong_type", where=where, found=plain, allowed="decimal as string")
        try:
            number = Decimal(str(plain))
        except ArithmeticError as error:
            raise PlanError(
                "wrong_type", where=where, found=plain, allowed="decimal as string"
            ) from error
        if not number.is_finite():
            raise PlanError("wrong_type", where=where, found=plain, allowed="finite decimal")
        return number
    if kind is Any or kind is object:
        return plain
    if kind is float and isinstance(plain, int) and not isinstance(plain, bool):
        return float(plain)
    if not isinstance(plain, kind) or (kind is int and isinstance(plain, bool)):
        raise PlanError("wrong_type", where=where, found=plain, allowed=kind.__name__)
    return plain
