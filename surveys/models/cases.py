"""Cases that were drawn, their invitations, and the vault that alone knows the people."""

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

from evaluator.models.base import Base
from evaluator.models.programmes import Contract
from evaluator.wording.texts import N_
from surveys.models.entrustments import VaultKey
from surveys.models.waves import Wave

ISSUED = "3.11"  # drawn, nothing attempted that is known here
COMPLETE = "1.1"
# Outcomes in the style of AAPOR's standard definitions.
DISPOSITION_NAMES = {
    COMPLETE: N_("Interview complete"),
    "1.2": N_("Interview incomplete"),
    "2.11": N_("Refused"),
    "2.12": N_("Broken off"),
    "2.2": N_("Nobody reached"),
    "2.31": N_("Has died"),
    "2.32": N_("Cannot answer, and nobody can for them"),
    "2.33": N_("No common language"),
    ISSUED: N_("Not tried yet"),
    "3.2": N_("Not known whether they live there"),
    "4.1": N_("Has moved away or was never served"),
}
DISPOSITIONS = tuple(DISPOSITION_NAMES)


class Case(Base):
    """One drawn household or person under a random number; who it is, only the vault knows."""

    __tablename__ = "survey_case"
    __table_args__ = (
        CheckConstraint("base_weight > 0", name="weight_positive"),
        CheckConstraint(
            "inclusion_probability IS NULL OR"
            " (inclusion_probability > 0 AND inclusion_probability <= 1)",
            name="probability_possible",
        ),
        UniqueConstraint("wave_id", "label"),
        Index(None, "wave_id", "contract_id", "stratum", "psu"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    # The number printed on the slip, by which the field team finds the household on its own list.
    label: Mapped[str] = mapped_column(String(60))
    stratum: Mapped[str] = mapped_column(String(80), default="")
    psu: Mapped[str] = mapped_column(String(80), default="")
    base_weight: Mapped[float] = mapped_column(default=1.0)
    inclusion_probability: Mapped[float | None]
    size_measure: Mapped[float | None]
    stratum_population: Mapped[int | None]
    covariates: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    disposition: Mapped[str] = mapped_column(String(5), default=ISSUED)

    wave: Mapped[Wave] = relationship()
    contract: Mapped[Contract] = relationship()


class Invitation(Base):
    """A personal link: only the hash of its secret is kept, apart from what is answered."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("status IN ('open', 'used')", name="status_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[str] = mapped_column(String(5), default="open")


class Identity(Base):
    """The vault: one encrypted blob for each person, and a keyed hash to notice the same person."""

    __tablename__ = "identity"

    case_id: Mapped[str] = mapped_column(ForeignKey("survey_case.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    person_key: Mapped[str] = mapped_column(String(64), index=True)
    # Raised with every sealing and bound into it: an older blob put back does not open.
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # The key that sealed it; nothing for what was sealed with the installation's own key.
    key_id: Mapped[int | None] = mapped_column(ForeignKey("vault_key.id"), index=True)

    key: Mapped[VaultKey | None] = relationship()
