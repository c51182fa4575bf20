"""This room is for one contract between its inputs and its row in the score book."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from scoring.composite import Composite, SurveyCovariance, compose
from scoring.dominance_tests import DominanceTest, dominance_tests
from scoring.figures import ContractFigures, Figure
from scoring.indicators.gaps import Carrier
from scoring.indicators.inputs import survey_inputs
from scoring.indicators.outcomes import score_indicators
from scoring.indicators.readings import Reading
from scoring.indicators.survey_readings import estimate_rows, readings_of_survey
from scoring.moments.estimates import ContractEstimates
from scoring.plan import Plan
from scoring.profiling.checks import VARIANCE_FLOOR
from scoring.profiling.decisions import Circumstances
from scoring.profiling.gates import Basis
from scoring.profiling.proposals import weak_items
from scoring.scorebook import ContractScore, DecisionResult, GradeResult, RankResult, VetoResult
from scoring.weighting.dominance import lost_dominance


@dataclass(frozen=True, slots=True)
class Workload:
    """How interviewers shared a contract's work and what that adds to the variance of its answers.

    ``added_variance`` is in points squared of a respondent's mean points, with its ``degrees`` of
    freedom.
    """

    largest_share: float = 0.0
    largest_load: int = 0
    are_told_apart: bool = True
    added_variance: float = 0.0
    degrees: float = math.inf


@dataclass(frozen=True, slots=True)
class ScoredContract:
    """A contract with its composite; what depends on the other contracts is still to come."""

    row: Mapping[str, Any]
    estimates: ContractEstimates
    composite: Composite
    degrees_of_freedom: float
    response_rate: Figure
    vetoes: tuple[VetoResult, ...]
    interviewers: int | None = None
    work: Workload = Workload()

    @property
    def code(self) -> str:
        """Code of the contract."""
        return str(self.row["contract"])

    @property
    def name(self) -> str:
        """Name by which equals are listed."""
        return str(self.row["name"] or self.code)

    @property
    def is_ranked(self) -> bool:
        """Whether it has a total and may stand in the table."""
        return self.composite.total is not None

    @property
    def client_standard_error(self) -> float | None:
        """Standard error for this year's clients alone; None without a frame."""
        if self.estimates.clients_reason is not None or not self.is_ranked:
            return None
        gradient = self.composite.gradient
        survey = float(gradient @ self.estimates.covariance_clients @ gradient)
        return math.sqrt(max(survey, 0.0) + self.composite.independent_variance)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the bundle tells of a contract beside answers and measures."""

    response_rate: Figure
    vetoes: tuple[VetoResult, ...] = ()
    interviewers: int | None = None
    work: Workload = Workload()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a contract got beside the others: place, grade, decision, shrunken total."""

    rank: RankResult
    grade: GradeResult
    decision: DecisionResult
    shrunk_total: Figure
    reliability: Figure
    half_width: float | None
    figures: ContractFigures


def score_contract(
    plan: Plan,
    row: Mapping[str, Any],
    estimates: ContractEstimates,
    measured: Mapping[str, Reading],
    lowest: Mapping[str, Fraction],
    surroundings: Surroundings,
    carrier: Carrier | None = None,
) -> ScoredContract:
    """Score one contract from its survey estimates and its measures."""
    estimates = with_interviewers(estimates, surroundings.work.added_variance)
    readings = {**measured, **readings_of_survey(plan, estimates)}
    outcome = score_indicators(plan, readings, lowest, carrier)
    covariance = SurveyCovariance(estimates.variables, estimates.covariance)
    composite = compose(plan, outcome, covariance)
    has_survey = bool(survey_inputs(plan))
    return ScoredContract(
        row=row,
        estimates=estimates,
        composite=composite,
        # Without a survey nothing was drawn whose spread would have to be estimated.
        degrees_of_freedom=_degrees(estimates, composite, surroundings.work)
        if has_survey
        else math.inf,
        response_rate=surroundings.response_rate,
        vetoes=surroundings.vetoes,
        interviewers=surroundings.interviewers,
        work=surroundings.work,
    )


def with_interviewers(estimates: ContractEstimates, added: float) -> ContractEstimates:
    """Return estimates whose covariances carry the interviewers' variance, points squared.

    Interviewers move all answers that they take together, so that the same is added to every
    variance and covariance of inputs that have answers.
    """
    if added <= 0:
        return estimates
    is_answered = (estimates.answers_by_variable > 0).astype(np.float64)
    extra = added * np.outer(is_answered, is_answered)
    has_clients = estimates.clients_reason is None
    return replace(
        estimates,
        covariance_raw=estimates.covariance_raw + extra,
        covariance_adjusted=estimates.covariance_adjusted + extra,
        covariance_clients=estimates.covariance_clients + extra * has_clients,
    )


def _degrees(estimates: ContractEstimates, composite: Composite, work: Workload) -> float:
    """Return the degrees of freedom of the total's variance, by Satterthwaite's formula."""
    design = max(estimates.degrees_of_freedom, 1.0)
    added = work.added_variance * float(composite.gradient.sum()) ** 2
    rest = composite.variance - added
    if added <= 0 or rest < 0:
        return design
    return max(1.0, composite.variance**2 / (rest**2 / design + added**2 / work.degrees))


def basis_of(
    contract: ScoredContract, reliability: Figure, robust_share: float | None = None
) -> Basis:
    """Return what the figures of a contract rest on, for the gates of a decision."""
    return Basis(
        answers=contract.estimates.answers,
        effective_answers=contract.estimates.effective_answers,
        psus=contract.estimates.psus,
        interviewers=contract.interviewers,
        largest_share=contract.work.largest_share,
        largest_load=contract.work.largest_load,
        are_told_apart=contract.work.are_told_apart,
        reliability=reliability.value,
        robust_share=robust_share,
        has_spread=contract.composite.variance > VARIANCE_FLOOR
        or math.isinf(contract.degrees_of_freedom),
    )


def circumstances_of(plan: Plan, contract: ScoredContract, is_vetoed: bool) -> Circumstances:
    """Return what beside the figures bears on the proposal."""
    scored = [row for row in contract.composite.dimensions if row.points is not None]
    weak = weak_items(
        [row.code for row in scored],
        [(row.points or 0.0) / row.effective_weight for row in scored],
        [row.is_satisfaction for row in scored],
        plan.decision,
    )
    return Circumstances(weak_items=weak, is_vetoed=is_vetoed)


def contract_row(plan: Plan, contract: ScoredContract, standing: Standing) -> ContractScore:
    """Return the contract as it stands in the score book."""
    estimates, composite = contract.estimates, contract.composite
    total, half = composite.total, standing.half_width
    is_ranked = total is not None and half is not None
    low, high = (None, None) if total is None or half is None else composite.interval(half)
    degrees = contract.degrees_of_freedom
    return ContractScore(
        contract=contract.code,
        contractor=str(contract.row["contractor"] or ""),
        name=contract.name,
        area=str(contract.row["area"] or ""),
        submitted=estimates.submitted,
        answers=estimates.answers,
        excluded=estimates.excluded,
        psus=estimates.psus,
        effective_answers=estimates.effective_answers,
        response_rate=contract.response_rate,
        estimates=estimate_rows(plan, estimates),
        indicators=composite.indicators,
        dimensions=composite.dimensions,
        printed_total=composite.printed,
        total=total,
        standard_error=composite.standard_error if is_ranked else None,
        degrees_of_freedom=degrees if is_ranked and math.isfinite(degrees) else None,
        interval_low=low,
        interval_high=high,
        client_standard_error=contract.client_standard_error,
        shrunk_total=standing.shrunk_total,
        reliability=standing.reliability,
        grade=standing.grade,
        rank=standing.rank,
        decision=standing.decision,
        figures=standing.figures,
        vetoes=contract.vetoes,
        reasons=composite.reasons,
    )


def notes_on(plan: Plan, contract: ScoredContract) -> Sequence[Mapping[str, Any]]:
    """Return what a reader must know of a contract's figures, as codes with parameters."""
    notes: list[Mapping[str, Any]] = [
        {"code": flag, "contract": contract.code} for flag in contract.estimates.flags
    ]
    weights = {row.code: row.effective_weight for row in contract.composite.dimensions}
    if contract.is_ranked and lost_dominance(plan, weights):
        notes.append({"code": "satisfaction_not_heaviest", "contract": contract.code})
    for row in contract.composite.indicators:
        for part in row.parts:
            where = {"contract": contract.code, "indicator": row.code, "input": part.input}
            if part.points is None and row.points is not None:
                notes.append({"code": "part_carried_by_sisters", "reason": part.reason, **where})
            if part.points is not None and part.source == "BQ" and part.method == "deterministic":
                notes.append({"code": "constant_input", **where})
    return notes


def dominance_of(plan: Plan, contracts: Sequence[ScoredContract]) -> tuple[DominanceTest, ...]:
    """Test the dominance rule four ways, the last two over the contracts that have a total."""
    rows = {
        contract.code: contract.composite.dimensions for contract in contracts if contract.is_ranked
    }
    carried = {
        code: {row.code: row.effective_weight for row in nodes} for code, nodes in rows.items()
    }
    points = [[row.points or 0.0 for row in nodes] for nodes in rows.values()]
    return dominance_tests(plan, carried, points)


def notes_on_influence(
    plan: Plan, contracts: Sequence[ScoredContract]
) -> Sequence[Mapping[str, Any]]:
    """Return a note where another dimension moves the totals more than satisfaction does."""
    if plan.is_selection:
        return []
    test = dominance_of(plan, contracts)[-1]
    if test.is_met is not False:
        return []
    shares = [f"{code} {share:.2f}" for code, share in test.shares.items()]
    return [{"code": "satisfaction_moves_less", "found": shares}]
