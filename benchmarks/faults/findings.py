"""What the database holds after the run, set against what was answered and acknowledged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.faults.interviews import Interview
from evaluator.settings import Settings
from surveys.kinds.documents import Answer
from surveys.models.cases import Invitation
from surveys.models.responses import Draft, Receipt, Response, ResponseConflict
from surveys.services.links import receipt_hash


@dataclass(frozen=True, slots=True)
class Findings:
    """Counts of what must not be; all are nought after a run that lost nothing."""

    interviews: int
    stored: int
    lost: int
    doubled: int
    altered: int
    receipts_astray: int
    left_over: int

    @property
    def is_clean(self) -> bool:
        """Whether each interview is there once, as it was answered, under its one receipt."""
        faults = (self.lost, self.doubled, self.altered, self.receipts_astray, self.left_over)
        return self.stored == self.interviews and not any(faults)


def findings_of(
    session: Session, settings: Settings, wave_id: int, held: Sequence[Interview]
) -> Findings:
    """Compare every interview with the row that the database holds for it."""
    wanted = select(Response.case_id, Response.answers).where(Response.wave_id == wave_id)
    stored: dict[str, list[Answer]] = {}
    times: Counter[str] = Counter()
    for case_id, answers in session.execute(wanted).yield_per(10_000):
        stored[case_id] = answers
        times[case_id] += 1
    known = {one.link.case_id for one in held}
    doubled = sum(count - 1 for count in times.values()) + len(set(stored) - known)
    return Findings(
        interviews=len(held),
        stored=len(stored),
        lost=sum(one.link.case_id not in stored for one in held),
        doubled=doubled,
        altered=sum(stored.get(one.link.case_id, one.answers) != one.answers for one in held),
        receipts_astray=_receipts_astray(session, settings, held),
        left_over=_left_over(session),
    )


def _receipts_astray(session: Session, settings: Settings, held: Sequence[Interview]) -> int:
    """Count receipts that are not known here, were given besides, or stand for nothing."""
    kept = set(session.scalars(select(Receipt.code_hash)))
    given = {receipt_hash(settings, code) for one in held for code in one.receipts}
    return len(kept ^ given) + sum(len(one.receipts) != 1 for one in held)


def _left_over(session: Session) -> int:
    """Count what should be gone or never have come: drafts, open links, copies that differ."""
    open_links = select(func.count()).select_from(Invitation).where(Invitation.status == "open")
    counts = [select(func.count()).select_from(table) for table in (Draft, ResponseConflict)]
    return sum(session.scalar(count) or 0 for count in (*counts, open_links))
