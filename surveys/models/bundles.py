"""The record of a frozen bundle: where its folder lies and what its hash is."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.evaluations import Evaluation


class FrozenBundle(Base):
    """One freezing of an evaluation's data; immutable, as its folder is."""

    __tablename__ = "frozen_bundle"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "version"),
        CheckConstraint("accepted <= responses", name="accepted_among_responses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    folder: Mapped[str] = mapped_column(String(80), unique=True)  # below the folder of bundles
    digest: Mapped[str] = mapped_column(String(64))
    responses: Mapped[int]
    accepted: Mapped[int]
    cases: Mapped[int]
    frozen_at: Mapped[datetime] = mapped_column(Instant)

    evaluation: Mapped[Evaluation] = relationship()
