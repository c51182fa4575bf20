"""Waves: one round of collection with one questionnaire."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.evaluations import Evaluation
from evaluator.wording.texts import N_
from surveys.models.questionnaires import QuestionnaireVersion

PLANNED = "planned"
OPEN = "open"
CLOSING = "closing"
CLOSED = "closed"
STATE_NAMES = {
    PLANNED: N_("Being prepared"),
    OPEN: N_("Open"),
    CLOSING: N_("Being frozen"),
    CLOSED: N_("Closed"),
}


class Wave(Base):
    """One round of collection; confidential: an answer leads to a random case, not to a person."""

    __tablename__ = "wave"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'open', 'closing', 'closed')", name="state_known"),
        CheckConstraint("mode IN ('confidential')", name="mode_known"),
        CheckConstraint("state = 'planned' OR opened_at IS NOT NULL", name="opened_has_instant"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    title: Mapped[str] = mapped_column(String(200))
    mode: Mapped[str] = mapped_column(String(20), default="confidential")
    state: Mapped[str] = mapped_column(String(10), default=PLANNED)
    # Numbers that can be called, shown before the first question.
    bureau_phone: Mapped[str] = mapped_column(String(40), default="")
    complaint_phone: Mapped[str] = mapped_column(String(40), default="")
    # The record of the pre-test with elders, or the reason why there was none.
    pretest_note: Mapped[str] = mapped_column(Text, default="")
    closes_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    evaluation: Mapped[Evaluation] = relationship()
    questionnaire: Mapped[QuestionnaireVersion] = relationship()
