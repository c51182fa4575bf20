"""The choices of one evaluation that could have been made otherwise, read from plan and answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.bundle import Bundle
from scoring.indicators.mapping_sensitivity import MAPPINGS
from scoring.plan import Item, Plan
from scoring.robustness.factors import Factor, FactorKind

DRAWN_WEIGHTS = 7
LINEAR = tuple(Decimal(points) for points in MAPPINGS[0].points)
OTHER_MAPPINGS = {
    row.code: row.points for row in MAPPINGS if row.code in ("marks", "share_satisfied")
}
MAPPING, GAPS, ADJUSTERS = "mapping", "gap_rule", "adjusters"
PROXIES, EXCLUDED = "proxies", "excluded_interviewers"
WEIGHTS, NORMALISATION, AGGREGATION = "weights", "normalisation", "aggregation"
# The choices before the pass over the answers; the others only put its figures together.
OF_THE_PASS = (MAPPING, GAPS, ADJUSTERS, PROXIES, EXCLUDED)
PLANNED = "plan"
COMPLETE = "complete_answers_only"
NONE, LEFT_OUT, KEPT, NOBODY = "none", "left_out", "kept", "nobody"
FLAGGED, BUSIEST = "flagged_answers", "busiest_interviewer"


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected, as far as choices hang on it: columns of the accepted answers.

    ``contract`` and ``interviewer`` (n,), the latter "" where nobody is named; ``is_proxy`` and
    ``is_flagged`` (n,) bool.
    """

    contract: np.ndarray[tuple[int], np.dtype[np.str_]]
    interviewer: np.ndarray[tuple[int], np.dtype[np.str_]]
    is_proxy: np.ndarray[tuple[int], np.dtype[np.bool_]]
    is_flagged: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def interviewers_of(self, contract: str) -> tuple[str, ...]:
        """Return the named interviewers of a contract, by name."""
        names = np.unique(self.interviewer[self.contract == contract])
        return tuple(str(name) for name in names if name)

    @property
    def busiest(self) -> str | None:
        """The interviewer with most interviews (of equals the first by name), if two are named."""
        names, counts = np.unique(self.interviewer[self.interviewer != ""], return_counts=True)
        return str(names[int(np.argmax(counts))]) if names.size > 1 else None


def collected_of(bundle: Bundle) -> Collected:
    """Read what choices hang on from the responses of a bundle."""
    names = ["contract", "interviewer", "is_proxy", "flags", "status"]
    parts = [pq.read_table(path, columns=names) for path in bundle.response_parts()]
    table = pa.concat_tables(parts)
    table = table.filter(pc.equal(table["status"], "accepted"))
    return Collected(
        contract=_texts(table["contract"]),
        interviewer=_texts(table["interviewer"]),
        is_proxy=pc.fill_null(table["is_proxy"], False).to_numpy(),
        is_flagged=_texts(table["flags"]) != "",
    )


def _texts(column: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.asarray(pc.fill_null(column, "").to_pylist(), dtype=np.str_)


def choices_of(plan: Plan, collected: Collected, contracts: int) -> tuple[Factor, ...]:
    """Return the choices that this evaluation leaves open, each with the plan's level first.

    Parameters
    ----------
    plan : Plan
    collected : Collected
    contracts : int
        How many contracts are ranked; a normalisation across them needs three.

    Returns
    -------
    tuple of Factor
        Only choices that can move anything: adjusters where the plan lists some, proxies where
        some answered, and so on; empty where nothing is left open.
    """
    found = [
        _factor(MAPPING, FactorKind.MAPPING, [PLANNED, *OTHER_MAPPINGS], any_linear(plan)),
        _factor(GAPS, FactorKind.GAP_RULE, [PLANNED, COMPLETE], _has_gap_rule(plan)),
        _factor(ADJUSTERS, FactorKind.ADJUSTERS, [PLANNED, NONE], bool(plan.adjusters)),
        _factor(PROXIES, FactorKind.PROXIES, [KEPT, LEFT_OUT], bool(collected.is_proxy.any())),
        _excluded(collected),
    ]
    several = len(plan.dimensions) > 1
    drawn = [f"drawn_{number}" for number in range(1, DRAWN_WEIGHTS + 1)]
    found += [
        _factor(WEIGHTS, FactorKind.WEIGHTS, [PLANNED, *drawn], several),
        _factor(
            NORMALISATION,
            FactorKind.NORMALISATION,
            ["goalposts", "minmax"],
            several and contracts >= 3,
        ),
        _factor(AGGREGATION, FactorKind.AGGREGATION, ["arithmetic", "geometric"], several),
    ]
    return tuple(factor for factor in found if factor is not None)


def _factor(code: str, kind: FactorKind, levels: list[str], is_open: bool) -> Factor | None:
    return Factor(code, kind, tuple(levels)) if is_open else None


def _excluded(collected: Collected) -> Factor | None:
    levels = [NOBODY]
    if collected.is_flagged.any():
        levels.append(FLAGGED)
    if collected.busiest is not None:
        levels.append(BUSIEST)
    kind = FactorKind.EXCLUDED_INTERVIEWERS
    return _factor(EXCLUDED, kind, levels, len(levels) > 1)


def any_linear(plan: Plan) -> bool:
    """Tell whether a question has the five evenly spaced labels that other mappings re-score."""
    return any(_is_linear(item) for item in plan.items)


def _is_linear(item: Item) -> bool:
    return tuple(sorted(item.scores.values(), reverse=True)) == LINEAR


def _has_gap_rule(plan: Plan) -> bool:
    several = any(row.method == "mean" and len(row.items) > 1 for row in plan.variables)
    return several and plan.thresholds.item_share < 1


def plan_under(plan: Plan, levels: Mapping[str, str]) -> Plan:
    """Return the plan with another mapping, gap rule or list of adjusters.

    Examples
    --------
    >>> item = Item("Q", {"5": LINEAR[0], "4": LINEAR[1], "3": LINEAR[2], "2": LINEAR[3],
    ...                   "1": LINEAR[4]})
    >>> plan = Plan("E", {}, (), (item,), (), ())
    >>> {code: int(p) for code, p in plan_under(plan, {"mapping": "marks"}).items[0].scores.items()}
    {'5': 100, '4': 80, '3': 60, '2': 30, '1': 0}
    """
    points = OTHER_MAPPINGS.get(levels.get(MAPPING, PLANNED))
    if points is not None:
        to = dict(zip(LINEAR, (Decimal(worth) for worth in points), strict=True))
        plan = replace(plan, items=tuple(_mapped(item, to) for item in plan.items))
    if levels.get(GAPS) == COMPLETE:
        plan = replace(plan, thresholds=replace(plan.thresholds, item_share=Decimal(1)))
    if levels.get(ADJUSTERS) == NONE:
        plan = replace(plan, adjusters=())
    return plan


def _mapped(item: Item, to: Mapping[Decimal, Decimal]) -> Item:
    if not _is_linear(item):
        return item
    return replace(item, scores={code: to[points] for code, points in item.scores.items()})
