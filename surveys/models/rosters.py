"""Rosters of the people served: what was read from a list, person by person, names sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.evaluations import Evaluation
from evaluator.wording.texts import N_

READ, ACCEPTED, DROPPED = "read", "accepted", "dropped"
ROSTER_STATES = {
    READ: N_("Waits for review"),
    ACCEPTED: N_("In use"),
    DROPPED: N_("Dropped"),
}


class Roster(Base):
    """One list of the people served, as read; nobody is drawn from it before it is accepted."""

    __tablename__ = "roster"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "number"),
        CheckConstraint("state IN ('read', 'accepted', 'dropped')", name="state_known"),
        CheckConstraint("state <> 'accepted' OR length(digest) = 64", name="accepted_has_digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    entrustment_id: Mapped[int] = mapped_column(ForeignKey("entrustment.id"))
    number: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default=READ)
    people: Mapped[int] = mapped_column(default=0)
    # What the reading found (counts and places, no names), and how it covers the contracts.
    findings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    coverage: Mapped[list[Any]] = mapped_column(JSON, default=list)
    digest: Mapped[str] = mapped_column(String(64), default="")
    read_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    read_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)

    evaluation: Mapped[Evaluation] = relationship()


class RosterPerson(Base):
    """One person of a roster under a random code; name, number, telephone, address are sealed."""

    __tablename__ = "roster_person"
    __table_args__ = (
        UniqueConstraint("roster_id", "code"),
        Index("ix_roster_person_key", "roster_id", "person_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    code: Mapped[str] = mapped_column(String(16))
    row: Mapped[int]
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    township: Mapped[str] = mapped_column(String(80), default="")
    village: Mapped[str] = mapped_column(String(80), default="")
    aid_type: Mapped[str] = mapped_column(String(20), default="")
    # Keyed hashes: the same person, the same household; blank where nothing can be matched.
    person_key: Mapped[str] = mapped_column(String(64), default="")
    household_key: Mapped[str] = mapped_column(String(64), default="")
    flags: Mapped[str] = mapped_column(String(80), default="")
    key_id: Mapped[int] = mapped_column(ForeignKey("vault_key.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
