"""Attachments: files given as answers; the content lies sealed in the home folder, not here."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.models.base import Base


class Attachment(Base):
    """A file that answers one question of a case, under a random name."""

    __tablename__ = "attachment"
    # A new file for the same question takes the place of the old one.
    __table_args__ = (UniqueConstraint("case_id", "question"),)

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"))
    question: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    # The day only: an instant could tell who answered.
    stored_on: Mapped[date]
