"""The figures beside the scores: what is made of profile, pass and plan once totals are known."""

from collections.abc import Sequence

import numpy as np

from scoring.figures import (
    ContractFigures,
    Figure,
    FunnelFigures,
    FunnelPlace,
    InterviewerFigures,
    Priority,
    RawStanding,
)
from scoring.moments.estimates import SurveyEstimates
from scoring.moments.interviewing import Interviewing
from scoring.profiling.checks import VARIANCE_FLOOR, FloatArray
from scoring.profiling.funnel import additive_z, overdispersion, score_funnel
from scoring.profiling.interviewer_variance import NO_GROUP, ONE_EACH, InterviewerVariance
from scoring.profiling.profile import Profile
from scoring.profiling.ranks import falling_order
from scoring.profiling.true_places import no_places, places
from scoring.scored_contracts import ScoredContract, Workload

FOR_SCORE, FOR_DECISION = 0.7, 0.9  # reliability with which a total is shown and decided upon
MOST_PRIORITIES, LEAST_COST = 5, 0.005  # indicators named; points below what is printed
FEWEST_SHOWN = 10  # interviews of a contract below which loads could point at persons


def contract_figures(
    ranked: Sequence[ScoredContract],
    found: Profile,
    survey: SurveyEstimates,
    effects: InterviewerVariance,
    faces_consequences: Sequence[bool],
) -> tuple[tuple[ContractFigures, ...], FunnelFigures]:
    """Return the figures of the ranked contracts, in their order, and the funnel of them all."""
    totals = np.array([contract.composite.total or 0.0 for contract in ranked])
    variances = np.array([contract.composite.variance for contract in ranked])
    degrees = np.array([contract.degrees_of_freedom for contract in ranked])
    stands = places(found, totals, variances, np.array(faces_consequences, np.bool_), degrees)
    funnel, spots = _funnel(found, totals, variances)
    raw = _raw(ranked, survey, totals)
    needed = _answers_needed(ranked, found, variances)
    numbers = {estimates.contract: j for j, estimates in enumerate(survey.contracts)}
    rows = zip(ranked, stands, spots, raw, needed, strict=True)
    figures = tuple(
        ContractFigures(
            places=place,
            funnel=spot,
            interviewers=interviewer_figures(contract, numbers[contract.code], survey, effects),
            raw=standing,
            answers_for_score=answers[0],
            answers_for_decision=answers[1],
            priorities=priorities(contract),
        )
        for contract, place, spot, standing, answers in rows
    )
    return figures, funnel


def blank_figures(
    contract: ScoredContract,
    survey: SurveyEstimates,
    effects: InterviewerVariance,
    number: int,
    reason: str,
) -> ContractFigures:
    """Return the figures of a contract without a total."""
    blank = Figure(reason=reason)
    return ContractFigures(
        places=no_places(reason),
        funnel=FunnelPlace(blank, blank),
        interviewers=interviewer_figures(contract, number, survey, effects),
        raw=RawStanding(blank, blank),
        answers_for_score=blank,
        answers_for_decision=blank,
        priorities=priorities(contract),
    )


def priorities(contract: ScoredContract) -> tuple[Priority, ...]:
    """Return the indicators that cost the total most points, at most five, the dearest first."""
    rows = []
    for row in contract.composite.indicators:
        if row.points is None or row.effective_weight <= 0:
            continue
        costs = row.effective_weight - row.points
        if costs > LEAST_COST:
            shortfall = 100 * costs / row.effective_weight
            rows.append(Priority(row.code, row.effective_weight / 100, shortfall, costs))
    rows.sort(key=lambda row: (-round(row.costs, 9), row.indicator))
    return tuple(rows[:MOST_PRIORITIES])


def loads(work: Interviewing, number: int) -> tuple[int | None, float, int]:
    """Return how many interviewed for a contract, the largest share and the largest load of one.

    None where the interviewer of any interview is not named: a name left out could hide one person
    behind all answers. The shares are those among all interviews of the contract.
    """
    own = work.interviews[work.contract == number]
    if work.unnamed[number]:
        return None, 0.0, 0
    if not own.size:
        return 0, 0.0, 0
    return int(own.size), float(own.max() / own.sum()), int(own.max())


def workload(
    work: Interviewing, effects: InterviewerVariance, number: int
) -> tuple[int | None, Workload]:
    """Return how many interviewed for a contract and how they shared the work."""
    people, share, load = loads(work, number)
    is_alone = effects.reason == ONE_EACH
    return people, Workload(
        largest_share=share,
        largest_load=load,
        are_told_apart=effects.are_linked and not is_alone,
        added_variance=float(effects.added[number]),
        degrees=effects.degrees,
    )


def interviewer_figures(
    contract: ScoredContract, number: int, survey: SurveyEstimates, effects: InterviewerVariance
) -> InterviewerFigures:
    """Return who interviewed for one contract and what that adds to its variance."""
    people, share, load = loads(survey.interviewing, number)
    group = int(effects.groups[number])
    reason = "no_interviewers" if people == 0 else "interviewers_not_named"
    added = Figure(reason=effects.reason)
    if effects.reason is None:
        added = Figure(float(effects.added[number] * contract.composite.gradient.sum() ** 2))
    if people and contract.estimates.answers < FEWEST_SHOWN:
        people, reason = None, "too_few_answers"
    return InterviewerFigures(
        interviewers=people,
        largest_share=Figure(share) if people else Figure(reason=reason),
        largest_load=Figure(float(load)) if people else Figure(reason=reason),
        added_variance=added,
        group=None if group == NO_GROUP else group + 1,
    )


def _funnel(
    found: Profile, totals: FloatArray, variances: FloatArray
) -> tuple[FunnelFigures, list[FunnelPlace]]:
    """Return the funnel around the precise mean, and each contract's place in it."""
    if totals.size < 2:
        blank = Figure(reason=found.ranking.reason or "single_contract")
        return FunnelFigures(blank, blank, blank), [FunnelPlace(blank, blank)] * totals.size
    funnel = score_funnel(totals, np.maximum(variances, VARIANCE_FLOOR))
    spread = overdispersion(funnel)
    pairs = zip(funnel.z.tolist(), additive_z(funnel, spread).tolist(), strict=True)
    figures = FunnelFigures(Figure(funnel.target), Figure(spread.factor), Figure(spread.between))
    return figures, [FunnelPlace(Figure(z), Figure(wide)) for z, wide in pairs]


def _raw(
    ranked: Sequence[ScoredContract], survey: SurveyEstimates, totals: FloatArray
) -> list[RawStanding]:
    """Return totals without adjustment along the slopes of the rules, and the places it moved."""
    if survey.beta is None:
        return [RawStanding(Figure(reason="no_adjusters"), Figure(reason="no_adjusters"))] * len(
            ranked
        )
    moved = np.array(
        [
            contract.composite.gradient @ (contract.estimates.adjusted - contract.estimates.raw)
            for contract in ranked
        ]
    )
    codes = [contract.code for contract in ranked]
    raw = totals - moved
    gained = _place_of(raw, codes) - _place_of(totals, codes)
    return [
        RawStanding(Figure(float(total)), Figure(float(shift)))
        for total, shift in zip(raw, gained, strict=True)
    ]


def _place_of(totals: FloatArray, codes: Sequence[str]) -> FloatArray:
    result: FloatArray = (np.argsort(falling_order(totals, codes)) + 1).astype(np.float64)
    return result


def _answers_needed(
    ranked: Sequence[ScoredContract], found: Profile, variances: FloatArray
) -> list[tuple[Figure, Figure]]:
    """Return the interviews for either reliability, r/(1-r) v n / tau2 (Spearman and Brown)."""
    between = found.ranking.between_variance
    if between.value is None or between.value <= 0:
        reason = between.reason or "no_difference_shown"
        return [(Figure(reason=reason), Figure(reason=reason))] * len(ranked)
    rows = []
    for contract, variance in zip(ranked, variances.tolist(), strict=True):
        one = variance * contract.estimates.answers / between.value
        wanted = [float(np.ceil(np.round(r / (1 - r) * one, 6))) for r in (FOR_SCORE, FOR_DECISION)]
        rows.append((Figure(wanted[0]), Figure(wanted[1])))
    return rows
