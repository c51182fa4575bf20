"""What one score book got right or wrong of a known truth."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.laboratory.bundles import code_of
from scoring.scorebook import ContractScore, ScoreBook

Array = np.ndarray[Any, Any]
SAME = 1e-6  # points within which two truths are a tie
NOTHING = float("nan")


@dataclass(frozen=True, slots=True)
class Tally:
    """One evaluation against its truth; NaN where there was nothing to be right about.

    ``interval`` and ``marginal`` are shares of contracts whose interval or rank set holds the
    truth; ``band`` is 1 where the bands of all contracts do; ``wrongful_exit`` is 1 where the test
    alone, ``exit_class`` where the decision condemned any contract at or above the line;
    ``false_order`` is 1 where any two equal contracts were put in strict order; ``ranked`` where
    the book ranks at all. ``half_width``, ``error`` and ``standard_error`` are means in points,
    ``square`` is the mean squared error; ``blank`` the share of contracts without a total.
    """

    interval: float
    band: float
    marginal: float
    wrongful_exit: float
    exit_class: float
    false_order: float
    ranked: float
    half_width: float
    error: float
    square: float
    variance: float
    degrees: float
    blank: float


NAMES = tuple(field.name for field in fields(Tally))


def tally(book: ScoreBook, truths: Array) -> Tally:
    """Compare a score book with the true totals (J,) of its contracts, in their order."""
    truth = {code_of(j): float(total) for j, total in enumerate(truths)}
    scored = [row for row in book.contracts if row.total is not None]
    pairs = [(row, truth[row.contract]) for row in scored]
    return Tally(
        interval=_mean([_is_inside(row, total) for row, total in pairs]),
        band=_all_bands(pairs, truths),
        marginal=_marginal(pairs, truths),
        wrongful_exit=_wrongful(book, pairs, is_class=False),
        exit_class=_wrongful(book, pairs, is_class=True),
        false_order=_false_order(book, truth),
        ranked=float(book.ranking.reason is None),
        half_width=_mean(
            [((row.interval_high or 0) - (row.interval_low or 0)) / 2 for row in scored]
        ),
        error=_mean([(row.total or 0) - total for row, total in pairs]),
        square=_mean([((row.total or 0) - total) ** 2 for row, total in pairs]),
        variance=_mean([(row.standard_error or 0) ** 2 for row in scored]),
        degrees=_mean([row.degrees_of_freedom or 0 for row in scored]),
        blank=1 - len(scored) / len(truths),
    )


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else NOTHING


def _is_inside(row: ContractScore, truth: float) -> float:
    low, high = row.interval_low, row.interval_high
    return float(low is not None and high is not None and low <= truth <= high)


def true_places(total: float, truths: Array) -> tuple[int, int]:
    """Return the first and the last place that a true total may hold among all.

    >>> true_places(80.0, np.array([90.0, 80.0, 80.0]))
    (2, 3)
    """
    above = int(np.count_nonzero(truths > total + SAME))
    below = int(np.count_nonzero(truths < total - SAME))
    return 1 + above, len(truths) - below


def _holds(low: int | None, high: int | None, total: float, truths: Array) -> float:
    """Tell whether a set of places holds all true ones; no set claims nothing and holds them."""
    if low is None or high is None:
        return 1.0
    first, last = true_places(total, truths)
    return float(low <= first and last <= high)


def _all_bands(pairs: list[tuple[ContractScore, float]], truths: Array) -> float:
    if len(truths) < 2 or len(pairs) < len(truths):
        return NOTHING
    return min(_holds(row.rank.band_low, row.rank.band_high, t, truths) for row, t in pairs)


def _marginal(pairs: list[tuple[ContractScore, float]], truths: Array) -> float:
    if len(truths) < 2 or len(pairs) < len(truths):
        return NOTHING
    return _mean([_holds(*_marginal_places(row), t, truths) for row, t in pairs])


def _marginal_places(row: ContractScore) -> tuple[int | None, int | None]:
    return row.figures.places.marginal.low, row.figures.places.marginal.high


def _wrongful(
    book: ScoreBook, pairs: list[tuple[ContractScore, float]], *, is_class: bool
) -> float:
    """Tell whether any contract that truly reaches the exit line was condemned."""
    innocent = [row.decision for row, total in pairs if total >= EXIT_LINE - SAME]
    if not innocent:
        return NOTHING
    if is_class:
        return float(any(decision.decision_class == "exit" for decision in innocent))
    found = [decision.p_exit for decision in innocent if decision.p_exit is not None]
    return float(any(p <= ALPHA for p in found))


EXIT_LINE, ALPHA = 60.0, 0.05  # as in the plans


def _false_order(book: ScoreBook, truth: Mapping[str, float]) -> float:
    """Tell whether any two truly equal contracts are said to differ."""
    totals = sorted(truth.values())
    if not any(after - before <= SAME for before, after in pairwise(totals)):
        return NOTHING
    return float(
        any(
            pair.is_separated and abs(truth[pair.first] - truth[pair.second]) <= SAME
            for pair in book.ranking.comparisons
        )
    )
