"""What contracts get beside each other: ranking, grades, decisions, figures of their own pages."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from scoring.class_variants import class_shares
from scoring.contract_figures import blank_figures, contract_figures
from scoring.figures import Figure, FunnelFigures
from scoring.indicators.vetoes import capped_grade, is_capped
from scoring.moments.estimates import SurveyEstimates
from scoring.plan import Plan
from scoring.profiling.decisions import decide, undecided
from scoring.profiling.evidence import EXIT
from scoring.profiling.grades import GradeRule, grade_results, half_widths
from scoring.profiling.interviewer_variance import InterviewerVariance
from scoring.profiling.profile import Profile, profile
from scoring.scorebook import GradeResult, RankResult
from scoring.scored_contracts import ScoredContract, Standing, basis_of, circumstances_of

# Common slopes tie every contract to every other; above this many contracts the full matrix would
# not fit, and the ties are so weak by then that they are left out, with a note.
SLOPES_UP_TO = 2_000


def profile_of(
    contracts: Sequence[ScoredContract], survey: SurveyEstimates, effects: InterviewerVariance
) -> Profile:
    """Set the ranked contracts beside each other, with what ties their figures together."""
    kept = [place for place, contract in enumerate(contracts) if contract.is_ranked]
    ranked = [contracts[place] for place in kept]
    gradients = np.array([contract.composite.gradient for contract in contracts])
    gradients = gradients.reshape(len(contracts), len(survey.variables))
    shared, counts = survey.shared_covariance(gradients)
    covariance = sparse.csr_array(shared)[kept][:, kept]
    slopes = survey.slope_covariance(gradients)
    if slopes is not None and len(kept) <= SLOPES_UP_TO:
        covariance = covariance + _off_diagonal(slopes[kept] @ slopes[kept].T)
    return profile(
        [contract.code for contract in ranked],
        [contract.name for contract in ranked],
        [contract.composite.total or 0.0 for contract in ranked],
        [contract.composite.variance for contract in ranked],
        [contract.degrees_of_freedom for contract in ranked],
        covariance,
        sparse.csr_array(counts)[kept][:, kept],
        effects.groups[kept],
    )


def _off_diagonal(matrix: Any) -> sparse.csr_array:
    apart = (matrix + matrix.T) / 2
    np.fill_diagonal(apart, 0.0)
    return sparse.csr_array(apart)


def standings_of(
    plan: Plan,
    contracts: Sequence[ScoredContract],
    found: Profile,
    survey: SurveyEstimates,
    effects: InterviewerVariance,
    look: int = 1,
) -> tuple[dict[str, Standing], FunnelFigures]:
    """Grade all contracts, say what the evidence permits to decide, and draw the funnel."""
    ranked = [contract for contract in contracts if contract.is_ranked]
    totals = [contract.composite.total or 0.0 for contract in ranked]
    errors = [contract.composite.standard_error for contract in ranked]
    degrees = [contract.degrees_of_freedom for contract in ranked]
    grades = _grades(plan, ranked)
    shares = class_shares(plan, ranked, survey, look).smallest.tolist()
    decisions = decide(
        plan.decision,
        plan.thresholds,
        totals,
        errors,
        degrees,
        found.posterior,
        [basis_of(*row) for row in zip(ranked, found.reliabilities, shares, strict=True)],
        grades,
        [circumstances_of(plan, contract, is_capped(contract.vetoes)) for contract in ranked],
        look,
    )
    faces_exit = [decision.decision_class == EXIT for decision in decisions]
    figures, funnel = contract_figures(ranked, found, survey, effects, faces_exit)
    columns = (found.ranks, grades, decisions, found.shrunk_totals, found.reliabilities)
    widths = half_widths(errors, degrees).tolist()
    rows = zip(ranked, *columns, widths, figures, strict=True)
    standings = {contract.code: Standing(*row) for contract, *row in rows}
    for number, contract in enumerate(contracts):
        if contract.code not in standings:
            standings[contract.code] = _unranked(plan, contract, survey, effects, number)
    return standings, funnel


def _grades(plan: Plan, ranked: Sequence[ScoredContract]) -> list[GradeResult]:
    """Return the grade of each ranked contract, capped where a veto is substantiated."""
    rule = GradeRule(plan.bands, float(plan.thresholds.grade_half_width))
    printed = [contract.composite.printed for contract in ranked]
    earned = grade_results(
        rule,
        [total for total in printed if total is not None],
        [contract.composite.total or 0.0 for contract in ranked],
        [contract.composite.standard_error for contract in ranked],
        [contract.degrees_of_freedom for contract in ranked],
    )
    pairs = zip(ranked, earned, strict=True)
    return [capped_grade(plan, grade, contract.vetoes) for contract, grade in pairs]


def _unranked(
    plan: Plan,
    contract: ScoredContract,
    survey: SurveyEstimates,
    effects: InterviewerVariance,
    number: int,
) -> Standing:
    """Return the standing of a contract without a total: blanks with its first reason."""
    reason = contract.composite.reasons[0]
    blank = Figure(reason=reason)
    grade = GradeResult(None, None, {}, None, is_borderline=False, reason=reason)
    return Standing(
        rank=RankResult(None, None, (), None, reason),
        grade=capped_grade(plan, grade, contract.vetoes),
        decision=undecided(
            plan.thresholds, basis_of(contract, blank), reason, is_capped(contract.vetoes)
        ),
        shrunk_total=blank,
        reliability=blank,
        half_width=None,
        figures=blank_figures(contract, survey, effects, number, reason),
    )
