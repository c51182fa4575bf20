"""What was answered: drafts that are being filled in, responses, and conflicting copies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.models.base import Base, Instant
from evaluator.wording.texts import N_

MODES = {
    "face_to_face": N_("Visit, face to face"),
    "phone": N_("By telephone"),
    "self_web": N_("Filled in alone, on the web"),
    "paper": N_("On paper"),
}
PRESENCES = {
    "none": N_("Nobody else"),
    "family": N_("Family"),
    "neighbour": N_("Neighbours"),
    "cadre": N_("Village or township cadres"),
    "staff": N_("Staff of the contractor"),
}


class Draft(Base):
    """A questionnaire that somebody has begun; its id becomes that of the response."""

    __tablename__ = "draft"

    submission_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), unique=True)
    answers: Mapped[list[Any]] = mapped_column(JSON)
    reached: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(Instant)


class Response(Base):
    """One accepted submission: the answers as one list in the order of its questionnaire."""

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("status IN ('accepted', 'excluded')", name="status_known"),
        CheckConstraint("status = 'accepted' OR reason <> ''", name="exclusion_has_reason"),
        CheckConstraint(
            "mode IN ('face_to_face', 'phone', 'self_web', 'paper')", name="mode_known"
        ),
        # One counted response a case; one that was asked for again stays beside it, excluded.
        Index(
            "uq_response_counted_case",
            "case_id",
            unique=True,
            sqlite_where=text("status = 'accepted'"),
            postgresql_where=text("status = 'accepted'"),
        ),
        Index(None, "wave_id", "status", "submission_id"),
        Index(None, "wave_id", "interviewer", "submission_id"),
    )

    submission_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("survey_case.id"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    answers: Mapped[list[Any]] = mapped_column(JSON)
    mode: Mapped[str] = mapped_column(String(20))
    is_assisted: Mapped[bool] = mapped_column(default=False)
    is_proxy: Mapped[bool] = mapped_column(default=False)
    proxy_reason: Mapped[str] = mapped_column(Text, default="")
    presence: Mapped[str] = mapped_column(String(20), default="")
    interviewer: Mapped[str] = mapped_column(String(20), default="")
    duration_seconds: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(10), default="accepted")
    reason: Mapped[str] = mapped_column(String(40), default="")
    digest: Mapped[str] = mapped_column(String(64))
    # The day only: an instant could tell who answered.
    received_on: Mapped[date]


class ResponseConflict(Base):
    """A second, different submission for what was answered already; kept for review."""

    __tablename__ = "response_conflict"
    __table_args__ = (UniqueConstraint("submission_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(String(32))
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("survey_case.id"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    received_on: Mapped[date]


class Receipt(Base):
    """The hash of a receipt code: says that a submission is here, not whose and not what."""

    __tablename__ = "receipt"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
