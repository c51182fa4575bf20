"""Reading a roster in the background: all of its rows or none, names sealed on the way in."""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from evaluator.errors import NotReady
from evaluator.jobs.context import JobContext
from evaluator.models.evaluations import Evaluation
from evaluator.wording.texts import N_
from surveys.imports.grids import open_grid
from surveys.imports.problems import AnswersRefused
from surveys.imports.rosters import (
    Noticed,
    RosterRow,
    find_columns,
    findings_for,
    roster_rows,
)
from surveys.models.rosters import DROPPED, READ, Roster, RosterPerson
from surveys.services.links import person_keys_with
from surveys.services.roster_reviews import compare_with_last, coverage_of
from surveys.services.rosters import forget_file, waiting_file
from surveys.services.vault import Sealer, sealer_for

STEPS = (N_("Reading the list"), N_("Sealing the people"), N_("Comparing with the last list"))
BATCH = 5_000
SHARED_BY = 3  # a telephone that so many name is nobody's own


def read_roster(context: JobContext) -> dict[str, Any]:
    """Do the job; a repeated run of it starts anew, and a list with faults leaves nothing."""
    roster_id = context.parameters["roster"]
    with context.sessions() as session:
        roster = session.get_one(Roster, roster_id)
        if roster.state != READ or roster.people:
            return _result(roster)
        path = waiting_file(context.settings, roster_id)
        if not path.is_file():
            raise NotReady("roster_file_gone")
        session.execute(delete(RosterPerson).where(RosterPerson.roster_id == roster_id))
        session.commit()
        reading = _Reading(context, roster, path)
        try:
            reading.read(session)
        except AnswersRefused as refusal:
            _refuse(session, roster, refusal)
        else:
            context.report(STEPS[1], 0, reading.count)
            reading.store(session)
            context.report(STEPS[2], reading.count, reading.count)
            _conclude(session, roster, reading)
        session.commit()
        forget_file(context.settings, roster_id)
        return _result(roster)


def person_keys(keyed: Callable[[str], str], row: RosterRow) -> tuple[str, str]:
    """Return the keyed hashes of a person and of their household; blank where nothing is sure.

    An identity number that a spreadsheet spoiled is no identity: name and telephone serve instead,
    or nothing does.
    """
    name, phone = row.person.get("name", ""), row.person.get("phone", "")
    if row.identity_number:
        person = keyed(f"number\n{row.identity_number}")
    elif name and phone:
        person = keyed(f"{name}\n{phone}")
    else:
        person = ""
    household = keyed(f"household\n{row.household}") if row.household else ""
    return person, household


@dataclass
class _Reading:
    """One reading of a list: what is known of it on the way."""

    context: JobContext
    roster: Roster
    path: Path
    count: int = 0
    noticed: Noticed = field(default_factory=Noticed)
    phones: Counter[str] = field(default_factory=Counter)
    other_sheets: tuple[str, ...] = ()
    headings: dict[str, str] = field(default_factory=dict)
    keyed: Callable[[str], str] = field(init=False)

    def __post_init__(self) -> None:
        """Read the key of the hashes once."""
        self.keyed = person_keys_with(self.context.settings)

    @property
    def spool(self) -> Path:
        """Where checked rows wait until all are known to be right; names in it are sealed."""
        return self.path.with_suffix(".work") / "rows"

    def read(self, session: Session) -> None:
        """Check every row and keep it, sealed, beside the list; raises where any is wrong."""
        evaluation = session.get_one(Evaluation, self.roster.evaluation_id)
        contracts = {contract.code: contract.id for contract in evaluation.contracts}
        grid = open_grid(self.path, self.roster.file_name)
        places = find_columns(grid, needs_contract=len(contracts) > 1)
        self.other_sheets, self.headings = places.other_sheets, places.headings
        findings = findings_for(grid, places)
        context = self.context
        sealer = sealer_for(session, context.settings, context.clock, evaluation.id)
        session.commit()
        self.spool.parent.mkdir(exist_ok=True, mode=0o700)
        seen: set[tuple[int, str]] = set()
        with self.spool.open("w", encoding="utf-8") as out:
            for row in roster_rows(grid, places, contracts, findings, self.noticed):
                if findings.count:
                    continue
                kept = self._prepared(row, contracts[row.contract], sealer)
                same = (kept["contract_id"], kept["person_key"])
                if kept["person_key"] and same in seen:
                    self.noticed.add("person_twice", row.row)
                    continue
                seen.add(same)
                out.write(json.dumps(kept, ensure_ascii=False) + "\n")
                self.count += 1
                if self.count % BATCH == 0:
                    context.report(STEPS[0], self.count, 0)
        findings.refuse_if_any()

    def _prepared(self, row: RosterRow, contract_id: int, sealer: Sealer) -> dict[str, Any]:
        code = secrets.token_hex(8)
        text = json.dumps(row.person, ensure_ascii=False, sort_keys=True)
        person, household = person_keys(self.keyed, row)
        phone = row.person.get("phone", "")
        # Sixteen signs of a keyed hash tell telephones apart and are none.
        shared = self.keyed(f"phone\n{phone}")[:16] if phone else ""
        if shared:
            self.phones[shared] += 1
        return {
            "code": code,
            "row": row.row,
            "contract_id": contract_id,
            "township": row.township,
            "village": row.village,
            "aid_type": row.aid_type,
            "person_key": person,
            "household_key": household,
            "flags": " ".join(row.notices),
            "key_id": sealer.record.id,
            "sealed": sealer.seal(subject_of_person(self.roster.id, code), text).hex(),
            "phone": shared,
        }

    def store(self, session: Session) -> None:
        """Put the rows into the database, some thousands at a time: nobody else waits long."""
        done = 0
        with self.spool.open(encoding="utf-8") as stream:
            rows = self._kept(stream)
            while batch := list(islice(rows, BATCH)):
                session.execute(insert(RosterPerson), batch)
                session.commit()
                done += len(batch)
                self.context.report(STEPS[1], done, self.count)

    def _kept(self, stream: Iterator[str]) -> Iterator[dict[str, Any]]:
        for line in stream:
            row = json.loads(line)
            phone = row.pop("phone")
            if phone and self.phones[phone] >= SHARED_BY:
                self.noticed.add("phone_shared", row["row"])
                row["flags"] = f"{row['flags']} phone_shared".strip()
            row["flags"] = row["flags"][:80]
            row["roster_id"] = self.roster.id
            row["sealed"] = bytes.fromhex(row["sealed"])
            yield row


def subject_of_person(roster_id: int, code: str) -> str:
    """Return what the blob of a person of a roster is bound to."""
    return f"roster/{roster_id}/{code}"


def _conclude(session: Session, roster: Roster, reading: _Reading) -> None:
    session.refresh(roster)
    roster.people = reading.count
    roster.findings = {
        "noticed": reading.noticed.to_plain(),
        "headings": reading.headings,
        "other_sheets": list(reading.other_sheets),
        "changes": compare_with_last(session, roster),
    }
    roster.coverage = coverage_of(session, roster)


def _refuse(session: Session, roster: Roster, refusal: AnswersRefused) -> None:
    session.rollback()
    session.refresh(roster)
    roster.state = DROPPED
    problems = [{"code": problem.code, **problem.parameters()} for problem in refusal.problems]
    roster.findings = {"problems": problems, "count": refusal.count}


def _result(roster: Roster) -> dict[str, Any]:
    return {
        "people": roster.people,
        "address": f"/evaluations/{roster.evaluation_id}/rosters/{roster.number}",
    }
