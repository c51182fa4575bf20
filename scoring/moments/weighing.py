"""Weights of record for all contracts at once, whatever the order of their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.errors import BundleError
from scoring.moments.kernels import RowFacts
from scoring.moments.runs import ranked
from scoring.plan import Plan
from scoring.survey.weights import Margin, weights_of_record

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weights of each task's accepted rows, and per contract (J,) what weighting did.

    ``by_task`` holds one weight for each run of rows that :class:`RowFacts` counts as alike;
    ``margin_error`` is the largest share by which a margin is off after rounding, ``trimmed`` the
    responses whose weight was trimmed.
    """

    by_task: tuple[Array, ...]
    margin_error: Array
    trimmed: Array

    @property
    def largest(self) -> float:
        """The largest weight; 0 without responses."""
        return max((float(weights.max(initial=0)) for weights in self.by_task), default=0.0)


def weigh(
    facts: Sequence[RowFacts],
    plan: Plan,
    contracts: Sequence[str],
    known: pa.Table | None,
    *,
    exact: bool,
) -> Weighed:
    """Return the weights of record, contract by contract.

    ``known`` is the bundle's table of margins. Raises :class:`BundleError` ``margin_not_known``,
    ``margin_says_nobody``, ``empty_margin_cell`` or ``raking_did_not_converge``.
    """
    contract = np.concatenate([fact.contract for fact in facts])
    counts = np.concatenate([fact.counts for fact in facts])
    base = np.concatenate([fact.base for fact in facts])
    names = plan.weighting.margins
    texts = [
        pa.chunked_array([fact.categories[m] for fact in facts], pa.string()).combine_chunks()
        for m in range(len(names))
    ]
    categories = [sorted(text.unique().to_pylist(), key=str.encode) for text in texts]
    codes = [ranked(text) for text in texts]
    # Rows alike in all that weighting looks at are interchangeable: sorting makes it order-free.
    order = np.lexsort((*codes[::-1], base, contract))
    bounds = np.searchsorted(contract[order], np.arange(len(contracts) + 1))
    weights = np.zeros(len(base), np.int64 if exact else np.float64)
    margin_error, trimmed = np.zeros(len(contracts)), np.zeros(len(contracts), np.int64)
    totals = _known_totals(known)
    low, high = float(plan.weighting.trim_low), float(plan.weighting.trim_high)
    for j, code in enumerate(contracts):
        runs = order[bounds[j] : bounds[j + 1]]
        if not len(runs):
            continue
        rows = np.repeat(runs, counts[runs])
        margins = [
            _margin(name, code, seen, places[rows], totals.get((code, name), {}))
            for name, seen, places in zip(names, categories, codes, strict=True)
        ]
        record = weights_of_record(base[rows], low, high, margins, exact=exact)
        weights[runs] = record.weights[np.cumsum(counts[runs]) - 1]
        margin_error[j], trimmed[j] = record.margin_error, record.trimmed
    ends = np.cumsum([len(fact.contract) for fact in facts])
    return Weighed(tuple(np.split(weights, ends[:-1])), margin_error, trimmed)


def _known_totals(known: pa.Table | None) -> dict[tuple[str, str], dict[str, float]]:
    totals: dict[tuple[str, str], dict[str, float]] = {}
    for row in [] if known is None else known.to_pylist():
        place = totals.setdefault((row["contract"], row["variable"]), {})
        place[row["category"]] = row["population"]
    return totals


def _margin(
    name: str, contract: str, categories: Sequence[str], places: Array, totals: Mapping[str, float]
) -> Margin:
    """Return the known totals of one margin of a contract, matched to the categories seen."""
    seen = {categories[place] for place in np.unique(places)}
    if seen - set(totals):
        raise BundleError(
            "margin_not_known",
            file="margins.parquet",
            column=name,
            where=contract,
            found=sorted(seen),
            allowed=sorted(totals),
        )
    _check_cells(name, contract, seen, totals)
    wanted = sorted(totals)
    index = {category: position for position, category in enumerate(wanted)}
    place_of = np.array([index.get(category, -1) for category in categories], np.int64)
    population = np.array([totals[category] for category in wanted], np.float64)
    return Margin(name, place_of[places], population)


def _check_cells(name: str, contract: str, seen: set[str], totals: Mapping[str, float]) -> None:
    """Refuse answers from a category that is said to be empty, and a peopled one without any."""
    empty = sorted(category for category in seen if totals[category] <= 0)
    unheard = sorted(category for category in set(totals) - seen if totals[category] > 0)
    for code, found, allowed in (
        ("margin_says_nobody", empty, "a population above 0 for each category with answers"),
        ("empty_margin_cell", unheard, "at least one response in each category"),
    ):
        if found:
            raise BundleError(
                code,
                file="margins.parquet",
                column=name,
                where=contract,
                found=found,
                allowed=allowed,
            )
