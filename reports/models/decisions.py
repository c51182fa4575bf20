"""Decision cases: what the evidence proposes for a contract, and what a person decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Contract
from reports.models.runs import ScoringRun

CHOICES = "'D0', 'D1', 'D2', 'D3', 'D4'"


class DecisionCase(Base):
    """The proposal for one contract that one scoring run led to."""

    __tablename__ = "decision_case"
    __table_args__ = (
        UniqueConstraint("run_id", "contract_id"),
        CheckConstraint(f"proposal IN ({CHOICES})", name="proposal_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("scoring_run.id"))
    decision_class: Mapped[str] = mapped_column(String(20))
    proposal: Mapped[str] = mapped_column(String(2))
    needs_explanation: Mapped[bool]
    reasons: Mapped[list[Any]] = mapped_column(JSON)

    evaluation: Mapped[Evaluation] = relationship()
    contract: Mapped[Contract] = relationship()
    run: Mapped[ScoringRun] = relationship()
    decision: Mapped["Decision | None"] = relationship(back_populates="case")


class Decision(Base):
    """The one decision on a case, by a named person with reasons; immutable."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint(f"choice IN ({CHOICES})", name="choice_known"),
        CheckConstraint("reasons <> ''", name="reasons_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("decision_case.id"))
    choice: Mapped[str] = mapped_column(String(2))
    follows_proposal: Mapped[bool]
    reasons: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decider_name: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime] = mapped_column(Instant)

    case: Mapped[DecisionCase] = relationship(back_populates="decision")
