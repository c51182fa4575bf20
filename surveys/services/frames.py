"""The frame: who can be drawn from a roster, in which stratum and village, in a fixed order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.models.programmes import Contract
from surveys.models.draws import CENSUS, HOUSEHOLD, SIMPLE, STRATIFIED, TWO_STAGE
from surveys.models.rosters import Roster, RosterPerson

if TYPE_CHECKING:
    from scoring.survey.sample_draws import FrameUnit

_BETWEEN = "/"  # stands between a contract and the stratum within it


@dataclass(frozen=True, slots=True)
class FramedPerson:
    """One unit of the frame and where it belongs."""

    code: str
    contract_id: int
    township: str
    village: str
    aid_type: str


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many units a village holds."""

    contract_id: int
    township: str
    village: str
    units: int


def framed_people(session: Session, roster: Roster, unit: str) -> list[FramedPerson]:
    """Return who can be drawn, by contract, township, village and code.

    Of a household the person who stands first on the list stands for all of it.
    """
    wanted = (
        select(
            RosterPerson.code,
            RosterPerson.contract_id,
            RosterPerson.township,
            RosterPerson.village,
            RosterPerson.aid_type,
        )
        .where(RosterPerson.roster_id == roster.id, RosterPerson.contract_id.is_not(None))
        .order_by(
            RosterPerson.contract_id,
            RosterPerson.township,
            RosterPerson.village,
            RosterPerson.code,
        )
    )
    if unit == HOUSEHOLD:
        first = (
            select(func.min(RosterPerson.row))
            .where(RosterPerson.roster_id == roster.id, RosterPerson.household_key != "")
            .group_by(RosterPerson.contract_id, RosterPerson.household_key)
        )
        # People without a household number are households of one.
        alone = RosterPerson.household_key == ""
        wanted = wanted.where(alone | RosterPerson.row.in_(first))
    found = [FramedPerson(row[0], row[1] or 0, *row[2:]) for row in session.execute(wanted)]
    codes = {c.id: c.code for c in roster.evaluation.contracts}
    # Every database sorts texts its own way; the order that is drawn from must not depend on that.
    return sorted(found, key=lambda p: (codes[p.contract_id], p.township, p.village, p.code))


def place_counts(people: Sequence[FramedPerson]) -> list[PlaceCount]:
    """Count the units of each village, in the order of the frame."""
    counts: dict[tuple[int, str, str], int] = {}
    for person in people:
        place = (person.contract_id, person.township, person.village)
        counts[place] = counts.get(place, 0) + 1
    return [PlaceCount(*place, units) for place, units in counts.items()]


def frame_of(
    people: Sequence[FramedPerson], contracts: Sequence[Contract], method: str
) -> list["FrameUnit"]:
    """Return the frame in the words of the draw: strata are named by contract, then township."""
    from scoring.survey.sample_draws import FrameUnit

    codes = {contract.id: contract.code for contract in contracts}
    return [
        FrameUnit(
            person.code,
            stratum_name(codes[person.contract_id], stratum_of(person.township, method)),
            village_of(person.township, person.village, method),
        )
        for person in people
    ]


def stratum_of(township: str, method: str) -> str:
    """Return the stratum of a township: itself where townships are drawn apart, else one for all.

    Villages are listed township by township, so that a draw in steps spreads over them anyway.
    """
    return township if method in (STRATIFIED, CENSUS) else ""


def village_of(township: str, village: str, method: str) -> str:
    """Return the name of a village, with its township where the stratum does not name that."""
    name = village or "—"
    return f"{township} {name}".strip() if method in (TWO_STAGE, SIMPLE) else name


def stratum_name(contract: str, stratum: str) -> str:
    """Return the name of a contract's stratum in a draw."""
    return f"{contract}{_BETWEEN}{stratum}"


def contract_and_stratum(name: str, contracts: Sequence[Contract]) -> tuple[Contract, str]:
    """Return the contract and the stratum that a name in a draw means."""
    # A code may itself hold the sign between; the longest that fits is meant.
    fitting = [c for c in contracts if name.startswith(f"{c.code}{_BETWEEN}")]
    contract = max(fitting, key=lambda c: len(c.code))
    return contract, name.removeprefix(f"{contract.code}{_BETWEEN}")
