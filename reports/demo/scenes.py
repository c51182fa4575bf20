"""The three evaluations of the demo: one contract finished, six finished, one in the field."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from surveys.virtual_city.fieldwork import FieldworkSettings
from surveys.virtual_city.sampling import Design

SEED = 20260605


@dataclass(frozen=True, slots=True)
class Scene:
    """One evaluation of the demo: what is judged, how it is sampled, how far it has come."""

    code: str
    programme: str
    title: str
    template: str
    # The only contract of the city that takes part, or all of them.
    contract: str | None
    completes: int
    design: Design
    fieldwork: FieldworkSettings
    period: tuple[date, date]
    locked_at: datetime
    is_finished: bool
    seed: int = SEED

    @property
    def frozen_at(self) -> datetime:
        """When the fieldwork ended."""
        return self.locked_at + timedelta(days=40)


def scenes(scale: float = 1.0) -> tuple[Scene, ...]:
    """Return the demo's evaluations; ``scale`` below 1 makes the large one smaller for tests."""
    first_half = (date(2026, 1, 1), date(2026, 6, 30))
    return (
        Scene(
            code="2026-S1",
            programme="虚拟铁岭·照料服务（演示）",
            title="2026年上半年照料服务绩效评价（演示）",
            template="S",
            contract="VT-06",
            completes=60,
            design=Design(reserve=0.4),
            fieldwork=FieldworkSettings(module="S", stop_after=60, fabricators=0),
            period=first_half,
            locked_at=datetime(2026, 7, 6, 2, 0, tzinfo=UTC),
            is_finished=True,
        ),
        Scene(
            code="2026-T6",
            programme="虚拟铁岭·社会救助事务性工作（演示）",
            title="2026年社会救助事务性工作绩效评价（演示）",
            template="T",
            contract=None,
            completes=max(36, round(267 * scale)),
            design=Design(),
            fieldwork=FieldworkSettings(module="T"),
            period=(date(2026, 1, 1), date(2026, 9, 30)),
            locked_at=datetime(2026, 10, 8, 2, 0, tzinfo=UTC),
            is_finished=True,
        ),
        Scene(
            code="2026-F3",
            programme="虚拟铁岭·事务性工作季度评价（演示）",
            title="2026年第四季度事务性工作评价，正在实施（演示）",
            template="T",
            contract="VT-03",
            completes=120,
            design=Design(reserve=0.2),
            fieldwork=FieldworkSettings(module="T", stop_after=47, fabricators=0),
            period=(date(2026, 10, 1), date(2026, 12, 31)),
            locked_at=datetime(2026, 11, 16, 2, 0, tzinfo=UTC),
            is_finished=False,
        ),
    )
