"""Evaluations: a programme in a period, judged by one indicator set, with its plan and state."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.programmes import Contract, Programme


class Evaluation(Base):
    """One judging of a programme's contracts; it owns plan, waves, measures, bundles and runs."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("period_ends_on >= period_starts_on", name="period_forward"),
        CheckConstraint("phase IN ('before', 'during', 'after')", name="phase_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    phase: Mapped[str] = mapped_column(String(10), default="after")
    is_pilot: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    period_starts_on: Mapped[date]
    period_ends_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="E0")
    # The indicator set and everything else of the plan while it is drafted; each saving raises
    # the revision, and a saving based on an older revision is refused.
    draft: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=0)
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    plan_digest: Mapped[str | None] = mapped_column(String(64))
    locked_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)

    programme: Mapped[Programme] = relationship()
    contracts: Mapped[list[Contract]] = relationship(
        secondary="evaluation_contract", order_by=Contract.code
    )
    signatures: Mapped[list["PlanSignature"]] = relationship(
        back_populates="evaluation", order_by="PlanSignature.id"
    )


class EvaluationContract(Base):
    """A contract that is judged in an evaluation."""

    __tablename__ = "evaluation_contract"

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)


class PlanSignature(Base):
    """A signature under one hash of the plan; two different people are needed to lock it."""

    __tablename__ = "plan_signature"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "plan_digest", "role"),
        UniqueConstraint("evaluation_id", "plan_digest", "account_id"),
        CheckConstraint("role IN ('lead', 'purchaser')", name="role_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(30))
    signer_name: Mapped[str] = mapped_column(String(80))
    plan_digest: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(Instant)

    evaluation: Mapped[Evaluation] = relationship(back_populates="signatures")
