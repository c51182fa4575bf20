"""Drawing samples that anybody can repeat: systematic, by size, with a reserve in a fixed order."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate

from scoring.errors import MethodError

# Printed with each draw; a change of the steps below is a new name.
ALGORITHM = "systematic-pps-sha256/1"
BITS = 256


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """A person, household or village that can be drawn; ``size`` is a whole number from 1."""

    code: str
    stratum: str = ""
    size: int = 1


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """A drawn unit with its inclusion probability, exactly; reserves have that of their draw."""

    code: str
    stratum: str
    probability: Fraction


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw and all that is needed to repeat it from the roster.

    ``units`` stand in the order of the roster, ``reserves`` by stratum in the order of their use.
    ``wanted`` is the number of units by stratum and ``roster_digest`` the roster's SHA-256.
    """

    units: tuple[DrawnUnit, ...]
    reserves: tuple[DrawnUnit, ...]
    wanted: Mapping[str, int]
    reserve_share: Fraction
    seed: int
    roster_digest: str
    algorithm: str = field(default=ALGORITHM)


def roster_digest(roster: Sequence[RosterUnit]) -> str:
    """Return the SHA-256 of a roster: its units, their strata and sizes, in their order.

    >>> roster_digest([RosterUnit("a", "north", 3)])[:12]
    'cf794e6be438'
    """
    rows = [[unit.code, unit.stratum, unit.size] for unit in roster]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def draw_units(
    roster: Sequence[RosterUnit],
    wanted: Mapping[str, int],
    seed: int,
    *,
    reserve_share: Fraction = Fraction(1, 5),
) -> Draw:
    """Draw units in proportion to size, systematically in each stratum, and a reserve.

    Parameters
    ----------
    roster : sequence of RosterUnit
        The list to draw from; its order is that of the systematic steps.
    wanted : mapping of str to int
        Units by stratum, 0 or more; strata not named are not drawn from.
    seed : int
        Any whole number, chosen before the roster is seen and printed with the draw.
    reserve_share : Fraction
        Reserve units for each unit wanted, rounded up; fewer where the list ends.

    Returns
    -------
    Draw
        The same for the same roster, numbers and seed on any machine: only whole numbers are used.

    Raises
    ------
    MethodError
        ``roster_not_fit_to_draw`` for a code that stands twice or a size under 1,
        ``unknown_label`` for a stratum that is not on the roster, ``draw_too_large``, and
        ``negative_value``.

    Notes
    -----
    Units larger than a step are taken with certainty first; the others by equal steps from a start
    that SHA-256 makes of seed, roster and stratum (Madow 1949; Cochran 1977, 9A).

    Examples
    --------
    >>> villages = [RosterUnit(f"v{place}", "north", 10 + place) for place in range(8)]
    >>> draw = draw_units(villages, {"north": 3}, seed=2026)
    >>> len(draw.units), len(draw.reserves), draw.units[0].probability >= Fraction(3 * 10, 108)
    (3, 1, True)
    >>> draw == draw_units(villages, {"north": 3}, seed=2026)
    True
    """
    strata = _strata(roster)
    digest = roster_digest(roster)
    if reserve_share < 0:
        raise MethodError(
            "negative_value", where="reserve_share", found=str(reserve_share), allowed="0 or more"
        )
    units: list[DrawnUnit] = []
    reserves: list[DrawnUnit] = []
    for stratum, count in wanted.items():
        listed = _listed(strata, stratum, count)
        taken = _systematic(listed, count, _number(seed, digest, stratum, "draw"))
        chosen = {unit.code for unit in taken}
        rest = [unit for unit in listed if unit.code not in chosen]
        spare = min(len(rest), -((-count * reserve_share) // 1))
        kept = _systematic(rest, int(spare), _number(seed, digest, stratum, "reserve"))
        units += taken
        # The order of use must not follow the roster: neighbours would stand in for each other.
        reserves += sorted(kept, key=lambda unit: _number(seed, digest, stratum, "use", unit.code))
    place = {unit.code: number for number, unit in enumerate(roster)}
    units.sort(key=lambda unit: place[unit.code])
    return Draw(tuple(units), tuple(reserves), dict(wanted), reserve_share, seed, digest)


def is_repeated(draw: Draw, roster: Sequence[RosterUnit]) -> bool:
    """Tell whether the roster gives this very draw again.

    >>> people = [RosterUnit(f"p{place}") for place in range(5)]
    >>> draw = draw_units(people, {"": 2}, seed=1)
    >>> is_repeated(draw, people), is_repeated(draw, people[::-1])
    (True, False)
    """
    if draw.algorithm != ALGORITHM or draw.roster_digest != roster_digest(roster):
        return False
    again = draw_units(roster, draw.wanted, draw.seed, reserve_share=draw.reserve_share)
    return again == draw


def next_reserve(draw: Draw, lost: str, used: Collection[str]) -> DrawnUnit:
    """Return the unit that replaces a lost one: the first of its stratum not yet used.

    Parameters
    ----------
    draw : Draw
        The draw.
    lost : str
        Code of the unit that is replaced: a drawn unit, or a reserve in use.
    used : collection of str
        Codes of the reserves already in use.

    Raises
    ------
    MethodError
        ``unknown_label`` for a unit that was never drawn, ``reserve_used_up``.

    Examples
    --------
    >>> draw = draw_units([RosterUnit(f"p{place}") for place in range(5)], {"": 2}, seed=1)
    >>> next_reserve(draw, draw.units[0].code, used=[]) == draw.reserves[0]
    True
    """
    strata = {unit.code: unit.stratum for unit in (*draw.units, *draw.reserves)}
    if lost not in strata:
        raise MethodError("unknown_label", where="lost", found=lost, allowed=sorted(strata))
    own = [unit for unit in draw.reserves if unit.stratum == strata[lost]]
    for unit in own:
        if unit.code not in used and unit.code != lost:
            return unit
    raise MethodError(
        "reserve_used_up", where=strata[lost], found=len(own), allowed="a further reserve"
    )


def _strata(roster: Sequence[RosterUnit]) -> dict[str, list[RosterUnit]]:
    """Return the units of each stratum in their order; refuse what makes chances unclear."""
    seen: set[str] = set()
    strata: dict[str, list[RosterUnit]] = {}
    for unit in roster:
        is_whole = isinstance(unit.size, int) and not isinstance(unit.size, bool)
        if unit.code in seen or not is_whole or unit.size < 1:
            raise MethodError(
                "roster_not_fit_to_draw",
                where=unit.code,
                found=f"size {unit.size}" if unit.code not in seen else "a code twice",
                allowed="single codes and whole sizes from 1",
            )
        seen.add(unit.code)
        strata.setdefault(unit.stratum, []).append(unit)
    return strata


def _listed(strata: Mapping[str, list[RosterUnit]], stratum: str, count: int) -> list[RosterUnit]:
    if stratum not in strata:
        raise MethodError("unknown_label", where="wanted", found=stratum, allowed=sorted(strata))
    if count < 0:
        raise MethodError("negative_value", where=stratum, found=count, allowed="0 or more")
    if count > len(strata[stratum]):
        raise MethodError(
            "draw_too_large", where=stratum, found=count, allowed=len(strata[stratum])
        )
    return strata[stratum]


def _systematic(listed: Sequence[RosterUnit], count: int, start: int) -> list[DrawnUnit]:
    """Return ``count`` units; ``start`` of 2**256 is how far the first step reaches."""
    certain, open_units = _certain(listed, count)
    left = count - len(certain)
    total = sum(unit.size for unit in open_units)
    taken = {unit.code: Fraction(1) for unit in certain}
    if left:
        ends = list(accumulate(unit.size for unit in open_units))
        for step in range(left):
            point = ((start + (step << BITS)) * total) // (left << BITS)
            unit = open_units[bisect_right(ends, point)]
            taken[unit.code] = Fraction(left * unit.size, total)
    return [
        DrawnUnit(unit.code, unit.stratum, taken[unit.code])
        for unit in listed
        if unit.code in taken
    ]


def _certain(listed: Sequence[RosterUnit], count: int) -> tuple[list[RosterUnit], list[RosterUnit]]:
    """Split off units at least as large as a step, until no such unit is left."""
    certain: list[RosterUnit] = []
    open_units = list(listed)
    while len(certain) < count:
        left, total = count - len(certain), sum(unit.size for unit in open_units)
        large = [unit for unit in open_units if left * unit.size >= total]
        if not large:
            break
        certain += large
        open_units = [unit for unit in open_units if left * unit.size < total]
    return certain, open_units


def _number(seed: int, *words: str) -> int:
    """Return a whole number below 2**256 that depends on all that is named and on nothing else."""
    text = json.dumps([ALGORITHM, seed, *words], ensure_ascii=False)
    return int.from_bytes(hashlib.sha256(text.encode()).digest())
