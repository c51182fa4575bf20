"""Organisations: bureaus, assessor firms and contractors, in one tree."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base

BUREAU = "bureau"
ASSESSOR_FIRM = "assessor"
CONTRACTOR = "contractor"


class Organisation(Base):
    """A bureau that purchases, a firm that assesses, or a contractor that delivers."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("kind IN ('bureau', 'assessor', 'contractor')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200), unique=True)
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)

    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id")
