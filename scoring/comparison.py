"""This room is for saying of two runs which contract moved, and what of that each cause made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import pyarrow.parquet as pq

from scoring.bundle import Bundle
from scoring.bundle_schema import ADJUSTER_PREFIX, ITEM_PREFIX
from scoring.engine import estimate
from scoring.errors import MethodError, ScoringError
from scoring.evaluate import score_contracts
from scoring.indicators.gaps import carried_weights
from scoring.plan import Plan
from scoring.robustness.attribution import shapley
from scoring.scorebook import ContractScore, ScoreBook
from scoring.scored_contracts import ScoredContract

DATA, WEIGHTS, MAPPING, METHOD = CAUSES = ("data", "weights", "mapping", "method")
ONLY_BEFORE, ONLY_AFTER = "contract_only_before", "contract_only_after"
NO_TOTAL = "contract_without_total_in_one"
NOTHING_CHANGED, TREES_DIFFER = "nothing_changed", "trees_differ"
OTHER_ENGINE = "other_engine"
PLAN = "plan.json"

Chosen = frozenset[str]  # the causes that are taken from the second run
Totals = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Movement:
    """One contract in both runs; ``parts`` sum to ``total_after - total_before``.

    Where ``reason`` is set there are no parts. Places are those in the order of totals.
    """

    contract: str
    name: str
    total_before: float | None
    total_after: float | None
    place_before: int | None
    place_after: int | None
    grade_before: str | None
    grade_after: str | None
    class_before: str | None
    class_after: str | None
    parts: Mapping[str, float]
    reason: str | None = None

    @property
    def movement(self) -> float | None:
        """Points gained from the first run to the second; None where one has no total."""
        if self.total_before is None or self.total_after is None:
            return None
        return self.total_after - self.total_before


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side, contracts by code; ``changed`` names the causes that differ at all.

    ``notes`` are codes: ``nothing_changed``, ``trees_differ`` (weights are then part of the
    method), ``other_engine`` (a run was made by another version; what that moved is method too).
    """

    changed: tuple[str, ...]
    contracts: tuple[Movement, ...]
    notes: tuple[str, ...]


def compare(
    before: Bundle, book_before: ScoreBook, after: Bundle, book_after: ScoreBook
) -> Comparison:
    """Say which contract moved between two runs, and why.

    Parameters
    ----------
    before, after : Bundle
        What the runs were made from.
    book_before, book_after : ScoreBook

    Returns
    -------
    Comparison
        The movement of each contract's unrounded total is shared among data (answers, measures,
        frame), weights of the indicators, mapping of answers to points, and method (rules,
        adjusters, thresholds, respondent weighting, and the version of the engine).

    Raises
    ------
    ScoringError
        Where the runs cannot be computed again. Where only mixtures of them cannot, because one
        lacks what the other asks for, the movements are shown without parts, with that code.

    Notes
    -----
    Shapley's value over the four causes: the mean, over all orders in which the causes could be
    exchanged one after another, of what each exchange moves. No order is privileged, the parts sum
    to the movement, and a cause that changes nothing gets nothing (Shapley 1953). Each mixture is
    run through the pipeline from the answers on.
    """
    changed = _changed(before, after)
    notes = [] if changed else [NOTHING_CHANGED]
    if not _same_tree(before.plan, after.plan):
        notes.append(TREES_DIFFER)
    if book_before.engine != book_after.engine:
        notes.append(OTHER_ENGINE)
    worth: Mapping[Chosen, Totals] = {}
    reason = None
    try:
        worth = _mixtures(before, after, changed)
    except ScoringError as error:
        reason = error.code
    first = {row.contract: row for row in book_before.contracts}
    second = {row.contract: row for row in book_after.contracts}
    rows = [
        _movement(code, first.get(code), second.get(code), worth, changed, reason)
        for code in sorted({*first, *second})
    ]
    return Comparison(changed, tuple(rows), tuple(notes))


def _changed(before: Bundle, after: Bundle) -> tuple[str, ...]:
    """Return the causes in which two runs differ, in their order."""
    first, second = before.plan, after.plan
    same = _same_tree(first, second)
    weights = [{leaf.code: leaf.weight for leaf in plan.indicators} for plan in (first, second)]
    found = {
        DATA: _data_of(before) != _data_of(after),
        WEIGHTS: same and weights[0] != weights[1],
        MAPPING: _scores(first) != _scores(second),
        METHOD: not same or _method_of(first) != _method_of(second),
    }
    return tuple(cause for cause in CAUSES if found[cause])


def _data_of(bundle: Bundle) -> dict[str, object]:
    return {name: hashed for name, hashed in bundle.manifest["files"].items() if name != PLAN}


def _same_tree(before: Plan, after: Plan) -> bool:
    """Tell whether the same indicators stand in the same groups, so that weights can be swapped."""
    trees = [
        {(node.code, group.code, leaf.code) for node, group, leaf in plan.walk()}
        for plan in (before, after)
    ]
    return trees[0] == trees[1]


def _scores(plan: Plan) -> dict[str, object]:
    return {item.code: dict(item.scores) for item in plan.items}


def _method_of(plan: Plan) -> object:
    """Return what of a plan bears on a total beside weights and mapping."""
    rules = {
        leaf.code: [
            (
                part.kind,
                part.source,
                part.input,
                Fraction(part.points) / Fraction(leaf.weight),
                part.parameters,
            )
            for part in leaf.parts
        ]
        for leaf in plan.indicators
    }
    items = sorted(item.code for item in plan.items)
    rest = (plan.variables, plan.adjusters, plan.weighting, plan.thresholds, plan.excluded_presence)
    return rules, items, rest


def _mixtures(before: Bundle, after: Bundle, changed: Sequence[str]) -> dict[Chosen, Totals]:
    """Return the totals of all contracts under every set of exchanged causes."""
    passes = [cause for cause in changed if cause != WEIGHTS]
    worth: dict[Chosen, Totals] = {}
    for size in range(len(passes) + 1):
        for exchanged in combinations(passes, size):
            data = after if DATA in exchanged else before
            method = after.plan if METHOD in exchanged else before.plan
            mapping = after.plan if MAPPING in exchanged else before.plan
            scored = _scored(data, _with_mapping(method, mapping))
            for extra in ((), (WEIGHTS,)) if WEIGHTS in changed else ((),):
                weights = after.plan if extra else before.plan
                if WEIGHTS not in changed:
                    weights = method
                chosen = frozenset((*exchanged, *extra))
                worth[chosen] = {row.code: _total(row, weights) for row in scored}
    return worth


def _with_mapping(method: Plan, mapping: Plan) -> Plan:
    points = {item.code: item for item in mapping.items}
    return replace(method, items=tuple(points.get(item.code, item) for item in method.items))


def _scored(data: Bundle, plan: Plan) -> tuple[ScoredContract, ...]:
    """Score the data of one run under the plan of a mixture."""
    wanted = [ITEM_PREFIX + item.code for item in plan.items]
    wanted += [ADJUSTER_PREFIX + adjuster.code for adjuster in plan.adjusters]
    for part in data.response_parts():
        lacking = sorted(set(wanted) - set(pq.read_schema(part).names))
        if lacking:
            raise MethodError("data_lack_columns", where=data.plan.evaluation, found=lacking)
    mixed = replace(data, plan=plan)
    return score_contracts(mixed, estimate(mixed))


def _total(contract: ScoredContract, weights: Plan) -> float | None:
    """Return the total of a contract if its indicators carried the weights of another plan."""
    if contract.composite.total is None:
        return None
    rows = {row.code: row for row in contract.composite.indicators}
    applicable = [code for code, row in rows.items() if row.points is not None]
    carried = carried_weights(weights, applicable)
    if all(float(carried.indicators[code]) == rows[code].effective_weight for code in applicable):
        return contract.composite.total
    shares = ((row.points or 0.0) / (row.effective_weight or 1.0) for row in rows.values())
    pairs = zip(rows, shares, strict=True)
    return sum(share * float(carried.indicators[code]) for code, share in pairs)


def _movement(
    code: str,
    first: ContractScore | None,
    second: ContractScore | None,
    worth: Mapping[Chosen, Totals],
    changed: Sequence[str],
    reason: str | None,
) -> Movement:
    known = first or second
    own = [] if known is None else [known]
    blank = _blank(first, second) or reason
    parts: dict[str, float] = {}
    if blank is None and first is not None and second is not None:
        parts, blank = _parts(code, first, second, worth, changed)
    return Movement(
        contract=code,
        name=own[0].name,
        total_before=None if first is None else first.total,
        total_after=None if second is None else second.total,
        place_before=None if first is None else first.rank.place_in_order,
        place_after=None if second is None else second.rank.place_in_order,
        grade_before=None if first is None else first.grade.standing,
        grade_after=None if second is None else second.grade.standing,
        class_before=None if first is None else first.decision.decision_class,
        class_after=None if second is None else second.decision.decision_class,
        parts=parts,
        reason=blank,
    )


def _blank(first: ContractScore | None, second: ContractScore | None) -> str | None:
    if first is None or second is None:
        return ONLY_AFTER if first is None else ONLY_BEFORE
    return NO_TOTAL if first.total is None or second.total is None else None


def _parts(
    code: str,
    first: ContractScore,
    second: ContractScore,
    worth: Mapping[Chosen, Totals],
    changed: Sequence[str],
) -> tuple[dict[str, float], str | None]:
    """Return the parts of a movement; what the engine itself moved is method."""
    own = {chosen: totals.get(code) for chosen, totals in worth.items()}
    if any(total is None for total in own.values()):
        return {}, NO_TOTAL
    totals = {chosen: total for chosen, total in own.items() if total is not None}
    parts = dict.fromkeys(CAUSES, 0.0) | shapley(totals, changed)
    moved = (second.total or 0.0) - (first.total or 0.0)
    parts[METHOD] += moved - sum(parts.values())
    return parts, None
