"""Reading the counts that the database keeps: as many as there are rows, however many there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.models.programmes import Contract
from surveys.models.counting import CaseTally, ResponseTally
from surveys.models.waves import Wave


@dataclass(frozen=True, slots=True)
class ContractTally:
    """One contract of a wave: cases by disposition, responses by status and reason."""

    contract_id: int
    code: str
    name: str
    dispositions: dict[str, int]
    accepted: int
    excluded: dict[str, int]

    @property
    def cases(self) -> int:
        """Cases that were drawn."""
        return sum(self.dispositions.values())

    @property
    def responses(self) -> int:
        """Every submitted response, counted or not."""
        return self.accepted + sum(self.excluded.values())


def contract_tallies(session: Session, wave: Wave) -> list[ContractTally]:
    """Return the tallies of each contract of a wave, by code."""
    dispositions = _dispositions(session, wave)
    accepted: dict[int, int] = defaultdict(int)
    excluded: dict[int, dict[str, int]] = defaultdict(dict)
    for contract_id, status, reason, count in _statuses(session, wave):
        if status == "accepted":
            accepted[contract_id] += count
        else:
            excluded[contract_id][reason] = count
    contracts = session.execute(
        select(Contract.id, Contract.code, Contract.name)
        .where(Contract.id.in_(dispositions.keys() | accepted.keys() | excluded.keys()))
        .order_by(Contract.code)
    )
    return [
        ContractTally(
            contract_id=contract_id,
            code=code,
            name=name,
            dispositions=dispositions.get(contract_id, {}),
            accepted=accepted.get(contract_id, 0),
            excluded=excluded.get(contract_id, {}),
        )
        for contract_id, code, name in contracts
    ]


def _dispositions(session: Session, wave: Wave) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = session.execute(
        select(CaseTally.contract_id, CaseTally.disposition, func.sum(CaseTally.count))
        .where(CaseTally.wave_id == wave.id)
        .group_by(CaseTally.contract_id, CaseTally.disposition)
        .having(func.sum(CaseTally.count) > 0)
        .order_by(CaseTally.contract_id, CaseTally.disposition)
    )
    for contract_id, code, count in rows:
        found[contract_id][code] = int(count)
    return found


def _statuses(session: Session, wave: Wave) -> list[tuple[int, str, str, int]]:
    cell = (ResponseTally.contract_id, ResponseTally.status, ResponseTally.reason)
    rows = session.execute(
        select(*cell, func.sum(ResponseTally.count))
        .where(ResponseTally.wave_id == wave.id, ResponseTally.kind == "contract")
        .group_by(*cell)
        .having(func.sum(ResponseTally.count) > 0)
        .order_by(*cell)
    )
    return [
        (contract_id, status, reason, int(count)) for contract_id, status, reason, count in rows
    ]


def responses_by_day(session: Session, wave: Wave) -> list[tuple[date, int]]:
    """Return how many responses came in on each day, oldest first."""
    found = session.execute(
        select(ResponseTally.label, func.sum(ResponseTally.count))
        .where(ResponseTally.wave_id == wave.id, ResponseTally.kind == "day")
        .group_by(ResponseTally.label)
        .having(func.sum(ResponseTally.count) > 0)
        .order_by(ResponseTally.label)
    )
    return [(date.fromisoformat(day), int(count)) for day, count in found]


def responses_by_interviewer(session: Session, wave: Wave) -> dict[str, tuple[int, int]]:
    """Return how many responses each interviewer has, and how many of them count, by code."""
    found: dict[str, tuple[int, int]] = {}
    rows = session.execute(
        select(ResponseTally.label, ResponseTally.status, func.sum(ResponseTally.count))
        .where(ResponseTally.wave_id == wave.id, ResponseTally.kind == "interviewer")
        .group_by(ResponseTally.label, ResponseTally.status)
        .order_by(ResponseTally.label, ResponseTally.status)
    )
    for interviewer, status, count in rows:
        every, counted = found.get(interviewer, (0, 0))
        more = int(count) if status == "accepted" else 0
        found[interviewer] = (every + int(count), counted + more)
    return found
