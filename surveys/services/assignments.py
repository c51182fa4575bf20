"""Giving cases to interviewers: by hand, or proposed so that nobody's manner sways a contract."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotFound, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.services.audit import record_act
from surveys.models.assignments import DONE, OPEN, Assignment
from surveys.models.cases import Case
from surveys.models.waves import CLOSED, CLOSING, Wave
from surveys.queries.assignments import (
    CaseLine,
    assignment_of,
    case_lines,
    interviewers_of,
    loads,
)

PERMISSION = "cases.assign"
# Below these, what interviewers are like cannot be told from what contractors are like.
FEWEST_INTERVIEWERS = 4
LARGEST_SHARE = 0.25
MOST_CASES = 30


@dataclass(frozen=True, slots=True)
class Breach:
    """Where the work of a contract is spread too thinly over people; it does not forbid."""

    code: str  # too_few_interviewers / load_share_too_large / load_too_large
    contract_id: int
    interviewer_id: int | None
    found: float
    allowed: float


def assign_case(
    session: Session,
    actor: Actor,
    clock: Clock,
    case: Case,
    interviewer_id: int,
    due_on: date | None = None,
) -> Assignment:
    """Give a case to an interviewer of the own firm, or take it from one to give to another."""
    actor.require(PERMISSION)
    wave = case.wave
    if wave.state in (CLOSING, CLOSED):
        raise NotReady("wave_wrong_state", found=wave.state, allowed=["planned", "open"])
    known = {account.id for account in interviewers_of(session, wave.evaluation)}
    if interviewer_id not in known:
        raise Invalid("unknown_interviewer", field="interviewer", found=interviewer_id)
    held = assignment_of(session, case.id)
    if held is None:
        held = Assignment(case_id=case.id)
        session.add(held)
    held.interviewer_id, held.due_on, held.state = interviewer_id, due_on, OPEN
    held.assigned_by_id, held.assigned_at, held.done_at = actor.account_id, clock(), None
    subject = f"case/{case.id}"
    record_act(session, actor, clock, "case.assign", subject, interviewer=interviewer_id)
    session.flush()
    return held


def assign_proposed(
    session: Session,
    actor: Actor,
    clock: Clock,
    wave: Wave,
    interviewer_ids: Sequence[int],
    due_on: date | None = None,
) -> int:
    """Give every case that nobody holds to one of these interviewers, as proposed; count them."""
    actor.require(PERMISSION)
    known = {account.id for account in interviewers_of(session, wave.evaluation)}
    strange = sorted(set(interviewer_ids) - known)
    if strange or not interviewer_ids:
        raise Invalid("unknown_interviewer", field="interviewers", found=strange)
    if wave.state in (CLOSING, CLOSED):
        raise NotReady("wave_wrong_state", found=wave.state, allowed=["planned", "open"])
    proposed = propose_assignments(case_lines(session, wave), interviewer_ids, f"wave/{wave.id}")
    session.add_all(
        Assignment(
            case_id=case_id,
            interviewer_id=interviewer_id,
            state=OPEN,
            due_on=due_on,
            assigned_by_id=actor.account_id,
            assigned_at=clock(),
        )
        for case_id, interviewer_id in proposed.items()
    )
    record_act(session, actor, clock, "wave.assign", f"wave/{wave.id}", cases=len(proposed))
    session.flush()
    return len(proposed)


def propose_assignments(
    lines: Sequence[CaseLine], interviewer_ids: Sequence[int], seed: str
) -> dict[str, int]:
    """Deal the cases that nobody holds: villages are shared, contracts and people even.

    Interviewers who share villages can be told from the villages (interpenetration); whoever had
    a village alone could not. The same lines, people and seed give the same proposal.
    """
    of_village: Counter[tuple[int, str, str, int]] = Counter()
    of_contract = Counter(loads(lines))
    whole = Counter[int]()
    for (_, person), count in of_contract.items():
        whole[person] += count
    for line in lines:
        if line.assignment is not None and line.replaced_by is None:
            of_village[(*_village(line), line.assignment.interviewer_id)] += 1
    proposed: dict[str, int] = {}
    for line in lines:
        if line.assignment is not None or line.is_answered or line.replaced_by is not None:
            continue
        place = _village(line)
        chosen = min(
            interviewer_ids,
            key=lambda person: (
                of_contract[(place[0], person)],
                of_village[(*place, person)],
                whole[person],
                _order(seed, line.case.id, person),
            ),
        )
        proposed[line.case.id] = chosen
        of_village[(*place, chosen)] += 1
        of_contract[(place[0], chosen)] += 1
        whole[chosen] += 1
    return proposed


def breaches_of(counts: Mapping[tuple[int, int], int]) -> list[Breach]:
    """Tell where the loads by contract and interviewer break the rules for a fair comparison."""
    found = []
    by_contract: dict[int, dict[int, int]] = {}
    for (contract, person), count in counts.items():
        by_contract.setdefault(contract, {})[person] = count
    for contract, people in sorted(by_contract.items()):
        total = sum(people.values())
        if len(people) < FEWEST_INTERVIEWERS:
            code = "too_few_interviewers"
            found.append(Breach(code, contract, None, len(people), FEWEST_INTERVIEWERS))
        for person, count in sorted(people.items()):
            # Whole cases cannot always be dealt to the exact quarter: one more is the nearest.
            if count > total * LARGEST_SHARE + 1:
                share = count / total
                found.append(Breach("load_share_too_large", contract, person, share, LARGEST_SHARE))
            if count > MOST_CASES:
                found.append(Breach("load_too_large", contract, person, count, MOST_CASES))
    return found


def held_by(session: Session, actor: Actor, case: Case) -> Assignment:
    """Return the assignment of a case that this interviewer holds; others' do not exist."""
    held = assignment_of(session, case.id)
    if held is None or held.interviewer_id != actor.account_id:
        raise NotFound("not_found")
    return held


def finish_assignment(clock: Clock, held: Assignment) -> None:
    """Mark a case as done for its interviewer."""
    held.state, held.done_at = DONE, clock()


def _village(line: CaseLine) -> tuple[int, str, str]:
    return line.case.contract_id, line.case.stratum, line.case.psu


def _order(seed: str, case_id: str, person: int) -> str:
    return hashlib.sha256(f"{seed}\n{case_id}\n{person}".encode()).hexdigest()
