"""Drawing the sample: strata, villages in proportion to size, people within."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.virtual_city.city import City
from surveys.virtual_city.recipients import AID_NAMES, AID_TYPES
from surveys.virtual_city.streams import Purpose, stream

RESPONSE_SHARE = 0.72
TOWNSHIPS_PER_ZONE = 4
CENSUS_FRACTION = 0.7  # a stratum of which this share is wanted is taken whole
AID_GROUPS = (("subsistence", "destitute"), ("near_poor", "temporary"))
KINDS_OF_UNIT = 3  # township, zone, county
PEOPLE_KINDS = (
    *(AID_NAMES[code] for code in AID_TYPES),
    *("与".join(AID_NAMES[code] for code in group) for group in AID_GROUPS),
    "全体",
)
FIRST_GROUP = len(AID_TYPES)
EVERYBODY = len(PEOPLE_KINDS) - 1


@dataclass(frozen=True, slots=True)
class Design:
    """How a sample is drawn.

    ``reserve``: share of cases drawn beyond what the response share asks for.
    ``smallest_stratum``: expected cases below which a coarser stratification is used.
    """

    response_share: float = RESPONSE_SHARE
    reserve: float = 0.0
    people_per_village: int = 3
    smallest_stratum: int = 8

    def cases(self, completes: int) -> int:
        """Cases to draw in a contract for a number of interviews."""
        if completes < 1 or not 0 < self.response_share <= 1 or self.reserve < 0:
            raise ValueError(f"completes: {completes}; {self}")
        return int(np.ceil(completes * (1 + self.reserve) / self.response_share))


USUAL_DESIGN = Design()


@dataclass(frozen=True, slots=True)
class Sample:
    """Drawn cases, sorted by contract and stratum, and what the draw knows of the strata."""

    recipient: NDArray[np.int64]
    contract: NDArray[np.int32]
    stratum: NDArray[np.int32]  # position among the strata below
    psu: NDArray[np.int64]  # village; unique together with the stratum
    inclusion_probability: NDArray[np.float64]
    size_measure: NDArray[np.int64]  # people of the stratum in the village
    stratum_names: tuple[str, ...]
    stratum_contract: NDArray[np.int32]
    stratum_population: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of cases."""
        return len(self.recipient)

    @property
    def stratum_drawn(self) -> NDArray[np.int64]:
        """Cases drawn in each stratum."""
        return np.bincount(self.stratum, minlength=len(self.stratum_names))


@dataclass(frozen=True, slots=True)
class _Frame:
    """People of the contracts to be drawn, with strata and cells (stratum x village)."""

    people: NDArray[np.int64]
    stratum: NDArray[np.int32]
    names: tuple[str, ...]
    contract: NDArray[np.int32]  # of each stratum
    population: NDArray[np.int64]  # of each stratum
    cell: NDArray[np.int32]  # of each person
    cell_stratum: NDArray[np.int32]
    cell_size: NDArray[np.int64]


def draw_sample(
    city: City,
    seed: int,
    contract: str | None = None,
    completes: int = 267,
    design: Design = USUAL_DESIGN,
) -> Sample:
    """Draw a stratified cluster sample for one contract, or for every contract.

    Strata are township x aid type, or coarser where a stratum would expect too few cases. Within
    a stratum villages are drawn systematically in proportion to size, then people at random; every
    recipient's inclusion probability is known and above zero.

    Parameters
    ----------
    completes : int
        Interviews wanted in each contract; ``design.cases(completes)`` are drawn, at most all
        recipients.

    Examples
    --------
    >>> from surveys.virtual_city.city import build_city
    >>> sample = draw_sample(build_city(1), seed=1, contract="VT-03", completes=60)
    >>> sorted(set(sample.contract.tolist())), 75 <= len(sample) <= 90
    ([2], True)
    """
    rng = stream(seed, Purpose.SAMPLE)
    wanted = design.cases(completes)
    frame = _frame(city, contract, wanted / design.smallest_stratum)
    cases = _allocation(frame, wanted)
    chosen, village_chance, take = _draw_villages(rng, frame, cases, design.people_per_village)
    return _draw_people(rng, city, frame, chosen, village_chance, take)


def _frame(city: City, contract: str | None, most_strata: float) -> _Frame:
    everyone = np.arange(len(city.recipients), dtype=np.int64)
    if contract is not None:
        position = city.contractors.position(contract)
        everyone = everyone[city.recipient_contract == position]
    people, stratum, names, contracts = _stratify(city, everyone, most_strata)
    village = city.recipients.village[people]
    starts = _starts(stratum, village)
    cell = (np.cumsum(starts) - 1).astype(np.int32)
    return _Frame(
        people=people,
        stratum=stratum,
        names=names,
        contract=contracts,
        population=np.bincount(stratum, minlength=len(names)),
        cell=cell,
        cell_stratum=stratum[starts],
        cell_size=np.bincount(cell),
    )


def _stratify(
    city: City, everyone: NDArray[np.int64], most_strata: float
) -> tuple[NDArray[np.int64], NDArray[np.int32], tuple[str, ...], NDArray[np.int32]]:
    """Sort people by stratum and village; return them with their strata and the strata's names."""
    contract = city.recipient_contract[everyone].astype(np.int64)
    unit, kind = _units_and_kinds(city, everyone, contract, most_strata)
    width = KINDS_OF_UNIT * len(city.places.townships)
    key = (contract * width + unit) * len(PEOPLE_KINDS) + kind
    order = np.argsort(key, kind="stable")  # people come sorted by village
    starts = _starts(key[order])
    codes, stratum = key[order][starts], np.cumsum(starts) - 1
    places, kinds = np.divmod(codes, len(PEOPLE_KINDS))
    contracts, units = np.divmod(places, width)
    pairs = zip(units.tolist(), kinds.tolist(), strict=True)
    names = tuple(f"{_unit_name(city, unit)}·{PEOPLE_KINDS[kind]}" for unit, kind in pairs)
    return everyone[order], stratum.astype(np.int32), names, contracts.astype(np.int32)


def _starts(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell where a run of equal rows begins in sorted columns."""
    starts = np.ones(len(columns[0]), dtype=bool)
    starts[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return starts


def _units_and_kinds(
    city: City, everyone: NDArray[np.int64], contract: NDArray[np.int64], most: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return place and kind of people that make a person's stratum.

    Of the divisions, the finest is used that makes no more strata in the contract than ``most``.
    """
    places = city.places
    townships = len(places.townships)
    township = places.village_township[city.recipients.village[everyone]].astype(np.int64)
    zone = townships + township // TOWNSHIPS_PER_ZONE
    county = 2 * townships + places.township_county[township].astype(np.int64)
    aid = city.recipients.aid_type[everyone].astype(np.int64)
    group = FIRST_GROUP + np.array([_group_of(code) for code in AID_TYPES])[aid]
    everybody = np.full_like(aid, EVERYBODY)
    served = np.bincount(city.township_contract)[contract]
    unit, kind = county, everybody
    for place, people, count in (  # from coarse to fine; the number of strata in the contract
        (county, group, len(AID_GROUPS) * _counties_of_contracts(city)[contract]),
        (zone, group, len(AID_GROUPS) * served / TOWNSHIPS_PER_ZONE),
        (township, group, len(AID_GROUPS) * served),
        (township, aid, len(AID_TYPES) * served),
    ):
        fits = count <= most
        unit, kind = np.where(fits, place, unit), np.where(fits, people, kind)
    return unit, kind


def _counties_of_contracts(city: City) -> NDArray[np.int64]:
    counties = len(city.places.counties)
    pairs = np.unique(city.township_contract * counties + city.places.township_county)
    return np.bincount(pairs // counties, minlength=len(city.contractors))


def _group_of(aid: str) -> int:
    return next(position for position, group in enumerate(AID_GROUPS) if aid in group)


def _unit_name(city: City, unit: int) -> str:
    kind, position = divmod(unit, len(city.places.townships))
    if kind == 0:
        return city.places.townships[position]
    return f"虚拟片区{position + 1}" if kind == 1 else city.places.counties[position]


def _allocation(frame: _Frame, wanted: int) -> NDArray[np.int64]:
    """Share cases among the strata of a contract by population: at least four, at most all."""
    total = np.bincount(frame.contract, weights=frame.population)[frame.contract]
    share = np.rint(wanted * frame.population / total).astype(np.int64)
    return np.asarray(np.minimum(np.maximum(share, 4), frame.population))


def _draw_villages(
    rng: np.random.Generator, frame: _Frame, cases: NDArray[np.int64], people_per_village: int
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.int64]]:
    """Draw cells systematically; return the choice, each cell's chance, and people to take."""
    available = np.bincount(frame.cell_stratum, minlength=len(cases))
    per_village = np.minimum(people_per_village, frame.population / available)
    villages = np.clip(np.rint(cases / per_village).astype(np.int64), 2, None)
    villages = np.minimum(villages, available)
    fraction = cases / frame.population
    is_census = fraction >= CENSUS_FRACTION
    villages, fraction = np.where(is_census, available, villages), np.where(is_census, 1, fraction)
    stratum = frame.cell_stratum
    chance = np.minimum(1, villages[stratum] * frame.cell_size / frame.population[stratum])
    chance = np.where(is_census[stratum], 1, chance)
    # With this number from each village everybody has nearly the same chance over both stages.
    take = np.maximum(1, np.rint(fraction[stratum] * frame.cell_size / chance)).astype(np.int64)
    end = np.cumsum(chance)
    first = np.searchsorted(stratum, np.arange(len(cases)))
    before = (end[first] - chance[first])[stratum]
    start = rng.random(len(cases))[stratum]
    reached = np.floor(end - before + start)
    chosen = reached > np.floor(end - chance - before + start)
    return chosen, chance, take


def _draw_people(
    rng: np.random.Generator,
    city: City,
    frame: _Frame,
    chosen: NDArray[np.bool_],
    village_chance: NDArray[np.float64],
    take: NDArray[np.int64],
) -> Sample:
    """Draw people at random in the chosen cells."""
    inside = np.flatnonzero(chosen[frame.cell])
    cell = frame.cell[inside]
    order = np.lexsort((rng.random(len(inside)), cell))
    first = np.searchsorted(cell, cell)
    rank = np.empty(len(inside), dtype=np.int64)
    rank[order] = np.arange(len(inside))
    taken = rank - first < take[cell]
    drawn, cell = inside[taken], cell[taken]
    size = frame.cell_size[cell]
    stratum = frame.stratum[drawn]
    return Sample(
        recipient=frame.people[drawn],
        contract=frame.contract[stratum],
        stratum=stratum,
        psu=city.recipients.village[frame.people[drawn]].astype(np.int64),
        inclusion_probability=village_chance[cell] * np.minimum(1, take[cell] / size),
        size_measure=size,
        stratum_names=frame.names,
        stratum_contract=frame.contract,
        stratum_population=frame.population,
    )
