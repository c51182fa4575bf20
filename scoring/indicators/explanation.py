"""This room is for explaining a score: what each indicator gave and what it lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.scorebook import ContractScore, IndicatorScore


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points an indicator gave to the unrounded total, and points it could still give."""

    code: str
    dimension: str
    points: float
    lost: float


def contributions(score: ContractScore) -> tuple[Contribution, ...]:
    """Return the contributions of all scored indicators, in the order of the tree.

    They sum to the unrounded total, and with what was lost to the plan's points. Indicators that
    do not apply are left out: their weight is carried by their sisters. Empty where the contract
    has no total.
    """
    if score.total is None:
        return ()
    return tuple(_contribution(row) for row in score.indicators if row.points is not None)


def _contribution(row: IndicatorScore) -> Contribution:
    points = row.points or 0.0
    return Contribution(row.code, row.dimension, points, row.effective_weight - points)


def best_and_worst(
    rows: Sequence[Contribution], count: int = 3
) -> tuple[tuple[Contribution, ...], tuple[Contribution, ...]]:
    """Return the contributions that lost least and most of their weight, by share lost.

    Ties are settled by code, so that the order never depends on the order given.
    """
    ordered = sorted(rows, key=lambda row: (_share_lost(row), row.code))
    return tuple(ordered[:count]), tuple(reversed(ordered[-count:]))


def _share_lost(row: Contribution) -> float:
    weight = row.points + row.lost
    return row.lost / weight if weight > 0 else 0.0
