"""The sensitivity of an evaluation: what else could have been chosen, and what would follow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow.parquet as pq

from scoring.bundle import Bundle
from scoring.bundle_schema import ENGINE
from scoring.class_variants import class_shares
from scoring.moments.estimates import SurveyEstimates
from scoring.plan import Plan
from scoring.profiling.checks import FloatArray
from scoring.profiling.weight_variants import plausible_weights
from scoring.robustness.factors import Factor
from scoring.robustness.sampled_indices import SampledIndices
from scoring.robustness.sobol import Indices
from scoring.robustness.uncertainty import Uncertainty, vary
from scoring.scored_contracts import ScoredContract, dominance_of
from scoring.sensitivity.choices import (
    AGGREGATION,
    DRAWN_WEIGHTS,
    NORMALISATION,
    PLANNED,
    WEIGHTS,
    choices_of,
    collected_of,
)
from scoring.sensitivity.exclusions import exclusions_of
from scoring.sensitivity.results import (
    ChoiceInfluence,
    ClassStability,
    Dominance,
    Found,
    PlaceRange,
    Sensitivity,
    Spread,
)
from scoring.sensitivity.variants import LeftOut, Pipeline, put_together, reached
from scoring.sensitivity.weights import acceptable, flips, next_bands, removals

Progress = Callable[[str, int, int], None]
# Above this many ranked contracts, tables of contract by place are left out.
MOST_CONTRACTS = 200
QUICK_ROWS, QUICK_CONTRACTS = 5_000, 40
SINGLE, NOBODY_RANKED, ONE_DIMENSION = "single_contract", "no_contracts", "one_dimension"
NO_CHOICES, TOO_MANY = "no_choices", "too_many_contracts_for_places"


def is_quick(bundle: Bundle) -> bool:
    """Tell whether a bundle is small enough to be run again under every choice in passing."""
    rows = sum(pq.read_metadata(path).num_rows for path in bundle.response_parts())
    return bool(rows <= QUICK_ROWS and bundle.contracts().num_rows <= QUICK_CONTRACTS)


def sensitivity(bundle: Bundle, progress: Progress | None = None) -> Sensitivity:
    """Return what would have come out of a bundle under every other plausible choice.

    Parameters
    ----------
    bundle : Bundle
    progress : callable, optional
        Told ``(stage, done, total)``; the stages are choices, exclusions and done.

    Returns
    -------
    Sensitivity
        Of the contracts that have a total. Choices that bear on answers are run through the whole
        pipeline again, from the answers on; the others put its scores together anew. Everything
        is decided by the bundle: runs of the same bundle give the same bytes.

    Raises
    ------
    ScoringError
        Whatever keeps the bundle from being scored as it is.

    Notes
    -----
    Choices and levels: the mapping of five labels to points (linear, marks, share of satisfied),
    the gap rule, case-mix adjusters, proxies, flagged answers and the busiest interviewer, seven
    drawn weight sets within the dominance rule, goalposts or the range of the contracts,
    arithmetic or geometric mean. All combinations up to 20,000, with exact Sobol indices; beyond,
    a quasi-random part with intervals.
    """
    tell = progress or (lambda stage, done, total: None)
    collected = collected_of(bundle)
    pipeline = Pipeline(bundle, collected)
    contracts, survey = pipeline.without(LeftOut())
    ranked = [contract for contract in contracts if contract.is_ranked]
    codes = tuple(contract.code for contract in ranked)
    plan, blanks = bundle.plan, dict[str, str]()
    tell("choices", 0, 1)
    spread = _spread(pipeline, ranked, blanks)
    tell("exclusions", 0, 1)
    points = reached(contracts, codes) if codes else np.zeros((0, len(plan.dimensions)))
    blanks |= _blank_parts(plan, ranked)
    result = Sensitivity(
        evaluation=plan.evaluation,
        engine=ENGINE,
        bundle_hash=bundle.digest,
        plan_hash=plan.digest,
        contracts=codes,
        dominance=_dominance(plan, ranked),
        spread=spread,
        free=() if "free" in blanks else acceptable(plan, codes, points, is_free=True),
        within_rule=()
        if "within_rule" in blanks
        else acceptable(plan, codes, points, is_free=False),
        flips=() if "flips" in blanks else flips(plan, codes, points),
        removals=() if "removals" in blanks else removals(plan, ranked),
        next_bands=next_bands(plan, ranked),
        exclusions=exclusions_of(pipeline, ranked),
        stability=_stability(plan, ranked, survey),
        blanks=blanks,
    )
    tell("done", 1, 1)
    return result


def _dominance(plan: Plan, ranked: Sequence[ScoredContract]) -> tuple[Dominance, ...]:
    return tuple(
        Dominance(test.code, test.is_met, test.margin, test.shares, test.contracts, test.reason)
        for test in dominance_of(plan, ranked)
    )


def _stability(
    plan: Plan, ranked: Sequence[ScoredContract], survey: SurveyEstimates
) -> tuple[ClassStability, ...]:
    shares = class_shares(plan, ranked, survey)
    columns = (shares.weights.tolist(), shares.adjusters.tolist(), shares.interviewers.tolist())
    return tuple(
        ClassStability(contract.code, *row)
        for contract, row in zip(ranked, zip(*columns, strict=True), strict=True)
    )


def _blank_parts(plan: Plan, ranked: Sequence[ScoredContract]) -> dict[str, str]:
    """Return which tables of places stay empty, and why."""
    reason = _why_no_places(ranked, len(plan.dimensions))
    if reason is not None:
        return dict.fromkeys(("free", "within_rule", "flips", "removals"), reason)
    is_marked = any(node.is_satisfaction for node in plan.dimensions)
    return {} if is_marked else {"within_rule": "satisfaction_not_marked"}


def _why_no_places(ranked: Sequence[ScoredContract], dimensions: int) -> str | None:
    if len(ranked) < 2:
        return SINGLE if ranked else NOBODY_RANKED
    if len(ranked) > MOST_CONTRACTS:
        return TOO_MANY
    return ONE_DIMENSION if dimensions < 2 else None


@dataclass(slots=True)
class _Scorer:
    """Scores the ranked contracts under levels of all choices, and remembers plain totals."""

    pipeline: Pipeline
    codes: tuple[str, ...]
    weights: Mapping[str, FloatArray]
    totals: list[FloatArray] = field(default_factory=list)
    tables: dict[int, FloatArray] = field(default_factory=dict)

    def __call__(self, levels: Mapping[str, str]) -> FloatArray:
        scored = self.pipeline.under(levels)
        if id(scored) not in self.tables:
            self.tables[id(scored)] = reached(scored, self.codes)
        weights = self.weights[levels.get(WEIGHTS, PLANNED)]
        normalisation = levels.get(NORMALISATION, "goalposts")
        aggregation = levels.get(AGGREGATION, "arithmetic")
        found = put_together(self.tables[id(scored)], weights, normalisation, aggregation)
        if normalisation == "goalposts":
            self.totals.append(found)
        return found


def _spread(
    pipeline: Pipeline, ranked: Sequence[ScoredContract], blanks: dict[str, str]
) -> Spread | None:
    """Vary all choices together."""
    plan = pipeline.bundle.plan
    factors = choices_of(plan, pipeline.collected, len(ranked))
    if not ranked or not factors:
        blanks["spread"] = NO_CHOICES if ranked else NOBODY_RANKED
        return None
    stated = np.array([float(node.weight) for node in plan.dimensions])
    table = {PLANNED: stated / stated.sum()}
    if any(factor.code == WEIGHTS for factor in factors):
        marked = [node.is_satisfaction for node in plan.dimensions]
        drawn = plausible_weights(stated, marked, DRAWN_WEIGHTS)
        table |= {f"drawn_{number}": row for number, row in enumerate(drawn, start=1)}
    scorer = _Scorer(pipeline, tuple(contract.code for contract in ranked), table)
    found = vary(factors, scorer)
    return Spread(
        runs=found.runs,
        failed=found.failed,
        failures=found.failures,
        is_exact=isinstance(found.indices, Indices) or found.indices is None,
        mean_change=found.mean_change,
        choices=_influences(factors, found),
        contracts=_ranges(scorer, factors, found),
    )


def _influences(factors: Sequence[Factor], found: Uncertainty) -> tuple[ChoiceInfluence, ...]:
    first, total = _shares(found.indices, "first"), _shares(found.indices, "total")
    why = found.reason or (found.indices.reason if found.indices else None)
    rows = []
    for place, factor in enumerate(factors):
        own = Found(None, why) if first is None else Found(float(first[place]))
        all_in = Found(None, why) if total is None else Found(float(total[place]))
        rows.append(ChoiceInfluence(factor.code, factor.kind.value, factor.levels, own, all_in))
    return tuple(rows)


def _shares(indices: Indices | SampledIndices | None, which: str) -> FloatArray | None:
    if indices is None:
        return None
    return indices.first if which == "first" else indices.total


def _ranges(
    scorer: _Scorer, factors: Sequence[Factor], found: Uncertainty
) -> tuple[PlaceRange, ...]:
    totals = np.array(scorer.totals)
    rows = []
    for place, code in enumerate(scorer.codes):
        low, median, high = (float(value) for value in found.quantiles[:, place])
        own = None if found.unit_indices is None else found.unit_indices[place].total
        rows.append(
            PlaceRange(
                contract=code,
                place=int(found.nominal[place]),
                low=low,
                median=median,
                high=high,
                best=int(found.lowest[place]),
                worst=int(found.highest[place]),
                lowest_total=float(totals[:, place].min()),
                highest_total=float(totals[:, place].max()),
                most_moved_by=None if own is None else factors[int(np.argmax(own))].code,
            )
        )
    return tuple(rows)
