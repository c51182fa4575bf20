"""Draws of samples: how, from which roster, with which seed, and every unit that was drawn."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evaluator.models.base import Base, Instant
from evaluator.wording.texts import N_
from surveys.models.rosters import Roster
from surveys.models.waves import Wave

MAIN, RESERVE = "main", "reserve"
SIMPLE, STRATIFIED, TWO_STAGE, CENSUS = "simple", "stratified", "two_stage", "census"
METHODS = {
    STRATIFIED: N_("In each township by itself"),
    TWO_STAGE: N_("Villages first, then people in them"),
    SIMPLE: N_("From the whole contract at once"),
    CENSUS: N_("Everybody"),
}
PERSON, HOUSEHOLD = "person", "household"
UNITS = {PERSON: N_("Person"), HOUSEHOLD: N_("Household")}


class SampleDraw(Base):
    """One draw for a wave, with all that an outsider needs to repeat it; never changed."""

    __tablename__ = "sample_draw"
    __table_args__ = (
        UniqueConstraint("wave_id"),
        CheckConstraint(
            "method IN ('simple', 'stratified', 'two_stage', 'census')", name="method_known"
        ),
        CheckConstraint("unit IN ('person', 'household')", name="unit_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    method: Mapped[str] = mapped_column(String(12))
    unit: Mapped[str] = mapped_column(String(12))
    seed: Mapped[str] = mapped_column(String(40))  # a whole number of any size
    algorithm: Mapped[str] = mapped_column(String(40))
    roster_digest: Mapped[str] = mapped_column(String(64))
    reserve_share: Mapped[str] = mapped_column(String(20))  # a fraction such as 1/5
    # Numbers wanted by stratum at each stage, and the settings that led to them.
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    drawn: Mapped[int]
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    drawn_at: Mapped[datetime] = mapped_column(Instant)

    wave: Mapped[Wave] = relationship()
    roster: Mapped[Roster] = relationship()


class DrawnUnit(Base):
    """A unit of a draw: in the sample, or in reserve in the order of its use."""

    __tablename__ = "drawn_unit"
    __table_args__ = (
        UniqueConstraint("draw_id", "code"),
        CheckConstraint("role IN ('main', 'reserve')", name="role_known"),
        CheckConstraint("probability > 0 AND probability <= 1", name="probability_possible"),
        CheckConstraint("units_drawn <= units_population", name="units_among_population"),
        CheckConstraint("psus_drawn <= psus_population", name="psus_among_population"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("sample_draw.id"))
    # The code of the roster; it outlives the person's data.
    code: Mapped[str] = mapped_column(String(16))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    stratum: Mapped[str] = mapped_column(String(120))
    psu: Mapped[str] = mapped_column(String(80), default="")
    role: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    probability: Mapped[float]
    exact_probability: Mapped[str] = mapped_column(String(80))
    size_measure: Mapped[float | None]
    # N and n of the first stage (villages of the stratum) and of the last (units of the village,
    # or of the stratum where there is one stage only).
    psus_population: Mapped[int | None]
    psus_drawn: Mapped[int | None]
    units_population: Mapped[int]
    units_drawn: Mapped[int]
    case_id: Mapped[str | None] = mapped_column(ForeignKey("survey_case.id"), unique=True)
