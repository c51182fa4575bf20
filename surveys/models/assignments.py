"""Who visits which case, every attempt that was made, and which case stands in for which."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.accounts import Account
from evaluator.models.base import Base, Instant
from evaluator.wording.texts import N_
from surveys.models.cases import Case

OPEN, DONE = "open", "done"
ASSIGNMENT_STATES = {OPEN: N_("To do"), DONE: N_("Done")}


class Assignment(Base):
    """A case in the hands of one interviewer; it is theirs until it is done or given to another."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done')", name="state_known"),
        Index("ix_assignment_interviewer", "interviewer_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), unique=True)
    interviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(String(8), default=OPEN)
    due_on: Mapped[date | None]
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    assigned_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    interviewer: Mapped[Account] = relationship(foreign_keys=[interviewer_id])


class Attempt(Base):
    """One try to reach somebody: when, how, with which outcome; a note is sealed."""

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint(
            "mode IN ('face_to_face', 'phone', 'self_web', 'paper')", name="mode_known"
        ),
        Index("ix_attempt_case", "case_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"))
    interviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    mode: Mapped[str] = mapped_column(String(20))
    disposition: Mapped[str] = mapped_column(String(5))
    sealed_note: Mapped[bytes | None] = mapped_column(LargeBinary)
    appointment_at: Mapped[datetime | None] = mapped_column(Instant)
    # Minted where the attempt was made, so that a second sending is noticed as the same.
    client_id: Mapped[str] = mapped_column(String(32), unique=True)

    case: Mapped[Case] = relationship()


class CaseReplacement(Base):
    """A reserve case that stands in for one that was lost by rule, with the reason."""

    __tablename__ = "case_replacement"
    __table_args__ = (CheckConstraint("lost_case_id <> new_case_id", name="two_cases"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lost_case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), unique=True)
    new_case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(40))
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    replaced_at: Mapped[datetime] = mapped_column(Instant)
