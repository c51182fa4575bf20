"""Filling in: each page is saved for good before the next one is shown."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from evaluator.errors import Stale
from evaluator.kinds.clocks import Clock
from surveys.kinds.documents import Answer, Questionnaire
from surveys.models.responses import Draft

TRIES = 20
# Written once: these are asked at every page.
_DRAFT = select(
    Draft.submission_id, Draft.answers, Draft.reached, Draft.revision, Draft.started_at
).where(Draft.case_id == bindparam("case"))
_CHANGE = (
    update(Draft)
    .where(Draft.submission_id == bindparam("submission"), Draft.revision == bindparam("seen"))
    .values(
        answers=bindparam("answers"), reached=bindparam("reached"), revision=bindparam("revision")
    )
)


@dataclass(frozen=True, slots=True)
class DraftCopy:
    """A draft as it was read."""

    submission_id: str
    answers: list[Answer]
    reached: int
    started_at: datetime


def draft_of(engine: Engine, case_id: str) -> DraftCopy | None:
    """Return what has been filled in for a case so far."""
    found = _read(engine, case_id)
    return None if found is None else _copy(found)


def begin_draft(
    engine: Engine, clock: Clock, case_id: str, questionnaire: Questionnaire
) -> DraftCopy:
    """Begin a questionnaire, or take up the one that was begun: two starts make one draft."""
    existing = draft_of(engine, case_id)
    if existing is not None:
        return existing
    values = {
        "submission_id": secrets.token_hex(16),
        "case_id": case_id,
        "answers": questionnaire.blank(),
        "reached": 0,
        "revision": 0,
        "started_at": clock(),
    }
    try:
        with engine.begin() as connection:
            connection.execute(insert(Draft).values(**values))
    except IntegrityError:
        pass  # someone began at the same moment; theirs is taken up
    begun = draft_of(engine, case_id)
    if begun is None:
        raise Stale("stale")
    return begun


def save_answer(
    engine: Engine, case_id: str, questionnaire: Questionnaire, position: int, answer: Answer
) -> DraftCopy | None:
    """Save one answer; another page saved at the same moment is kept too.

    Answers that are off the path by now stay in the draft, for who goes back finds them again;
    they are left out where the answers are shown and sent. Returns nothing where the draft is
    gone, because it was submitted in the meantime.
    """
    for _ in range(TRIES):
        found = _read(engine, case_id)
        if found is None:
            return None
        answers: list[Answer] = list(found["answers"])
        answers[position] = answer
        reached = max(found["reached"], position + 1)
        if _write(engine, found, answers, reached):
            return DraftCopy(found["submission_id"], answers, reached, found["started_at"])
    raise Stale("stale")


def _write(engine: Engine, found: RowMapping, answers: Sequence[Answer], reached: int) -> bool:
    """Write answers unless the draft was changed since it was read."""
    values = {
        "submission": found["submission_id"],
        "seen": found["revision"],
        "answers": list(answers),
        "reached": reached,
        "revision": found["revision"] + 1,
    }
    with engine.begin() as connection:
        return bool(connection.execute(_CHANGE, values).rowcount)


def _read(engine: Engine, case_id: str) -> RowMapping | None:
    with engine.connect() as connection:
        return connection.execute(_DRAFT, {"case": case_id}).mappings().one_or_none()


def _copy(row: Any) -> DraftCopy:
    return DraftCopy(row["submission_id"], list(row["answers"]), row["reached"], row["started_at"])
