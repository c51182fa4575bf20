"""The contractors of the virtual city and the quality they truly have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from surveys.virtual_city.places import COUNTIES, Places
from surveys.virtual_city.questions import QUESTIONS
from surveys.virtual_city.streams import Purpose, stream

# Levels of a small city: one excellent, four close together in pairs, one that should go. The
# first is what a city of one contractor has.
SMALL_CITY_LEVELS = (1.15, -0.60, 1.55, 0.75, 1.30, 1.10)
LEVEL_MEAN = 1.0
LEVEL_SD = 0.4
QUESTION_SD = 0.12
HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class Contractors:
    """One position a contractor; each holds one contract."""

    contracts: tuple[str, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    areas: tuple[str, ...]
    level: NDArray[np.float64]  # (J,) latent quality, 1 = usual
    question_level: NDArray[np.float64]  # (J, K) the same for each of QUESTIONS

    def __len__(self) -> int:
        """Number of contractors."""
        return len(self.contracts)

    def position(self, contract: str) -> int:
        """Position of a contract; ``ValueError`` where there is none of that code."""
        return self.contracts.index(contract)


def appoint_contractors(
    seed: int, count: int, places: Places, township_contract: NDArray[np.int32]
) -> Contractors:
    """Appoint contractors with levels drawn by the seed for the areas they serve."""
    rng = stream(seed, Purpose.CONTRACTORS)
    level = rng.permutation(_levels(count))
    deviation = rng.normal(0, QUESTION_SD, (count, len(QUESTIONS)))
    width = max(2, len(str(count)))
    return Contractors(
        contracts=tuple(f"VT-{number:0{width}d}" for number in range(1, count + 1)),
        codes=tuple(f"VC-{number:0{width}d}" for number in range(1, count + 1)),
        names=tuple(_name(number) for number in range(count)),
        areas=_areas(count, places, township_contract),
        level=level,
        question_level=level[:, None] + deviation,
    )


def _levels(count: int) -> NDArray[np.float64]:
    if count <= len(SMALL_CITY_LEVELS):
        return np.array(SMALL_CITY_LEVELS[:count])
    # Evenly spaced quantiles: a large city has the same spread whatever the seed.
    return np.asarray(LEVEL_MEAN + LEVEL_SD * ndtri((np.arange(count) + 0.5) / count))


def _name(number: int) -> str:
    sign = HEAVENLY_STEMS[number] if number < len(HEAVENLY_STEMS) else f"第{number + 1}"
    return f"虚拟铁岭{sign}社会工作服务中心（演示）"


def _areas(count: int, places: Places, township_contract: NDArray[np.int32]) -> tuple[str, ...]:
    """Name the counties served whole, or the first and last township of a smaller area."""
    areas = []
    for contract in range(count):
        served = np.flatnonzero(township_contract == contract)
        if count <= len(COUNTIES):
            counties = np.unique(places.township_county[served])
            areas.append("、".join(places.counties[int(county)] for county in counties))
        else:
            first, last = places.townships[int(served[0])], places.townships[int(served[-1])]
            areas.append(f"{first}至{last}")
    return tuple(areas)
