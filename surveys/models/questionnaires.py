"""Published questionnaires: each version once, under its hash, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.models.base import Base, Instant


class QuestionnaireVersion(Base):
    """One version of a questionnaire; a response always keeps the version it answered."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest_whole"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(Instant)
