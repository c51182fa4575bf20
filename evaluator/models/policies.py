"""Under which policy a programme is purchased, and what standing a contractor has under it."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.models.base import Base


class ProgrammePolicy(Base):
    """The policy pack under which a programme is purchased."""

    __tablename__ = "programme_policy"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    pack: Mapped[str] = mapped_column(String(40))


class ContractorProfile(Base):
    """Of which kind a contractor is, and which conditions of eligibility were seen on paper."""

    __tablename__ = "contractor_profile"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), default="")
    conditions: Mapped[list[str]] = mapped_column(JSON, default=list)
