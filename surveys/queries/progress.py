"""How far a wave is: counts by contract and by village, small cells withheld where they must be."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session

from evaluator.models.programmes import Contract
from surveys.models.cases import Case
from surveys.models.responses import Draft, Response, ResponseConflict
from surveys.models.waves import Wave
from surveys.queries.tallies import contract_tallies

# Excluded so that the case can be asked anew: no longer an answer.
VOID = ("redo", "rejected")
Place = tuple[int, str, str]  # contract, stratum, village
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
    """Return the counts of each contract, by code, from what the database has counted already."""
    # Drafts are few and cases many: no index of the cases may tempt the planner to begin there.
    drafts = session.scalars(
        select(Case.contract_id).where(
            Case.id.in_(select(Draft.case_id)), Case.wave_id + 0 == wave.id
        )
    )
    begun = Counter(drafts)
    return [
        Count(
            contract=tally.code,
            name=tally.name,
            stratum="",
            psu="",
            cases=tally.cases,
            answered=tally.responses - sum(tally.excluded.get(reason, 0) for reason in VOID),
            begun=begun.get(tally.contract_id, 0),
        )
        for tally in contract_tallies(session, wave)
        if tally.cases
    ]


def counts_by_village(
    session: Session, wave: Wave, after: Place | None = None, limit: int | None = None
) -> list[Count]:
    """Return the counts of each village, by contract, stratum and village.

    ``after`` and ``limit`` give a page of them: the index leads to its first row.
    """
    place = (Case.contract_id, Case.stratum, Case.psu)
    cases = select(*place, func.count(Case.id)).where(Case.wave_id == wave.id)
    if after is not None:
        cases = cases.where(tuple_(*place) > tuple_(*(literal(part) for part in after)))
    rows = session.execute(cases.group_by(*place).order_by(*place).limit(limit)).all()
    if not rows:
        return []
    first, last = tuple(rows[0][:3]), tuple(rows[-1][:3])
    inside = (
        Case.wave_id == wave.id,
        tuple_(*place) >= tuple_(*(literal(part) for part in first)),
        tuple_(*place) <= tuple_(*(literal(part) for part in last)),
    )
    answered = _counted(session, place, inside, Response, Response.reason.not_in(VOID))
    begun = _counted(session, place, inside, Draft)
    names = {
        contract.id: (contract.code, contract.name)
        for contract in session.scalars(
            select(Contract).where(Contract.id.in_({row[0] for row in rows})).order_by(Contract.id)
        )
    }
    counts = [
        Count(
            *names[row[0]],
            row[1],
            row[2],
            row[3],
            answered.get(tuple(row[:3]), 0),
            begun.get(tuple(row[:3]), 0),
        )
        for row in rows
    ]
    return sorted(counts, key=lambda row: (row.contract, row.stratum, row.psu))


def _counted(
    session: Session, place: Any, inside: Any, table: Any, *conditions: Any
) -> dict[tuple[Any, ...], int]:
    """Return how many rows of a table belong to the cases of each village."""
    found = session.execute(
        select(*place, func.count())
        .join(table, table.case_id == Case.id)
        .where(*inside, *conditions)
        .group_by(*place)
        .order_by(*place)
    )
    return {tuple(row[:3]): row[3] for row in found}


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
