"""Decisions about responses: by two people, by a chosen copy, by calling respondents again."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.models.base import Base, Instant
from evaluator.wording.texts import N_

ACCEPT, REPAIR, REDO, REJECT = "accept", "repair", "redo", "reject"
VERDICTS = {
    ACCEPT: N_("Accept as it is"),
    REPAIR: N_("Repair what was noted wrongly"),
    REDO: N_("Ask again"),
    REJECT: N_("Reject"),
}
PROPOSED, CONFIRMED, DECLINED = "proposed", "confirmed", "declined"
KEPT, REPLACED = "kept", "replaced"
DRAWN, DONE, UNREACHED = "drawn", "done", "unreached"


class Adjudication(Base):
    """A verdict on a response: one person proposes, another one confirms or declines."""

    __tablename__ = "adjudication"
    __table_args__ = (
        CheckConstraint("verdict IN ('accept', 'repair', 'redo', 'reject')", name="verdict_known"),
        CheckConstraint("state IN ('proposed', 'confirmed', 'declined')", name="state_known"),
        CheckConstraint("decided_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint(
            "state = 'proposed' OR decided_by_id IS NOT NULL", name="decided_by_somebody"
        ),
        CheckConstraint("reason <> ''", name="reason_given"),
        # One open proposal for a response at a time.
        Index(
            "uq_adjudication_open",
            "submission_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
        Index(None, "wave_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    submission_id: Mapped[str] = mapped_column(ForeignKey("response.submission_id"), index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    # What a repair changes: name -> new value; and what stood there before, once it was done.
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default=PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(Text, default="")


class ConflictChoice(Base):
    """Which of two different copies counts: what was stored first, or the other one."""

    __tablename__ = "conflict_choice"
    __table_args__ = (
        CheckConstraint("choice IN ('kept', 'replaced')", name="choice_known"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )

    conflict_id: Mapped[int] = mapped_column(ForeignKey("response_conflict.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    # What stood in the response before it was replaced; nothing is overwritten for good.
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    chosen_at: Mapped[datetime] = mapped_column(Instant)


class BackCheckDraw(Base):
    """How the respondents that are called again are chosen in a wave: seed and share."""

    __tablename__ = "back_check_draw"
    __table_args__ = (CheckConstraint("share > 0 AND share <= 1", name="share_possible"),)

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    seed: Mapped[str] = mapped_column(String(32))
    share: Mapped[float]
    begun_at: Mapped[datetime] = mapped_column(Instant)


class BackCheck(Base):
    """A respondent to be called again by somebody else, and what was said then."""

    __tablename__ = "back_check"
    __table_args__ = (
        CheckConstraint("state IN ('drawn', 'done', 'unreached')", name="state_known"),
        CheckConstraint("state <> 'done' OR is_held IS NOT NULL", name="done_says_whether_held"),
        CheckConstraint("checker = '' OR checker <> interviewer", name="independent"),
        CheckConstraint("differing <= compared", name="differing_among_compared"),
        Index(None, "wave_id", "state", "submission_id"),
        Index(None, "wave_id", "interviewer"),
    )

    submission_id: Mapped[str] = mapped_column(
        ForeignKey("response.submission_id"), primary_key=True
    )
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    interviewer: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default=DRAWN)
    drawn_at: Mapped[datetime] = mapped_column(Instant)
    checker: Mapped[str] = mapped_column(String(20), default="")
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    is_held: Mapped[bool | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    compared: Mapped[int] = mapped_column(default=0)
    differing: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")
