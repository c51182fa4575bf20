"""What policy asks to be known of a programme, a contractor and a contract beside its face."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.programmes import Contract


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


class ContractTerms(Base):
    """The clauses of a contract, what it buys, and who takes over should the contractor fail."""

    __tablename__ = "contract_terms"

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    method: Mapped[str] = mapped_column(String(40), default="")
    services: Mapped[list[str]] = mapped_column(JSON, default=list)
    # clause -> where it stands or what it says; a clause without text is missing.
    clauses: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    successor: Mapped[str] = mapped_column(String(200), default="")
    contingency: Mapped[str] = mapped_column(Text, default="")
    is_staffing_only: Mapped[bool] = mapped_column(default=False)
    # Whether the contract itself says that its price follows the result.
    is_paid_by_result: Mapped[bool] = mapped_column(default=False)
    # rule -> {"reason", "signed_by", "on"}
    waivers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    active_since: Mapped[datetime | None] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(default=0)

    contract: Mapped[Contract] = relationship()
