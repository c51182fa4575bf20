"""Turning answer codes into points of variables, in whole numbers of a known unit."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from scoring.errors import PlanError
from scoring.plan import Item, Plan, Variable

Array = np.ndarray[Any, Any]
FULL = Fraction(100)  # points of the best answer
BLANK = np.iinfo(np.int16).min  # stands for a null; never a code
CODES = 1 << 16  # an int16 code, seen as unsigned, is an index into a table of this length


@dataclass(frozen=True, slots=True)
class Coded:
    """One variable for every respondent: ``values`` (n,) in units, 0 where not ``known`` (n,)."""

    values: Array
    known: Array


@dataclass(frozen=True, slots=True)
class VariableCoding:
    """How a variable is computed: its items' tables and the points that one unit is worth.

    ``points`` and ``answered`` hold a table of all int16 codes for each item. ``minimum`` is the
    number of answers that a mean needs, or of full marks that ``at_least`` asks for. ``shares``
    multiplies the sum of k answered items, k = 0..K, so that a mean stays a whole number.
    """

    code: str
    method: str
    items: tuple[str, ...]
    points: tuple[Array, ...]
    answered: tuple[Array, ...]
    shares: Array
    minimum: int
    unit: Fraction
    is_binary: bool
    largest: float  # of the absolute values, in units

    @property
    def full(self) -> float:
        """The value of full marks, in units."""
        return float(FULL / self.unit)

    def apply(self, answers: Mapping[str, Array]) -> Coded:
        """Return the variable from the int16 codes (n,) of each item (``BLANK`` for null)."""
        indices = [answers[item].view(np.uint16) for item in self.items]
        values, known = METHODS[self.method](self, indices)
        return Coded(np.where(known, values, 0), known)


def code_variables(plan: Plan, *, exact: bool) -> tuple[VariableCoding, ...]:
    """Return the coding of each variable of the plan.

    In exact mode values are int64 multiples of ``unit`` points: codes divided by their common
    divisor, times the least common multiple of the numbers of items that can be averaged.
    Otherwise values are float64 points and the unit is 1.

    Raises
    ------
    PlanError
        ``unknown_method``, ``unknown_item`` or ``wrong_parameter``.
    """
    items = {item.code: item for item in plan.items}
    share = plan.thresholds.item_share
    return tuple(_coding(variable, items, share, exact) for variable in plan.variables)


def _coding(
    variable: Variable, items: Mapping[str, Item], share: Decimal, exact: bool
) -> VariableCoding:
    if variable.method not in METHODS:
        raise PlanError(
            "unknown_method", where=variable.code, found=variable.method, allowed=sorted(METHODS)
        )
    for code in variable.items or ("",):
        if code not in items:
            raise PlanError("unknown_item", where=variable.code, found=code, allowed=sorted(items))
    scales = [points_by_code(items[code]) for code in variable.items]
    minimum, counts = 1, range(1, 2)
    if variable.method == "mean":
        minimum = max(1, math.ceil(share * len(scales)))
        counts = range(minimum, len(scales) + 1)
    elif variable.method == "at_least":
        minimum = _wanted_count(variable)
        scales = [{code: _full_marks(points) for code, points in s.items()} for s in scales]
    else:
        scales = [{code: Fraction(0) for code in _wanted_codes(variable)}, scales[-1]]
    step = _step([points for scale in scales for points in scale.values()])
    tables = [_table(scale, step, exact) for scale in scales]
    unit = step / math.lcm(*counts) if exact else Fraction(1)
    values = [points for scale in scales for points in scale.values()]
    return VariableCoding(
        code=variable.code,
        method=variable.method,
        items=variable.items,
        points=tuple(points for points, _ in tables),
        answered=tuple(answered for _, answered in tables),
        shares=_shares(len(variable.items), counts, exact),
        minimum=minimum,
        unit=unit,
        is_binary=set(values) <= {Fraction(0), FULL} and max(counts) == 1,
        largest=float(max((abs(value) for value in values), default=Fraction(0)) / unit),
    )


def points_by_code(item: Item) -> dict[int, Fraction]:
    """Return the points of each answer code; raises :class:`PlanError` ``wrong_answer_code``."""
    points = {}
    for code, score in item.scores.items():
        if not code.isdecimal() or int(code) >= CODES // 2:
            raise PlanError(
                "wrong_answer_code",
                where=item.code,
                found=code,
                allowed=f"whole numbers from 0 to {CODES // 2 - 1}",
            )
        points[int(code)] = Fraction(score)
    return points


def _full_marks(points: Fraction) -> Fraction:
    return FULL if points == FULL else Fraction(0)


def _wanted_count(variable: Variable) -> int:
    count = variable.parameters.get("count")
    if (
        isinstance(count, bool)
        or not isinstance(count, int)
        or count not in range(1, len(variable.items) + 1)
    ):
        raise PlanError(
            "wrong_parameter",
            where=f"{variable.code}.count",
            found=count,
            allowed=f"1..{len(variable.items)}",
        )
    return count


def _wanted_codes(variable: Variable) -> list[int]:
    codes = variable.parameters.get("codes")
    try:
        wanted = [int(code) for code in codes] if isinstance(codes, list | tuple) else []
    except (TypeError, ValueError):
        wanted = []
    is_possible = bool(wanted) and min(wanted) >= 0 and max(wanted) < CODES // 2
    if not is_possible or len(variable.items) < 2:
        raise PlanError(
            "wrong_parameter",
            where=f"{variable.code}.codes",
            found=codes,
            allowed="answer codes of the first of two items",
        )
    return wanted


def _step(values: Sequence[Fraction]) -> Fraction:
    """Return the largest step of which all values are whole multiples."""
    common = math.lcm(*(value.denominator for value in values))
    divisor = math.gcd(*(int(value * common) for value in values))
    return Fraction(divisor or 1, common)


def _shares(items: int, counts: range, exact: bool) -> Array:
    shares = np.zeros(items + 1, np.int64 if exact else np.float64)
    for count in counts:
        shares[count] = math.lcm(*counts) // count if exact else 1 / count
    return shares


def _table(scale: Mapping[int, Fraction], step: Fraction, exact: bool) -> tuple[Array, Array]:
    points = np.zeros(CODES, np.int64 if exact else np.float64)
    answered = np.zeros(CODES, np.bool_)
    for code, value in scale.items():
        points[code] = int(value / step) if exact else float(value)
        answered[code] = True
    return points, answered


def _sum_of(tables: Sequence[Array], indices: Sequence[Array], kind: type) -> Array:
    total: Array = np.zeros(len(indices[0]), kind)
    for table, index in zip(tables, indices, strict=True):
        total += table[index]
    return total


def _mean(coding: VariableCoding, indices: Sequence[Array]) -> tuple[Array, Array]:
    count = _sum_of(coding.answered, indices, np.int64)
    total = _sum_of(coding.points, indices, coding.shares.dtype.type)
    return total * coding.shares[count], count >= coding.minimum


def _at_least(coding: VariableCoding, indices: Sequence[Array]) -> tuple[Array, Array]:
    full = coding.points[0].dtype.type(coding.full)
    hits = _sum_of(coding.points, indices, coding.shares.dtype.type) >= coding.minimum * full
    return np.where(hits, full, 0), _sum_of(coding.answered, indices, np.int64) > 0


def _among(coding: VariableCoding, indices: Sequence[Array]) -> tuple[Array, Array]:
    return coding.points[-1][indices[-1]], coding.answered[0][indices[0]]


METHODS: Mapping[str, Callable[[VariableCoding, Sequence[Array]], tuple[Array, Array]]] = {
    "mean": _mean,
    "at_least": _at_least,
    "among": _among,
}
