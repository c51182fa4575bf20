"""Scoring runs: which bundle was scored, where the results lie and what their hash is."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.evaluations import Evaluation


class ScoringRun(Base):
    """One finished scoring of one bundle; immutable, as its folder is."""

    __tablename__ = "scoring_run"
    __table_args__ = (UniqueConstraint("folder"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    # The folder's name below the installation's folder of runs.
    folder: Mapped[str] = mapped_column(String(80))
    bundle_digest: Mapped[str] = mapped_column(String(64))
    plan_digest: Mapped[str] = mapped_column(String(64))
    book_digest: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)

    evaluation: Mapped[Evaluation] = relationship()
