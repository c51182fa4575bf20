"""What permits handling people's data, and the certificates that they were destroyed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.models.evaluations import Evaluation


class Entrustment(Base):
    """The signed agreement by which a bureau entrusts people's data to an assessor, for a time."""

    __tablename__ = "entrustment"
    __table_args__ = (
        CheckConstraint("expires_on > signed_on", name="term_forward"),
        CheckConstraint("scan_digest = '' OR length(scan_digest) = 64", name="digest_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(80))
    signed_on: Mapped[date]
    expires_on: Mapped[date]
    controller_signer: Mapped[str] = mapped_column(String(80))
    processor_signer: Mapped[str] = mapped_column(String(80))
    # Purpose, way of handling, kinds of data and how they are protected, in the agreement's words.
    scope: Mapped[str] = mapped_column(Text)
    scan_name: Mapped[str] = mapped_column(String(200), default="")
    scan_digest: Mapped[str] = mapped_column(String(64), default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    evaluation: Mapped[Evaluation] = relationship()


class VaultKey(Base):
    """A key of the vault of one evaluation: its number and fingerprint; the key lies in a file.

    ``tally`` binds all that is sealed under the key, so that an older copy put back shows.
    """

    __tablename__ = "vault_key"
    __table_args__ = (CheckConstraint("length(tally) = 64", name="tally_whole"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(16))
    tally: Mapped[str] = mapped_column(String(64), default="0" * 64)
    made_at: Mapped[datetime] = mapped_column(Instant)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    shredded_at: Mapped[datetime | None] = mapped_column(Instant)


class DestructionCertificate(Base):
    """The certificate that an evaluation's identities were destroyed; it names nobody of them."""

    __tablename__ = "destruction_certificate"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "number"),
        CheckConstraint("length(digest) = 64", name="digest_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), index=True)
    number: Mapped[str] = mapped_column(String(80))
    witness: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    # What was counted before and after, and the fingerprints of the shredded keys.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    destroyed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    destroyed_by: Mapped[str] = mapped_column(String(80))
    destroyed_at: Mapped[datetime] = mapped_column(Instant)

    evaluation: Mapped[Evaluation] = relationship()
