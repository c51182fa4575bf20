"""Drawing a sample from a frame, at once or through villages, so that anybody can repeat it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.errors import MethodError
from scoring.survey.draws import ALGORITHM, DrawnUnit, RosterUnit, draw_units, roster_digest

MAIN, RESERVE = "main", "reserve"
_VILLAGE = "\n"  # stands between stratum and village; no name of a place holds it


@dataclass(frozen=True, slots=True)
class FrameUnit:
    """A unit that can be drawn, in the order of the frame: its code, stratum and village."""

    code: str
    stratum: str
    psu: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a stratum gives: ``units`` of it, or ``units`` of each of so many ``villages``."""

    units: int
    villages: int | None = None


@dataclass(frozen=True, slots=True)
class SampledUnit:
    """A drawn unit with the numbers that its weight and its variance come from.

    ``probability`` is exact. ``psus`` and ``units`` are the population and the draw (N, n) of the
    first and of the last stage; ``psus`` is None where units were drawn at once.
    """

    code: str
    stratum: str
    psu: str
    role: str
    position: int
    probability: Fraction
    units: tuple[int, int]
    psus: tuple[int, int] | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class SampleDraw:
    """A drawn sample and all that is needed to repeat it from the frame."""

    units: tuple[SampledUnit, ...]
    wanted: Mapping[str, Wanted]
    seed: int
    reserve_share: Fraction
    frame_digest: str
    algorithm: str = ALGORITHM

    def to_plain(self) -> dict[str, Any]:
        """Return what an outsider needs beside the frame, as plain JSON."""
        return {
            "algorithm": self.algorithm,
            "seed": str(self.seed),
            "reserve_share": str(self.reserve_share),
            "frame_digest": self.frame_digest,
            "wanted": {name: [row.units, row.villages] for name, row in self.wanted.items()},
        }


def draw_sample(
    frame: Sequence[FrameUnit],
    wanted: Mapping[str, Wanted],
    seed: int,
    *,
    reserve_share: Fraction = Fraction(1, 5),
) -> SampleDraw:
    """Draw a stratified sample, where wished through villages in proportion to their size.

    Parameters
    ----------
    frame : sequence of FrameUnit
        Everybody who can be drawn; the order is that of the systematic steps.
    wanted : mapping of str to Wanted
        By stratum; strata that are not named are not drawn from.
    seed : int
        Any whole number.
    reserve_share : Fraction
        Reserve units for each unit wanted, in the stratum or in the drawn village.

    Returns
    -------
    SampleDraw
        Main units in the order of the frame, then the reserves in the order of their use.

    Raises
    ------
    MethodError
        As :func:`~scoring.survey.draws.draw_units`; ``unknown_label`` for a unit of no village
        in a stratum that is drawn through villages.

    Notes
    -----
    Villages are drawn systematically in proportion to size, then equally many units of each
    (Cochran 1977, 11.9): a unit's probability is that of its village times n/N within, and all
    units of a stratum have nearly the same. A village smaller than what is wanted of it is taken
    whole.

    Examples
    --------
    >>> frame = [FrameUnit(f"p{n:02d}", "east", f"v{n % 5}") for n in range(40)]
    >>> draw = draw_sample(frame, {"east": Wanted(units=3, villages=2)}, seed=7)
    >>> mains = [unit for unit in draw.units if unit.role == MAIN]
    >>> len(mains), len({unit.psu for unit in mains}), mains[0].probability
    (6, 2, Fraction(3, 20))
    """
    digest = frame_digest(frame)
    through = {name: row for name, row in wanted.items() if row.villages is not None}
    at_once = {name: row.units for name, row in wanted.items() if row.villages is None}
    units = _at_once(frame, at_once, seed, reserve_share)
    units += _through_villages(frame, through, seed, reserve_share)
    place = {unit.code: number for number, unit in enumerate(frame)}
    mains = sorted((u for u in units if u.role == MAIN), key=lambda unit: place[unit.code])
    reserves = [unit for unit in units if unit.role == RESERVE]
    return SampleDraw((*mains, *reserves), dict(wanted), seed, reserve_share, digest)


def repeat_sample(frame: Sequence[FrameUnit], plain: Mapping[str, Any]) -> SampleDraw:
    """Draw again from what :meth:`SampleDraw.to_plain` kept.

    Raises :class:`MethodError` ``unknown_method`` for another algorithm, and
    ``roster_not_fit_to_draw`` where the frame is not the one that was drawn from.

    >>> frame = [FrameUnit(f"p{n}", "") for n in range(9)]
    >>> draw = draw_sample(frame, {"": Wanted(3)}, seed=1)
    >>> repeat_sample(frame, draw.to_plain()) == draw
    True
    """
    if plain["algorithm"] != ALGORITHM:
        raise MethodError(
            "unknown_method", where="draw", found=plain["algorithm"], allowed=ALGORITHM
        )
    found = frame_digest(frame)
    if found != plain["frame_digest"]:
        raise MethodError(
            "roster_not_fit_to_draw", where="frame", found=found, allowed=plain["frame_digest"]
        )
    wanted = {name: Wanted(*row) for name, row in plain["wanted"].items()}
    share = Fraction(plain["reserve_share"])
    return draw_sample(frame, wanted, int(plain["seed"]), reserve_share=share)


def frame_digest(frame: Iterable[FrameUnit]) -> str:
    """Return the SHA-256 of a frame: its units with stratum and village, in their order.

    >>> frame_digest([FrameUnit("a", "north", "v1")])[:12]
    'c73cdd74a219'
    """
    return roster_digest([RosterUnit(unit.code, _village(unit)) for unit in frame])


def _at_once(
    frame: Sequence[FrameUnit], wanted: Mapping[str, int], seed: int, reserve_share: Fraction
) -> list[SampledUnit]:
    units = [RosterUnit(unit.code, unit.stratum) for unit in frame if unit.stratum in wanted]
    draw = draw_units(units, wanted, seed, reserve_share=reserve_share)
    sizes = _sizes(unit.stratum for unit in units)
    villages = {unit.code: unit.psu for unit in frame}

    def sampled(unit: DrawnUnit, role: str, position: int) -> SampledUnit:
        numbers = (sizes[unit.stratum], wanted[unit.stratum])
        psu, chance = villages[unit.code], Fraction(numbers[1], numbers[0])
        return SampledUnit(unit.code, unit.stratum, psu, role, position, chance, numbers)

    return _numbered(draw.units, draw.reserves, sampled)


def _through_villages(
    frame: Sequence[FrameUnit],
    wanted: Mapping[str, Wanted],
    seed: int,
    reserve_share: Fraction,
) -> list[SampledUnit]:
    inside = [unit for unit in frame if unit.stratum in wanted]
    bare = next((unit for unit in inside if not unit.psu), None)
    if bare is not None:
        raise MethodError("unknown_label", where=bare.code, found="", allowed="a village")
    sizes = _sizes(_village(unit) for unit in inside)
    strata = {_village(unit): unit.stratum for unit in inside}
    listed = [RosterUnit(name, strata[name], size) for name, size in sizes.items()]
    counts = {name: row.villages or 0 for name, row in wanted.items()}
    first = draw_units(listed, counts, seed, reserve_share=Fraction(0))
    chances = {village.code: village.probability for village in first.units}
    take = {name: min(wanted[strata[name]].units, sizes[name]) for name in chances}
    people = [RosterUnit(unit.code, _village(unit)) for unit in inside if _village(unit) in take]
    second = draw_units(people, take, seed, reserve_share=reserve_share)
    villages = _sizes(unit.stratum for unit in listed)

    def sampled(unit: DrawnUnit, role: str, position: int) -> SampledUnit:
        stratum, _, psu = unit.stratum.partition(_VILLAGE)
        size, taken = sizes[unit.stratum], take[unit.stratum]
        return SampledUnit(
            code=unit.code,
            stratum=stratum,
            psu=psu,
            role=role,
            position=position,
            probability=chances[unit.stratum] * Fraction(taken, size),
            units=(size, taken),
            psus=(villages[stratum], counts[stratum]),
            size=size,
        )

    return _numbered(second.units, second.reserves, sampled)


def _numbered(
    mains: Sequence[DrawnUnit],
    reserves: Sequence[DrawnUnit],
    made: Callable[[DrawnUnit, str, int], SampledUnit],
) -> list[SampledUnit]:
    found = [made(unit, MAIN, place) for place, unit in enumerate(mains, start=1)]
    return found + [made(unit, RESERVE, place) for place, unit in enumerate(reserves, start=1)]


def _village(unit: FrameUnit) -> str:
    return f"{unit.stratum}{_VILLAGE}{unit.psu}"


def _sizes(names: Iterable[str]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for name in names:
        sizes[name] = sizes.get(name, 0) + 1
    return sizes
