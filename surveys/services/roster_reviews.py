"""Reviewing a roster before it is used: what changed since the last one, and whom it covers."""

from collections import Counter
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from surveys.models.rosters import ACCEPTED, Roster, RosterPerson

THIN_SHARE = 0.9  # a list that holds less of those a contract serves is called thin
FAT_SHARE = 1.1


def compare_with_last(session: Session, roster: Roster) -> dict[str, Any]:
    """Count who is new, gone, moved or the same since the last accepted roster, by their keys.

    People whom nothing identifies are counted apart: they can be neither new nor known.
    """
    last = session.scalars(
        select(Roster)
        .where(Roster.evaluation_id == roster.evaluation_id, Roster.state == ACCEPTED)
        .where(Roster.number < roster.number)
        .order_by(Roster.number.desc())
        .limit(1)
    ).one_or_none()
    unknown = _count(session, roster, RosterPerson.person_key == "")
    if last is None:
        return {"last": None, "new": roster.people - unknown, "unidentified": unknown}
    before, after = aliased(RosterPerson), aliased(RosterPerson)
    known = and_(
        before.roster_id == last.id,
        before.person_key == after.person_key,
        before.contract_id == after.contract_id,
    )
    base = select(func.count()).select_from(after).join(before, known)
    base = base.where(after.roster_id == roster.id, after.person_key != "")
    same = session.scalar(base) or 0
    moved = session.scalar(
        base.where(
            (before.village != after.village)
            | (before.township != after.township)
            | (before.aid_type != after.aid_type)
        )
    )
    identified_now = _count(session, roster, RosterPerson.person_key != "")
    identified_then = _count(session, last, RosterPerson.person_key != "")
    return {
        "last": last.number,
        "new": identified_now - same,
        "gone": identified_then - same,
        "changed": moved or 0,
        "same": same - (moved or 0),
        "unidentified": unknown,
    }


def coverage_of(session: Session, roster: Roster) -> list[dict[str, Any]]:
    """Return for each contract whom the list holds, beside whom the contract says it serves."""
    counts: dict[int, Counter[tuple[str, str]]] = {}
    aid: dict[int, Counter[str]] = {}
    found = session.execute(
        select(
            RosterPerson.contract_id,
            RosterPerson.township,
            RosterPerson.village,
            RosterPerson.aid_type,
            func.count(),
        )
        .where(RosterPerson.roster_id == roster.id)
        .group_by(
            RosterPerson.contract_id,
            RosterPerson.township,
            RosterPerson.village,
            RosterPerson.aid_type,
        )
    )
    for contract_id, township, village, kind, count in found:
        counts.setdefault(contract_id or 0, Counter())[(township, village)] += count
        aid.setdefault(contract_id or 0, Counter())[kind] += count
    rows = []
    for contract in roster.evaluation.contracts:
        villages = counts.get(contract.id, Counter())
        people = sum(villages.values())
        rows.append(
            {
                "contract": contract.code,
                "name": contract.name,
                "served": contract.served_population,
                "people": people,
                "fit": fit_of(people, contract.served_population),
                "villages": [[*place, count] for place, count in sorted(villages.items())],
                "aid": dict(sorted(aid.get(contract.id, Counter()).items())),
            }
        )
    return rows


def fit_of(people: int, served: int) -> str:
    """Tell how a list fits the number that a contract serves.

    >>> fit_of(0, 100), fit_of(80, 100), fit_of(100, 100), fit_of(150, 100), fit_of(9, 0)
    ('empty', 'thin', 'fits', 'fat', 'unknown')
    """
    if not people:
        return "empty"
    if not served:
        return "unknown"
    share = people / served
    return "thin" if share < THIN_SHARE else "fat" if share > FAT_SHARE else "fits"


def _count(session: Session, roster: Roster, condition: Any) -> int:
    wanted = select(func.count()).select_from(RosterPerson)
    return session.scalar(wanted.where(RosterPerson.roster_id == roster.id, condition)) or 0
