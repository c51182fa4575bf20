"""Files that were asked for: whose they are, what they hold, until when they stay."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from surveys.models.waves import Wave


class ExportFile(Base):
    """One file of one person; it is deleted a day after it was asked for."""

    __tablename__ = "export_file"
    __table_args__ = (
        CheckConstraint(
            "scope IN ('answers', 'paradata', 'cases', 'structure')", name="scope_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    scope: Mapped[str] = mapped_column(String(12))
    format: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    # A name nobody can guess, in the installation's own folder; empty until it is written.
    stored_as: Mapped[str] = mapped_column(String(80), default="")
    rows: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    asked_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)

    wave: Mapped[Wave] = relationship()

    @property
    def is_ready(self) -> bool:
        """Whether the file is there."""
        return bool(self.stored_as)
