"""How far a wave is: counts by contract and by village, small cells withheld where they must be."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.models.programmes import Contract
from surveys.models.cases import Case
from surveys.models.responses import Draft, Response, ResponseConflict
from surveys.models.waves import Wave

SMALLEST_BASE = 10
SMALLEST_COUNT = 5


@dataclass(frozen=True, slots=True)
class Count:
    """Cases, answers and begun questionnaires of one contract, or of a village in it."""

    contract: str
    name: str
    stratum: str
    psu: str
    cases: int
    answered: int
    begun: int
    is_withheld: bool = False

    @property
    def response_share(self) -> float:
        """Answers per case."""
        return self.answered / self.cases if self.cases else 0.0


def counts_by_contract(session: Session, wave: Wave) -> list[Count]:
    """Return the counts of each contract, by code."""
    merged: dict[str, Count] = {}
    for row in counts_by_village(session, wave):
        known = merged.get(row.contract)
        merged[row.contract] = (
            replace(row, stratum="", psu="")
            if known is None
            else replace(
                known,
                cases=known.cases + row.cases,
                answered=known.answered + row.answered,
                begun=known.begun + row.begun,
            )
        )
    return list(merged.values())


def counts_by_village(session: Session, wave: Wave) -> list[Count]:
    """Return the counts of each village, by contract, stratum and village."""
    rows = session.execute(
        select(
            Contract.code,
            Contract.name,
            Case.stratum,
            Case.psu,
            func.count(Case.id),
            func.count(Response.submission_id),
            func.count(Draft.submission_id),
        )
        .join(Contract, Contract.id == Case.contract_id)
        .outerjoin(Response, Response.case_id == Case.id)
        .outerjoin(Draft, Draft.case_id == Case.id)
        .where(Case.wave_id == wave.id)
        .group_by(Contract.code, Contract.name, Case.stratum, Case.psu)
        .order_by(Contract.code, Case.stratum, Case.psu)
    )
    return [Count(*row) for row in rows]


def withhold_small(rows: list[Count]) -> list[Count]:
    """Withhold cells that could tell about a person, and one more where the sum would tell.

    A cell is small with fewer than ten cases, or where fewer than five answered or did not.
    """
    small = {place for place, row in enumerate(rows) if _is_small(row)}
    for contract in {row.contract for row in rows}:
        inside = [place for place, row in enumerate(rows) if row.contract == contract]
        hidden = [place for place in inside if place in small]
        shown = [place for place in inside if place not in small]
        # One hidden cell can be had by subtracting the others from the contract's total.
        if len(hidden) == 1 and shown:
            small.add(min(shown, key=lambda place: (rows[place].cases, place)))
    return [replace(row, is_withheld=place in small) for place, row in enumerate(rows)]


def conflicts_of(session: Session, wave: Wave) -> int:
    """Return how many second, different submissions are kept for review."""
    wanted = select(func.count()).where(ResponseConflict.wave_id == wave.id)
    return session.scalar(wanted) or 0


def _is_small(row: Count) -> bool:
    missing = row.cases - row.answered
    return row.cases < SMALLEST_BASE or any(
        0 < count < SMALLEST_COUNT for count in (row.answered, missing)
    )
