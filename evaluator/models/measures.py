"""Measures: administrative, site-visit, panel and purchaser values for a contract."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.programmes import Contract


class Measure(Base):
    """The value of one input of the plan for one contract, with what it rests on."""

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "contract_id", "input"),
        CheckConstraint("status IN ('present', 'not_applicable')", name="status_known"),
        CheckConstraint("status = 'not_applicable' OR value IS NOT NULL", name="value_present"),
        CheckConstraint("status = 'present' OR reason <> ''", name="not_applicable_has_reason"),
        CheckConstraint(
            "sampled IS NULL OR (sampled > 0 AND successes BETWEEN 0 AND sampled)",
            name="sample_consistent",
        ),
        CheckConstraint("variance IS NULL OR variance >= 0", name="variance_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    input: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(20), default="present")
    value: Mapped[Decimal | None] = mapped_column(Numeric(16, 6))
    successes: Mapped[int | None]
    sampled: Mapped[int | None]
    variance: Mapped[Decimal | None] = mapped_column(Numeric(16, 6))
    reason: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    contract: Mapped[Contract] = relationship()
