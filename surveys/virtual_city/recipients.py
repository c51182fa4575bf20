"""The people of the virtual city: who is on the roster and how they live."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.virtual_city.places import Places
from surveys.virtual_city.streams import Purpose, stream

AID_TYPES = ("subsistence", "destitute", "near_poor", "temporary")
AID_NAMES = {
    "subsistence": "低保",
    "destitute": "特困",
    "near_poor": "低保边缘",
    "temporary": "临时救助",
}
AID_SHARES = (0.60, 0.16, 0.11, 0.13)
MEAN_AGES = (61.0, 73.0, 55.0, 48.0)
AGE_BANDS = ((18, "18-44"), (45, "45-59"), (60, "60-69"), (70, "70-79"), (80, "80+"))
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"


@dataclass(frozen=True, slots=True)
class Recipients:
    """One position a person; coded columns."""

    village: NDArray[np.int32]
    household: NDArray[np.int32]
    aid_type: NDArray[np.int8]  # position in AID_TYPES
    age: NDArray[np.int16]
    is_female: NDArray[np.bool_]
    schooling_years: NDArray[np.int8]
    health: NDArray[np.int8]  # self-rated: 1 best, 5 worst
    lives_alone: NDArray[np.bool_]
    is_urban: NDArray[np.bool_]
    surname: NDArray[np.int8]

    def __len__(self) -> int:
        """Number of people."""
        return len(self.village)

    def code(self, person: int) -> str:
        """Roster code of a person."""
        return f"VR{person:08d}"

    def name(self, person: int) -> str:
        """A name nobody bears: a surname, the word for virtual, the number on the roster."""
        return f"{SURNAMES[int(self.surname[person])]}虚拟{person}"

    def phone(self, person: int) -> str:
        """Eleven digits that begin with 100: no subscriber's number does."""
        return f"100{person:08d}"

    def roster(self, people: Iterable[int], places: Places) -> list[dict[str, str]]:
        """Return rows of a roster as a bureau would hand it over, in Chinese columns."""
        return [self._row(int(person), places) for person in people]

    def _row(self, person: int, places: Places) -> dict[str, str]:
        village = int(self.village[person])
        township = int(places.village_township[village])
        return {
            "编号": self.code(person),
            "户号": f"VH{int(self.household[person]):08d}",
            "姓名": self.name(person),
            "性别": "女" if self.is_female[person] else "男",
            "年龄": str(int(self.age[person])),
            "救助类型": AID_NAMES[AID_TYPES[int(self.aid_type[person])]],
            "县区": places.counties[int(places.township_county[township])],
            "乡镇": places.townships[township],
            "村居": places.village_name(village),
            "电话": self.phone(person),
        }


def settle_recipients(seed: int, count: int, places: Places) -> Recipients:
    """Settle people in the villages, sorted by village; households are runs of neighbours."""
    rng = stream(seed, Purpose.RECIPIENTS)
    village = _villages(rng, count, places)
    aid = rng.choice(len(AID_TYPES), size=count, p=AID_SHARES).astype(np.int8)
    age = np.clip(rng.normal(np.array(MEAN_AGES)[aid], 13), 18, 99).astype(np.int16)
    household, is_single = _households(rng, village)
    schooling = np.clip(rng.normal(11.5 - age / 12, 2.8), 0, 16).astype(np.int8)
    health = np.clip(np.rint(rng.normal(1.7 + age / 45, 0.9)), 1, 5).astype(np.int8)
    return Recipients(
        village=village,
        household=household,
        aid_type=aid,
        age=age,
        is_female=rng.random(count) < 0.5,
        schooling_years=schooling,
        health=health,
        lives_alone=is_single & (rng.random(count) < np.where(age >= 70, 0.55, 0.3)),
        is_urban=places.township_is_urban[places.village_township[village]],
        surname=rng.integers(len(SURNAMES), size=count, dtype=np.int8),
    )


def age_bands(age: NDArray[np.int16]) -> NDArray[np.int8]:
    """Return the position in ``AGE_BANDS`` of each age."""
    floors = [floor for floor, _ in AGE_BANDS]
    return (np.searchsorted(floors, age, side="right") - 1).astype(np.int8)


def case_mix(people: Recipients) -> NDArray[np.float64]:
    """Return what makes a person speak better or worse of the same service; city mean 0.

    Latent units. Older people praise more; the schooled, the ill, the lonely and townspeople less.
    """
    tilt = (
        0.012 * people.age.astype(np.float64)
        - 0.03 * people.schooling_years
        - 0.12 * people.health
        - 0.08 * people.lives_alone
        - 0.15 * people.is_urban
        - 0.10 * (people.aid_type == AID_TYPES.index("temporary"))
    )
    return np.asarray(tilt - tilt.mean())


def _villages(rng: np.random.Generator, count: int, places: Places) -> NDArray[np.int32]:
    size = rng.gamma(4.0, size=places.village_count)
    drawn = rng.multinomial(count, size / size.sum())
    return np.repeat(np.arange(places.village_count, dtype=np.int32), drawn)


def _households(
    rng: np.random.Generator, village: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Number the households and say who is the only recipient of the own household."""
    opens = rng.random(len(village)) < 0.75
    opens[1:] |= village[1:] != village[:-1]
    opens[:1] = True
    household = (np.cumsum(opens) - 1).astype(np.int32)
    size = np.bincount(household) if len(household) else np.zeros(0, dtype=np.int64)
    return household, size[household] == 1
