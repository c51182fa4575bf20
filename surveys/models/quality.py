"""What speaks about how answers came about: traces of interviews, and flags raised on responses."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.models.base import Base, Instant
from evaluator.wording.texts import N_

FLAG_KINDS = {
    "fast": N_("Held in less than half the usual time"),
    "floor": N_("Held faster than the questions can be read aloud"),
    "straight": N_("The same answer to every question of the scale"),
    "alike": N_("Nearly the same answers as another interview of the same interviewer"),
    "overlap": N_("Begun before the interviewer's last one had ended"),
    "crowded": N_("On a day with more than 12 interviews of one interviewer"),
    "odd_hours": N_("Held before seven or after six in the evening"),
    "far": N_("Held more than 2 km away from the village"),
    "same_spot": N_("Held at the same spot as the interview of another home"),
    "staff_present": N_("Staff of the contractor could listen"),
}

TEST_NAMES = {
    "fast": N_("fast interviews"),
    "rushed": N_("no time between interviews"),
    "same_spot": N_("several homes at one spot"),
    "no_position": N_("visits without a position"),
    "borrowed": N_("answers like another interview's"),
    "no_blank": N_("never an answer left open"),
    "denied": N_("denied when called again"),
    "differing": N_("facts told otherwise"),
    "mean_surprise": N_("many signs throughout"),
    "top_surprise": N_("a few very odd interviews"),
    "pace_spread": N_("very uneven pace"),
    "covariance": N_("answers hang together oddly"),
}


class InterviewTrace(Base):
    """When and where an interviewer's device held an interview; none of who fills in alone."""

    __tablename__ = "interview_trace"
    __table_args__ = (
        CheckConstraint("ended_at >= started_at", name="ends_after_start"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position_whole"),
    )

    submission_id: Mapped[str] = mapped_column(
        ForeignKey("response.submission_id"), primary_key=True
    )
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime] = mapped_column(Instant)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    accuracy_metres: Mapped[float | None]


class QualityFlag(Base):
    """One sign on one response, with the formula, value and threshold that raised it."""

    __tablename__ = "quality_flag"
    __table_args__ = (
        UniqueConstraint("submission_id", "kind"),
        Index(None, "wave_id", "kind", "submission_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("response.submission_id"))
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    kind: Mapped[str] = mapped_column(String(20))
    formula: Mapped[str] = mapped_column(String(20))
    value: Mapped[float]
    threshold: Mapped[float]
    # The other response of a pair: the one it is nearly equal to, or overlaps with.
    partner: Mapped[str] = mapped_column(String(32), default="")
    raised_at: Mapped[datetime] = mapped_column(Instant)


class InterviewerSign(Base):
    """How much speaks for made-up interviews of one interviewer in a wave, when last computed."""

    __tablename__ = "interviewer_sign"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    interviewer: Mapped[str] = mapped_column(String(20), primary_key=True)
    interviews: Mapped[int]
    score: Mapped[float]
    threshold: Mapped[float]
    is_suspected: Mapped[bool]
    # The tests that add most, the strongest first, divided by blanks.
    strongest: Mapped[str] = mapped_column(String(200), default="")
    computed_at: Mapped[datetime] = mapped_column(Instant)
