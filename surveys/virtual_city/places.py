"""The map of the virtual city: counties, townships and villages, all invented."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.virtual_city.streams import Purpose, stream

COUNTIES = (
    "虚拟银柳区",
    "虚拟清枫区",
    "虚拟铁岚县",
    "虚拟西禾县",
    "虚拟昌榆县",
    "虚拟调雁市",
    "虚拟开桦市",
)
URBAN_COUNTIES = (0, 1)
COUNTY_SHARES = (0.10, 0.08, 0.15, 0.18, 0.22, 0.11, 0.16)
TOWNSHIPS = 100
FIRST_SYLLABLES = "柳松榆桦枫槐杏梨麦稻荷莲云霞星月雁鹤鹿泉"
SECOND_SYLLABLES = "河山岭沟台屯湾坪川堡"
VILLAGE_EFFECT_SD = 0.12


@dataclass(frozen=True, slots=True)
class Places:
    """Townships and villages with the unit each belongs to, by position."""

    counties: tuple[str, ...]
    townships: tuple[str, ...]
    township_county: NDArray[np.int32]
    township_is_urban: NDArray[np.bool_]
    village_township: NDArray[np.int32]
    village_number: NDArray[np.int32]
    village_effect: NDArray[np.float64]  # latent units, mean 0: what neighbours share

    @property
    def village_count(self) -> int:
        """Number of villages."""
        return len(self.village_township)

    def village_name(self, village: int) -> str:
        """Name of a village, bearing its township's name."""
        township = self.townships[int(self.village_township[village])]
        kind = "社区" if self.township_is_urban[self.village_township[village]] else "村"
        return f"{township}演示第{int(self.village_number[village])}{kind}"


def lay_out_places(seed: int, recipients: int, contracts: int) -> Places:
    """Lay out the city for a number of recipients; more than 25 contracts get more townships."""
    rng = stream(seed, Purpose.PLACES)
    townships = max(TOWNSHIPS, 4 * contracts)
    county = _county_of_townships(townships)
    urban_share = np.where(np.isin(county, URBAN_COUNTIES), 0.8, 0.15)
    is_urban = rng.random(townships) < urban_share
    typical = float(np.clip(recipients / townships / 40, 3, 12))
    villages = np.maximum(3, rng.poisson(typical, townships))
    first = np.cumsum(villages) - villages
    village_township = np.repeat(np.arange(townships, dtype=np.int32), villages)
    number = np.arange(len(village_township)) - first[village_township] + 1
    return Places(
        counties=COUNTIES,
        townships=_township_names(is_urban),
        township_county=county,
        township_is_urban=is_urban,
        village_township=village_township,
        village_number=number.astype(np.int32),
        village_effect=rng.normal(0, VILLAGE_EFFECT_SD, len(village_township)),
    )


def contract_of_townships(township_county: NDArray[np.int32], contracts: int) -> NDArray[np.int32]:
    """Return the contract that serves each township.

    Up to as many contracts as counties, a contract serves whole counties; beyond, it serves a run
    of neighbouring townships.
    """
    townships = len(township_county)
    if contracts > len(COUNTIES):
        return (np.arange(townships) * contracts // townships).astype(np.int32)
    if contracts == len(COUNTIES):
        return township_county.copy()
    middle = np.cumsum(COUNTY_SHARES) - np.array(COUNTY_SHARES) / 2
    return np.floor(middle * contracts).astype(np.int32)[township_county]


def _county_of_townships(townships: int) -> NDArray[np.int32]:
    bounds = np.round(np.cumsum(COUNTY_SHARES) * townships)
    return np.searchsorted(bounds, np.arange(townships), side="right").astype(np.int32)


def _township_names(is_urban: NDArray[np.bool_]) -> tuple[str, ...]:
    """Two invented syllables each; a number once the pairs are used up."""
    pairs = [a + b for b in SECOND_SYLLABLES for a in FIRST_SYLLABLES]
    names = []
    for position, urban in enumerate(is_urban):
        # 37 shares no factor with the number of pairs: neighbours do not sound alike.
        pair = pairs[position * 37 % len(pairs)]
        lap = position // len(pairs)
        kind = "街道" if urban else "镇" if position % 3 else "乡"
        names.append(f"虚拟{pair}{lap + 1 if lap else ''}{kind}")
    return tuple(names)
