"""Programmes and their contracts: who purchases what from whom, where and for how long."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.organisations import Organisation

TRANSACTIONAL = "T"
CARE = "S"


class Programme(Base):
    """Services that one purchaser buys and one assessor firm evaluates."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("purchaser_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    purchaser_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)

    purchaser: Mapped[Organisation] = relationship(foreign_keys=[purchaser_id])
    assessor: Mapped[Organisation] = relationship(foreign_keys=[assessor_id])
    contracts: Mapped[list["Contract"]] = relationship(
        back_populates="programme", order_by="Contract.code"
    )


class Contract(Base):
    """One contract with one contractor: the unit that is scored and ranked."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("service_kind IN ('T', 'S')", name="service_kind_known"),
        CheckConstraint("ends_on >= starts_on", name="term_forward"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    contractor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    area: Mapped[str] = mapped_column(String(200))
    service_kind: Mapped[str] = mapped_column(String(1))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    served_population: Mapped[int] = mapped_column(default=0)
    renewal_allowed: Mapped[bool] = mapped_column(default=True)

    programme: Mapped[Programme] = relationship(back_populates="contracts")
    contractor: Mapped[Organisation] = relationship()
    terms: Mapped["ContractTerms | None"] = relationship(back_populates="contract", lazy="selectin")


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

    contract: Mapped[Contract] = relationship(back_populates="terms")
